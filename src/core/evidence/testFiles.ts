import type { TestCase } from "../model/tests.ts";
import { folderOf } from "./paths.ts";
import type { SuffixMatch, WorkspaceIndex } from "./workspaceIndex.ts";

/**
 * Workspace file of a test: what the report says, else the file that its class or suite names as a module. Of several
 * files that could be it, the one in the folder that the report lies in is: every module has its own reports.
 *
 * @param report path of the report, "" where it is not known
 */
export function locateTest(test: TestCase, index: WorkspaceIndex, report = ""): string | null {
  for (const path of [test.file, test.suite.split(" > ").at(-1) ?? null, test.className]) {
    if (path === null || !/\.\w+$/.test(path)) continue;
    const file = fileOf(index.bySuffix(path.replaceAll("\\", "/")), report);
    if (file !== null) return file;
  }
  // A class within another, on the Java virtual machine: "a.B$C".
  const parts = test.className.split(/\.|::|\$/);
  for (let end = parts.length; end > 0; end--) {
    const module = parts.slice(0, end).join("/");
    for (const extension of ["py", "java", "kt", "scala", "groovy", "cs", "rb", "php"]) {
      const file = `${module}.${extension}`;
      if (!module.includes("/") && end < parts.length) continue;
      const found = fileOf(index.bySuffix(file), report);
      if (found?.endsWith(file)) return found;
    }
  }
  return null;
}

function fileOf(match: SuffixMatch, report: string): string | null {
  if (match.kind === "unique") return match.file;
  if (match.kind === "none") return null;
  const folders = report.split("/");
  const near = match.candidates.map((file) => {
    const own = file.split("/");
    const differs = folders.findIndex((folder, at) => folder !== own[at]);
    return { file, shared: differs === -1 ? folders.length : differs };
  });
  const most = near.reduce((best, { shared }) => Math.max(best, shared), 0);
  const nearest = near.filter(({ shared }) => shared === most);
  return most > 0 && nearest.length === 1 ? nearest[0]!.file : null;
}

/** Workspace files of tests, each class looked up once for each folder of reports. */
export class TestFiles {
  readonly #index: WorkspaceIndex;
  readonly #known = new Map<string, string | null>();
  #last: { readonly test: TestCase; readonly report: string; readonly file: string | null } | null = null;

  constructor(index: WorkspaceIndex) {
    this.#index = index;
  }

  of(test: TestCase, report: string): string | null {
    const last = this.#last;
    // Most tests stand where the one before does.
    if (
      last !== null &&
      last.report === report &&
      last.test.file === test.file &&
      last.test.className === test.className &&
      last.test.suite === test.suite
    )
      return last.file;
    const folder = folderOf(report);
    const key = `${folder}\u0000${test.file ?? ""}\u0000${test.className}\u0000${test.suite}`;
    let file = this.#known.get(key);
    if (file === undefined) {
      file = locateTest(test, this.#index, folder);
      this.#known.set(key, file);
    }
    this.#last = { test, report, file };
    return file;
  }
}
