import { asObject, type Head } from "./head.ts";
import { asText, objects, text } from "./jsonValues.ts";

/**
 * Reports that are well known and not read, told by their content: what a file is, and what to write in its place. Null
 * for everything else.
 */
export function otherReport(head: Head): string | null {
  switch (head.shape) {
    case "xml":
      return ofXml(head);
    case "json":
      return ofJson(head.json);
    case "text":
      return head.bytes.includes(0) ? ofBytes(head.bytes) : ofText(head.text);
    case "binary":
      return ofBytes(head.bytes);
    default:
      return null;
  }
}

function ofText(text: string): string | null {
  if (text.startsWith("version https://git-lfs.github.com/"))
    return "Git LFS's pointer to a file that is not here; git lfs pull fetches it";
  if (/^\d[\d/:. ]{12,}([,;\t])\d+\1.*\1(?:true|false)\1/.test(text))
    return "what JMeter writes without the names of its columns; with jmeter.save.saveservice.print_field_names=true it is read";
  return text.startsWith("GROUP,PACKAGE,CLASS,INSTRUCTION_MISSED,")
    ? "JaCoCo's CSV, which names no lines; its XML is read"
    : null;
}

const roots: Readonly<Record<string, string>> = {
  html: "a page for people; what its tool writes for programs, as XML, JSON or LCOV, is read",
  CUNIT_TEST_RUN_REPORT:
    "CUnit's own XML; after CU_automated_enable_junit_xml(CU_TRUE) it writes JUnit XML, which is read",
  PartCoverReport: "PartCover's XML; OpenCover and coverlet write formats that are read",
  BugCollection: "SpotBugs' own XML; with -sarif it writes SARIF, which is read",
  checkstyle: "Checkstyle's own XML; with -f sarif it writes SARIF, which is read",
  crap_result: "PHPUnit's Crap4J XML; with --coverage-clover it writes Clover, which is read",
  CoverageReport: "ReportGenerator's summary, which names no files; with -reporttypes:Cobertura it writes what is read",
  phpunit: "PHPUnit's own XML of coverage; with --coverage-clover it writes Clover, which is read",
  pmd: "PMD's own XML; with -f sarif it writes SARIF, which is read",
};

function ofXml({ xml, text }: Head): string | null {
  const { root, attributes, children } = xml!;
  if (root === "Root" && attributes.has("CoveredStatements"))
    return "dotCover's XML without files; with --ReportType=DetailedXML it writes what is read";
  if (root === "coverage" && children.has("block"))
    return "PIT's own blocks of coverage, which are not read; the mutations.xml that it writes beside it is, and JaCoCo measures lines";
  if (root === "testsuite" && children.has("test")) return "DejaGnu's own XML, which is not read";
  if (root === "coverage" && children.has("summary")) return "the XML of Haskell's hpc, of modules and not of lines";
  if (root === "results" && children.has("cppcheck"))
    return "cppcheck's own XML; with --output-format=sarif it writes SARIF, which is read";
  if (root === "Site" && attributes.has("BuildName"))
    return "CTest's own XML, for CDash, of other things than tests; its Test.xml is read";
  if (root === "tests" && children.has("test") && text.includes(" prettifiedMethodName="))
    return "PHPUnit's TestDox XML; with --log-junit it writes JUnit XML, which is read";
  if (root === "tests" && children.has("test")) return "Buck's own XML, which is not read";
  if (root === "stream" && children.has("ready-test-suite")) return "test-unit's own XML, which is not read";
  return roots[root] ?? null;
}

function ofJson(value: unknown): string | null {
  const root = asObject(value) ?? {};
  if ("zephyr_version" in (asObject(root["environment"]) ?? {}) && Array.isArray(root["testsuites"]))
    return "twister's own JSON; the twister.xml that it writes beside it is read";
  if ("DotCoverVersion" in root)
    return "dotCover's JSON, which names no files; with --ReportType=DetailedXML it writes what is read";
  if ("generatedon" in (asObject(root["summary"]) ?? {}))
    return "ReportGenerator's summary, which names no files; with -reporttypes:Cobertura it writes what is read";
  if ("line" in (asObject(root["result"]) ?? {}))
    return "SimpleCov's .last_run.json, which names no files; its .resultset.json is read";
  if ("msi" in (asObject(root["stats"]) ?? {}))
    return "Infection's sums, without its mutants; what it writes as logs.json is read";
  if (typeof root["url"] === "string" && objects(root["functions"]).some((one) => Array.isArray(one["ranges"])))
    return "what deno test --coverage keeps of one script; deno coverage --lcov makes LCOV of it, which is read";
  if (root["type"] === "v8" && "reportPath" in root && "watermarks" in root)
    return "monocart-coverage-reports' own JSON; its report lcovonly is read";
  if (/^Criterion v/.test(asText(root["id"])) && Array.isArray(root["test_suites"]))
    return "Criterion's own JSON; with --xml it writes JUnit XML, which is read";
  if (Array.isArray(root["fixtures"]) && Array.isArray(root["userAgents"]))
    return "TestCafe's own JSON; what its reporter xunit writes, JUnit XML, is read";
  if ("started" in (asObject(root["id"]) ?? {}) && "started" in root)
    return "Bazel's build events, of targets and not of tests; the test.xml of each target in bazel-testlogs is read";
  if ("backtraceGraph" in root && root["kind"] === "ctestInfo")
    return "a list of tests, which ctest --show-only makes and runs none; what ctest --output-junit or -T Test writes is read";
  if (Array.isArray(value) && Array.isArray(value[0]) && /^\d+\.\d+\.\d+/.test(text(value[1]) ?? ""))
    return "Vitest's blob of one shard; vitest --merge-reports --reporter=json makes of all of them what is read";
  if ("coverage_options" in root || "skip_files" in root)
    return "the settings of ExCoveralls; mix coveralls.json writes cover/excoveralls.json, which is read";
  const [first] = objects(value);
  if (first !== undefined && "url" in first && ("functions" in first || ("ranges" in first && "text" in first)))
    return "coverage of Chrome (DevTools, Puppeteer, Playwright), of characters and not of lines; monocart-coverage-reports makes of it what is read";
  if (first !== undefined && "SuitePath" in first && "SpecReports" in first)
    return "Ginkgo's own JSON; with --junit-report=FILE it writes what is read";
  if (first !== undefined && "filePath" in first && Array.isArray(first["messages"]) && "errorCount" in first)
    return "ESLint's own JSON; @microsoft/eslint-formatter-sarif writes SARIF, which is read";
  return null;
}

function ofBytes(bytes: Uint8Array): string | null {
  return binaries.find(([magic, , from = 0]) => magic.every((byte, at) => bytes[from + at] === byte))?.[1] ?? null;
}

const packed = "which is not unpacked; reports compressed with gzip, and those in ZIP archives, are read";

const goData =
  "what a program of go build -cover leaves in GOCOVERDIR; go tool covdata textfmt makes a cover profile of it, which is read";

/** What compilers' and virtual machines' own data and archives begin with, or have at a place. */
const binaries: readonly (readonly [magic: readonly number[], what: string, from?: number])[] = [
  [[0x75, 0x73, 0x74, 0x61, 0x72], `a tar archive, ${packed}`, 257],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00], `compressed with xz, ${packed}`],
  [[0x28, 0xb5, 0x2f, 0xfd], `compressed with Zstandard, ${packed}`],
  [[0x42, 0x5a, 0x68], `compressed with bzip2, ${packed}`],
  [[0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], `a 7z archive, ${packed}`],
  [[0x50, 0x4b, 0x03, 0x04], "a ZIP archive that is compressed once more, which is not unpacked"],
  [[0x1f, 0x8b], "compressed with gzip twice, and unpacked once"],
  [[0x01, 0xc0, 0xc0], "JaCoCo's execution data; the report that JaCoCo makes of it, as XML, is read"],
  [[0x81, 0x72, 0x66, 0x6f, 0x72, 0x70, 0x6c, 0xff], "LLVM's profile data; llvm-cov export makes of it what is read"],
  [[0xff, 0x6c, 0x70, 0x72, 0x6f, 0x66, 0x69, 0x81], "LLVM's profile data; llvm-cov export makes of it what is read"],
  [[0x00, 0x63, 0x76, 0x6d], goData],
  [[0x00, 0x63, 0x77, 0x6d], goData],
  [[0x61, 0x64, 0x63, 0x67], "GCC's data file; gcov, gcovr and lcov make of it what is read"],
  [[0x6f, 0x6e, 0x63, 0x67], "GCC's notes file; gcov, gcovr and lcov make of it what is read"],
];
