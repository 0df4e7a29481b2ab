import picomatch from "picomatch";

/** Whether a "/"-separated path matches any of the globs; files and folders with a leading dot are not special. */
export function matcher(globs: readonly string[], caseSensitive = true): (path: string) => boolean {
  if (globs.length === 0) return () => false;
  const matches = globs.map((glob) => picomatch(anchored(glob), { dot: true, nocase: !caseSensitive }));
  return (path) => matches.some((match) => match(path));
}

/** Whether a file has a place where the globs look for reports; it may be compressed there (coverage.xml.gz). */
export function reportMatcher(globs: readonly string[], caseSensitive = true): (path: string) => boolean {
  const matches = matcher(globs, caseSensitive);
  return (path) => matches(path) || (path.endsWith(".gz") && matches(path.slice(0, -".gz".length)));
}

/** "docs/" means everything in docs; a leading "./" or "/" means the folder itself. */
function anchored(glob: string): string {
  const from = glob.replace(/^\.?\//, "");
  return from.endsWith("/") ? `${from}**` : from;
}

/** Whether a text, such as a test's name, matches any of the globs; "/" is no separator here, case does not count. */
export function textMatcher(globs: readonly string[]): (text: string) => boolean {
  if (globs.length === 0) return () => false;
  const patterns = globs.map(
    (glob) =>
      new RegExp(
        `^${glob
          .replace(/[.+^${}()|[\]\\]/g, "\\$&")
          .replaceAll("*", "[\\s\\S]*")
          .replaceAll("?", "[\\s\\S]")}$`,
        "i",
      ),
  );
  return (text) => patterns.some((pattern) => pattern.test(text));
}

/** The candidates most like a pattern that matched nothing, at most three: "did you mean". */
export function nearMisses(pattern: string, candidates: Iterable<string>): string[] {
  const words = pattern
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word.length > 2);
  if (words.length === 0) return [];
  const scored: { candidate: string; score: number }[] = [];
  for (const candidate of candidates) {
    const lower = candidate.toLowerCase();
    const score = words.filter((word) => lower.includes(word)).length / words.length;
    if (score >= 0.5) scored.push({ candidate, score });
  }
  return scored
    .sort((a, b) => b.score - a.score || a.candidate.length - b.candidate.length)
    .slice(0, 3)
    .map((each) => each.candidate);
}
