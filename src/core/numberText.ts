/**
 * A count as English writes it, with at most three decimals: "1,204". `toLocaleString` gives the same, but its first call
 * in a process takes some twenty milliseconds, and an editor waits for it.
 */
export function numberText(count: number): string {
  const text = String(Number.isInteger(count) ? count : Math.round(count * 1000) / 1000);
  // Beyond 10^21, and no number at all.
  if (!Number.isFinite(count) || text.includes("e")) return text;
  const [signed = "", fraction] = text.split(".");
  const sign = signed.startsWith("-") ? "-" : "";
  const digits = signed.slice(sign.length);
  const groups: string[] = [];
  for (let end = digits.length; end > 0; end -= 3) groups.unshift(digits.slice(Math.max(0, end - 3), end));
  return sign + groups.join(",") + (fraction === undefined ? "" : `.${fraction}`);
}
