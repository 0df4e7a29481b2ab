import { lstatSync, realpathSync, statSync } from "node:fs";
import { join } from "node:path";

/** Names of folders at the top that patterns name outright. */
export function namedFolders(patterns: readonly string[]): readonly string[] {
  const first = patterns.flatMap((pattern) => (pattern.includes("/") ? [pattern.split("/", 1)[0]!] : []));
  return [...new Set(first)].filter(isLiteral);
}

/** Whether a pattern, or a part of one, stands for itself alone. */
export function isLiteral(pattern: string): boolean {
  return !/[*?[{(!]/.test(pattern);
}

/**
 * Folders at the top of a folder that are symbolic links and that patterns name outright, with where they lead: Bazel
 * keeps what tests wrote in `bazel-testlogs`. Other links are not followed: they may lead anywhere, and back.
 */
export function linkedFolders(root: string, patterns: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const name of namedFolders(patterns)) {
    const path = join(root, name);
    try {
      if (lstatSync(path).isSymbolicLink() && statSync(path).isDirectory()) found.set(name, realpathSync(path));
    } catch {
      // It is not there, or leads nowhere.
    }
  }
  return found;
}
