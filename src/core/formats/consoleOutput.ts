import { withoutColours } from "./textLines.ts";

/** What a tool prints for people: it names only some of its tests or files, so that no number of it is read. */
interface Console {
  readonly tool: string;
  /** A line that the tool prints in every run, or all but the shortest. */
  readonly line: RegExp;
  /** What to ask the tool for in its place. */
  readonly instead: string;
}

const consoles: readonly Console[] = [
  {
    tool: "pytest",
    line: /^(?:=+ test session starts =+$|=+ [^\n]{0,80}\b(?:passed|failed|errors?|no tests ran)\b[^\n]{0,200} in [\d.]+s|\d+ (?:passed|failed|skipped|error)\b[^\n]{0,200} in \d+\.\d+s)/m,
    instead: "with --junitxml=FILE it writes what is read",
  },
  {
    tool: "unittest",
    line: /^Ran \d+ tests? in \d+\.\d+s$/m,
    instead: "run by pytest --junitxml=FILE, or by unittest-xml-reporting, it writes what is read",
  },
  {
    tool: "Jest",
    line: /^Tests: {2,}[^\n]{0,200}\b\d+ total$/m,
    instead: "with --json --outputFile=FILE it writes what is read",
  },
  {
    tool: "Vitest",
    line: /^ *Test Files {2}[^\n]{0,200} \(\d+\)$/m,
    instead: "with --reporter=json --outputFile=FILE it writes what is read",
  },
  {
    tool: "Mocha",
    line: /^ +\d+ passing \(\d+m?s\)$/m,
    instead: "with --reporter json --reporter-option output=FILE it writes what is read",
  },
  { tool: "lab", line: /^Test duration: \d+ ms$/m, instead: "with -r junit -o FILE it writes what is read" },
  {
    tool: "Playwright",
    line: /^Running \d+ tests? using \d+ workers?/m,
    instead: "with --reporter=json it writes what is read",
  },
  {
    tool: "Bun",
    line: /^Ran \d+ tests? across \d+ files?\./m,
    instead: "with --reporter=junit --reporter-outfile=FILE it writes what is read",
  },
  { tool: "Node.js", line: /^ℹ tests \d+$/m, instead: "with --test-reporter=junit it writes what is read" },
  { tool: "Deno", line: /^running \d+ tests? from \S/m, instead: "with --reporter=junit it writes what is read" },
  {
    tool: "CTest",
    line: /^(?:Test project \S.*|\d+% tests passed, \d+ tests? failed out of \d+)$/m,
    instead: "with --output-junit FILE it writes what is read",
  },
  {
    tool: "Maven",
    line: /^(?:\[\w+\] )?Tests run: \d+, Failures: \d+, Errors: \d+/m,
    instead: "the TEST-*.xml in target/surefire-reports are read",
  },
  {
    tool: "Gradle",
    line: /^BUILD (?:SUCCESSFUL|FAILED) in \d/m,
    instead: "the TEST-*.xml in build/test-results are read",
  },
  {
    tool: "GoogleTest",
    line: /^\[=+\] Running \d+ tests? from /m,
    instead: "with --gtest_output=xml:FILE it writes what is read",
  },
  {
    tool: "Catch2",
    line: /^(?:test cases: +\d+ \||All tests passed \(\d+ assertions? in )/m,
    instead: "with --reporter xml --out FILE it writes what is read",
  },
  {
    tool: "Qt Test",
    line: /^\*+ Start testing of \S+ \*+$/m,
    instead: "with -o FILE,xml it writes what is read",
  },
  {
    tool: "dotnet test",
    line: /^(?:Passed|Failed)! +- Failed: +\d+, Passed: +\d+/m,
    instead: "with --logger trx it writes what is read",
  },
  {
    tool: "PHPUnit",
    line: /^PHPUnit \d[\d.]* by Sebastian Bergmann/m,
    instead: "with --log-junit FILE it writes what is read",
  },
  {
    tool: "RSpec",
    line: /^\d+ examples?, \d+ failures?/m,
    instead: "with --format json --out FILE it writes what is read",
  },
  {
    tool: "ExUnit",
    line: /^Finished in [^\n]*\n(?:\d+ \w+, )*\d+ tests?, \d+ failures?\b/m,
    instead: "junit_formatter writes JUnit XML, which is read",
  },
  { tool: "bats", line: /^\d+ tests?, \d+ failures?\b/m, instead: "with --formatter tap it writes what is read" },
  { tool: "DejaGnu", line: /^\t\t=== \S+ tests ===$/m, instead: "it writes nothing that is read" },
  {
    tool: "minitest",
    line: /^\d+ runs, \d+ assertions, \d+ failures, \d+ errors/m,
    instead: "minitest-reporters writes JUnit XML, which is read",
  },
  {
    tool: "prove",
    line: /^Files=\d+, Tests=\d+, /m,
    instead: "with --formatter TAP::Formatter::JUnit it writes what is read",
  },
  {
    tool: "cargo-nextest",
    line: /^ *Nextest run ID /m,
    instead: "with a profile that has [profile.NAME.junit] it writes what is read",
  },
  {
    tool: "coverage.py",
    line: /^(?:\| )?Name +(?:\| +)?Stmts [^\n]{0,80}\bCover\b/m,
    instead: "coverage json and coverage xml write what is read",
  },
  {
    tool: "Istanbul",
    line: /^File +\| +% Stmts +\| +% Branch +\|/m,
    instead: "its reporters lcov and json write what is read",
  },
  {
    tool: "go tool cover",
    line: /^total:\s+\(statements\)\s+[\d.]+%$/m,
    instead: "the profile that go test -coverprofile=FILE writes is read",
  },
  {
    tool: "llvm-cov report",
    line: /^Filename +Regions +Missed Regions +Cover/m,
    instead: "llvm-cov export writes what is read",
  },
  {
    tool: "gcovr",
    line: /^ +GCC Code Coverage Report$/m,
    instead: "with --json FILE or --cobertura FILE it writes what is read",
  },
  {
    tool: "grcov",
    line: /^\| file +\| coverage +\| covered +\| missed_lines +\|$/m,
    instead: "with -t lcov it writes what is read",
  },
  {
    tool: "rustdoc",
    line: /^\| File +\| Documented \|/m,
    instead: "with --show-coverage --output-format json it writes what is read",
  },
  {
    tool: "tarpaulin",
    line: /^\|\| Tested\/Total Lines:$/m,
    instead: "with --out Lcov it writes what is read",
  },
  {
    tool: "lcov",
    line: /^ *lines\.{6,}: \d+\.\d+% \(\d+ of \d+ lines\)$/m,
    instead: "the tracefile itself is read",
  },
];

/** Which tool's console output a text is, and what to ask for; null where it is none that is known. */
export function consoleOutput(text: string): string | null {
  const plain = withoutColours(text).replaceAll("\r", "");
  const found = consoles.find(({ line }) => line.test(plain));
  return found === undefined ? null : `what ${found.tool} prints for people; ${found.instead}`;
}
