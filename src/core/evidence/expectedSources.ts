import { matcher } from "./globs.ts";
import { extensionOf, isKnownSource } from "./sourceLines.ts";

/** Source files that ought to be in the coverage reports, and how that is known. */
export interface ExpectedSources {
  readonly files: readonly string[];
  /** In words, for showing: "*.py below src, from the reports". */
  readonly basis: string;
}

const testFile =
  /(?:^|\/)(?:tests?|__tests__|__mocks__|spec|specs|e2e|benchmarks?|bench|fixtures?|testdata|examples?|docs?|scripts?)\/|(?:^|\/)(?:test_[^/]*|conftest|[^/]*_test|[^/]*_spec|[^/]*[.-](?:test|spec|bench|stories|config|conf)|[^/]*Tests?|setup|noxfile|conf)\.[A-Za-z]+$|\.d\.[cm]?ts$/;

/** Whether a path is by its name a test, a configuration or an example, which coverage tools leave out as a rule. */
function isTestPath(path: string): boolean {
  return testFile.test(path);
}

/**
 * The files that reports should mention: the globs of readiness.json `reports.sources`; without them every file of a
 * measured language below the top folders in which measured files lie, less tests and what is declared excluded.
 */
export function expectedSources(
  files: readonly string[],
  measured: ReadonlySet<string>,
  declared: readonly string[] | null,
  excluded: (file: string) => boolean,
): ExpectedSources {
  if (declared !== null) {
    const matches = matcher(declared);
    return {
      files: files.filter((file) => matches(file) && !excluded(file)),
      basis: `${declared.join(", ")} (readiness.json)`,
    };
  }
  const extensions = new Set<string>();
  const tops = new Set<string>();
  for (const file of measured) {
    if (isTestPath(file) || !isKnownSource(file)) continue;
    extensions.add(extensionOf(file));
    tops.add(topOf(file));
  }
  const expected = files.filter(
    (file) => extensions.has(extensionOf(file)) && tops.has(topOf(file)) && !isTestPath(file) && !excluded(file),
  );
  const where = [...tops].sort().map((top) => (top === "" ? "the top folder" : top));
  const basis =
    extensions.size === 0
      ? "none"
      : `${[...extensions]
          .sort()
          .map((extension) => `*.${extension}`)
          .join(", ")} in ${where.join(", ")} (where measured files are)`;
  return { files: expected, basis };
}

/** The folder whose other files are expected too: the first one of the path; files at the top stand for themselves. */
function topOf(file: string): string {
  const slash = file.indexOf("/");
  return slash === -1 ? "" : file.slice(0, slash);
}
