/**
 * Times, in ms since 1970, before and beyond which no report was written: what is to be alike to the byte has the first
 * days of Unix or of DOS, up to the end of 1980; year 2200.
 */
const firstTime = 347_155_200_000;
const lastTime = 7_258_118_400_000;

/**
 * Time since 1970 in seconds or in milliseconds, whichever it can be, as ISO 8601 UTC; null where it is neither.
 * Numbers from 1e11 on are milliseconds: as seconds they would be after the year 5000.
 */
export function epochToIso(value: number): string | null {
  const milliseconds = value < 1e11 ? value * 1000 : value;
  return milliseconds >= firstTime && milliseconds < lastTime ? new Date(milliseconds).toISOString() : null;
}
