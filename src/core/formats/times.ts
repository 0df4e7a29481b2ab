/** Times beyond this, in ms since 1970, no report was written at: year 2200. */
const lastTime = 7_258_118_400_000;

/**
 * Time since 1970 in seconds or in milliseconds, whichever it can be, as ISO 8601 UTC; null where it is neither.
 * Numbers from 1e11 on are milliseconds: as seconds they would be after the year 5000.
 */
export function epochToIso(value: number): string | null {
  if (!(value > 0)) return null;
  const milliseconds = value < 1e11 ? value * 1000 : value;
  return milliseconds < lastTime ? new Date(milliseconds).toISOString() : null;
}
