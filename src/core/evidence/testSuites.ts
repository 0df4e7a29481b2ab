import { type TestCase, TestMap } from "../model/tests.ts";
import { folderOf } from "./paths.ts";

/** Two folders of reports tell of the same tests where they share at least this part of the smaller one's. */
const leastShared = 0.5;

/**
 * Which reports tell of the same tests: legs of a matrix and repeated runs do, modules of a project that have a test of
 * the same name ("AppTest.works") do not. Reports of one folder always do, since many tools write a file for each class;
 * two folders do where half of the smaller one's tests stand in the other.
 *
 * @returns for each report the number of its suite
 */
export function suitesOf(
  reports: readonly { readonly path: string; readonly cases: readonly TestCase[] }[],
): readonly number[] {
  const folders = new Map<string, number>();
  const folderAt = reports.map(({ path }) => {
    const folder = folderOf(path);
    if (!folders.has(folder)) folders.set(folder, folders.size);
    return folders.get(folder)!;
  });
  const suite = [...folders.values()];
  if (suite.length < 2) return folderAt;
  const of = (folder: number): number => (suite[folder] === folder ? folder : of(suite[folder]!));
  for (const [one, other] of overlapping(reports, folderAt, folders.size)) suite[of(one)] = of(other);
  return folderAt.map(of);
}

/** Pairs of folders that share enough of their tests. */
function overlapping(
  reports: readonly { readonly cases: readonly TestCase[] }[],
  folderAt: readonly number[],
  folders: number,
): readonly (readonly [number, number])[] {
  // Nearly all tests stand in one folder: a number takes far less than a set of one.
  const standsIn = new TestMap<number | Set<number>>();
  reports.forEach(({ cases }, at) => {
    const folder = folderAt[at]!;
    for (const test of cases) {
      const known = standsIn.get(test);
      if (known === undefined) standsIn.set(test, folder);
      else if (typeof known === "object") known.add(folder);
      else if (known !== folder) standsIn.set(test, new Set([known, folder]));
    }
  });
  const sizes = new Array<number>(folders).fill(0);
  const shared = new Map<number, number>();
  for (const places of standsIn.values()) {
    const all = typeof places === "number" ? [places] : [...places].sort((a, b) => a - b);
    for (const [at, one] of all.entries()) {
      sizes[one]!++;
      for (const other of all.slice(at + 1))
        shared.set(one * folders + other, (shared.get(one * folders + other) ?? 0) + 1);
    }
  }
  return [...shared].flatMap(([pair, count]) => {
    const [one, other] = [Math.floor(pair / folders), pair % folders];
    return count >= leastShared * Math.min(sizes[one]!, sizes[other]!) ? [[one, other]] : [];
  });
}
