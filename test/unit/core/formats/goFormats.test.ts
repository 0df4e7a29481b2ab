import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { formats } from "../../../../src/core/formats/index.ts";
import { type ParseOutcome, ReportParser } from "../../../../src/core/formats/parser.ts";
import { coverageTotals } from "../../../../src/core/model/coverage.ts";
import type { Report, ReportKind } from "../../../../src/core/model/report.ts";

/** What the tools of Go write and others do not. */

function parse(text: string): ParseOutcome {
  const parser = new ReportParser(formats, "report");
  parser.write(new TextEncoder().encode(text));
  return parser.end();
}

function read<K extends ReportKind>(text: string, format: string, kind: K): Extract<Report, { kind: K }> {
  const outcome = parse(text);
  assert.equal(outcome.status, "read", JSON.stringify(outcome.problems));
  assert.equal(outcome.format, format);
  assert.equal(outcome.report?.kind, kind);
  return outcome.report as Extract<Report, { kind: K }>;
}

const tests = (text: string, format: string) => read(text, format, "tests");

function lines(...values: readonly unknown[]): string {
  return values.map((value) => `${typeof value === "string" ? value : JSON.stringify(value)}\n`).join("");
}

const event = (Action: string, Test?: string, Output?: string) => ({ Action, Package: "p", Test, Output });

describe("go test -json", () => {
  it("before Go 1.20 a package that did not build has a line of text only", () => {
    const { suiteErrors, cases } = tests(
      lines(
        "# q [q.test]",
        "q/q_test.go:8:6: unused declared but not used",
        "# other",
        event("run", "A"),
        event("pass", "A"),
        event("pass"),
        "FAIL\tq [build failed]",
      ),
      "go-test-json",
    );
    assert.equal(cases.length, 1);
    assert.deepEqual(suiteErrors, [
      { suite: "q", message: "# q [q.test]\nq/q_test.go:8:6: unused declared but not used" },
    ]);
  });

  it("`go tool test2json` without -p and -t names no package and no time", () => {
    const { cases, aborted } = tests(
      lines(
        { Action: "start" },
        { Action: "run", Test: "A" },
        { Action: "output", Test: "A", Output: "--- FAIL: A (0.00s)\n" },
        { Action: "fail", Test: "A" },
        { Action: "fail" },
      ),
      "go-test-json",
    );
    assert.deepEqual(
      cases.map(({ name, suite, outcome }) => [name, suite, outcome]),
      [["A", "", "failed"]],
    );
    assert.equal(aborted, null);
  });

  it("a package that ends with an exit code after its tests passed says that, not PASS", () => {
    const { suiteErrors, cases } = tests(
      lines(
        event("run", "A"),
        event("pass", "A"),
        event("output", undefined, "PASS\n"),
        event("output", undefined, "FAIL\tp\t0.003s\n"),
        event("fail"),
      ),
      "go-test-json",
    );
    assert.equal(cases.length, 1);
    assert.deepEqual(suiteErrors, [{ suite: "p", message: "the package failed, though none of its tests did" }]);
  });

  it("a result that is printed behind other words counts where no event tells it", () => {
    const { cases } = tests(
      lines(
        event("run", "A"),
        event("run", "A/x"),
        event("output", "A/x", "no newline--- PASS: A (0.00s)\n"),
        event("output", "A/x", "    --- PASS: A/x (0.00s)\n"),
        event("run", "B"),
        event("output", "B", "no newline--- FAIL: B (0.00s)\n"),
        event("run", "C"),
        event("fail"),
      ),
      "go-test-json",
    );
    assert.deepEqual(
      cases.map(({ name, outcome, message }) => `${name} ${outcome} ${message ?? ""}`.trim()),
      ["A/x passed", "B failed no newline--- FAIL: B (0.00s)", "C failed it was begun and did not end"],
    );
  });

  it("attributes of a test are its properties, and those of its subtests", () => {
    const attribute = (Test: string, Key: string, Value?: string) => ({ ...event("attr", Test), Key, Value });
    const { cases } = tests(
      lines(
        event("run", "A"),
        attribute("A", "issue", "1"),
        event("run", "A/x"),
        attribute("A/x", "level"),
        event("output", "A/x", "=== ATTR  A/x level \n"),
        event("skip", "A/x"),
        event("pass", "A"),
        event("pass"),
      ),
      "go-test-json",
    );
    assert.deepEqual(
      cases.map(({ properties, message }) => [properties, message]),
      [
        [
          [
            { name: "issue", value: "1" },
            { name: "level", value: "" },
          ],
          null,
        ],
      ],
    );
  });

  it("a panic in a subtest is told by the test above it, and by no skipped one", () => {
    const { cases } = tests(
      lines(
        event("run", "A"),
        event("run", "A/skips"),
        event("skip", "A/skips"),
        event("run", "A/dies"),
        event("output", "A/dies", "--- FAIL: A/dies (0.00s)\n"),
        event("fail", "A/dies"),
        event("output", "A", "--- FAIL: A (0.00s)\n"),
        event("output", "A", "panic: no\n"),
        event("fail", "A"),
        event("output", undefined, "FAIL\tp\t0.01s\n"),
        event("fail"),
      ),
      "go-test-json",
    );
    assert.deepEqual(
      cases.map(({ name, message }) => [name, message]),
      [
        ["A/skips", null],
        ["A/dies", "panic: no"],
      ],
    );
  });
});

describe("go test -json of several packages", () => {
  const of = (Package: string, Action: string, more = {}) => ({ Action, Package, ...more });
  const packages = (...values: readonly unknown[]) => tests(lines(...values), "go-test-json");

  it("has no error of a package beside the test of it that failed, whatever failed before", () => {
    const broken = ["m/a", "m/b"].flatMap((path) => [of(path, "start"), of(path, "fail")]);
    const test = [of("m/c", "run", { Test: "T" }), of("m/c", "fail", { Test: "T" }), of("m/c", "fail")];
    const { cases, suiteErrors } = packages(...broken, ...test);
    assert.deepEqual([cases.length, suiteErrors.map(({ suite }) => suite)], [1, ["m/a", "m/b"]]);
  });

  it("has the error of a package below which another failed", () => {
    const { suiteErrors } = packages(of("m/a", "start"), of("m", "start"), of("m/a", "fail"), of("m", "fail"));
    assert.deepEqual(suiteErrors.map(({ suite }) => suite).sort(), ["m", "m/a"]);
  });
});

describe("Go cover profile", () => {
  it("a block that ends before it begins, as //line makes it, has its statements where it begins", () => {
    const outcome = parse("mode: set\np/grammar.y:100.0,101.0 1 1\np/grammar.y:101.0,11.0 1 1\np/p.go:53.0,53.0 1 0\n");
    assert.ok(outcome.report?.kind === "coverage");
    const { statements, lines } = coverageTotals(outcome.report.coverage);
    assert.deepEqual(
      [statements, lines],
      [
        { covered: 2, total: 3 },
        { covered: 2, total: 3 },
      ],
    );
    assert.deepEqual(
      outcome.problems.map(({ code }) => code),
      ["backward-blocks"],
    );
  });
});

describe("JUnit of Go", () => {
  const suite = (inside: string) =>
    `<testsuites><testsuite name="" timestamp="0001-01-01T00:00:00Z"></testsuite><testsuite name="p" timestamp="2026-01-02T03:04:05Z">${inside}</testsuite></testsuites>`;

  it("gotestsum: what happened stands in the text, in the lines of go test; a time that was not set is none", () => {
    const report = tests(
      suite(`<properties><property name="go.version" value="go1.26 linux/amd64"/></properties>
        <testcase name="A" time="-0.000000"><failure message="Failed">=== RUN   A&#xA;    a_test.go:3: no&#xA;--- FAIL: A (0.00s)&#xA;</failure></testcase>
        <testcase name="B"><failure message="Failed">=== RUN   B&#xA;--- FAIL: B (0.00s)&#xA;</failure></testcase>
        <testcase name="C"><skipped message="=== RUN   C&#xA;    a_test.go:5: later&#xA;--- SKIP: C (0.00s)&#xA;"/></testcase>`),
      "junit",
    );
    assert.deepEqual(
      report.cases.map(({ message }) => message),
      ["a_test.go:3: no", "Failed", "a_test.go:5: later"],
    );
    assert.equal(report.dialect, "gotestsum");
    assert.equal(report.generated, "2026-01-02T03:04:05Z");
    assert.ok(Object.is(report.cases[0]!.durationSeconds, 0));
  });

  const listed = (...tests: (readonly [name: string, outcome: "fails" | "passes"])[]) =>
    tests
      .map(([name, outcome]) => `<testcase name="${name}">${outcome === "fails" ? "<failure/>" : ""}</testcase>`)
      .join("");
  const ofGotestsum = (inside: string) =>
    tests(
      suite(`<properties><property name="go.version" value="go1.26 linux/amd64"/></properties>${inside}`),
      "junit",
    ).cases.map(({ name, outcome, runs, flaky }) => `${name} ${outcome} ${runs}${flaky ? " flaky" : ""}`);

  it("gotestsum: the attempts of --rerun-fails are one test, which passed where its last one did", () => {
    const attempts = listed(["A", "fails"], ["B", "fails"], ["B", "fails"], ["C", "passes"], ["A", "passes"]);
    assert.deepEqual(ofGotestsum(attempts), ["A passed 2 flaky", "B failed 2", "C passed 1"]);
  });

  it("gotestsum: a test that ran again for each of its subtests fails with one of them", () => {
    const attempts = listed(["A", "fails"], ["A/b", "fails"], ["A/b", "fails"], ["C", "passes"], ["A", "passes"]);
    assert.deepEqual(ofGotestsum(attempts), ["A failed 2", "A/b failed 2", "C passed 1"]);
  });

  it("gotestsum: a test that ran again for each of its subtests passes where they did at last, as what ran with it", () => {
    const first = listed(["A", "fails"], ["A/b", "fails"], ["A/c", "fails"], ["D", "fails"]);
    const again = listed(["A", "fails"], ["A/c", "fails"], ["C", "passes"], ["D/e", "passes"]);
    const last = listed(["A", "passes"], ["A/b", "passes"], ["A", "passes"], ["A/c", "passes"], ["D/e", "passes"]);
    assert.deepEqual(ofGotestsum(first + again + last + listed(["D", "passes"])), [
      "A passed 4 flaky",
      "A/b passed 2 flaky",
      "A/c passed 3 flaky",
      "D passed 2 flaky",
      "C passed 1",
      "D/e passed 2",
    ]);
  });

  it("gotestsum: what ran twice by -count=2 is no attempt: each one counts", () => {
    assert.equal(ofGotestsum(listed(["A", "fails"], ["A", "passes"])).length, 2);
    assert.equal(
      ofGotestsum(listed(["A", "fails"], ["A", "passes"], ["B", "passes"], ["B", "passes"], ["C", "passes"])).length,
      5,
    );
  });

  const ginkgo = (inside: string, reason = "") =>
    suite(`<properties><property name="SuiteSucceeded" value="false"/><property name="SpecialSuiteFailureReason" value="${reason}"/></properties>
      <testcase name="[It] a"><system-err>[FAILED] Failure recorded during attempt 1:&#xA;no</system-err></testcase>${inside}`);

  it("Ginkgo: set-ups of the suite are no specs, and one that fails is an error of it", () => {
    const { cases, suiteErrors, dialect } = tests(
      ginkgo(`<testcase name="[BeforeSuite]"/><testcase name="[AfterSuite]"><failure message="full"/></testcase>`),
      "junit",
    );
    assert.deepEqual(
      cases.map(({ name, runs, flaky }) => [name, runs, flaky]),
      [["[It] a", 2, true]],
    );
    assert.deepEqual(suiteErrors, [{ suite: "p", message: "[AfterSuite]: full" }]);
    assert.equal(dialect, "ginkgo");
  });

  it("Ginkgo: what went wrong with a whole suite is an error of it", () => {
    assert.deepEqual(tests(ginkgo("", "Suite Timeout Elapsed"), "junit").suiteErrors, [
      { suite: "p", message: "Suite Timeout Elapsed" },
    ]);
  });

  it("Ginkgo's own JSON is taken for nothing else", () => {
    const json = [{ SuitePath: "/p", SuiteSucceeded: true, SpecReports: [{ State: "passed", NumAttempts: 1 }] }];
    assert.equal(parse(JSON.stringify(json)).status, "unrecognised");
  });
});

describe("Go race detector", () => {
  it("places a race in the caller of Go's own packages, wherever Go lies", () => {
    const { findings } = read(
      `WARNING: DATA RACE
Write at 0x00c0 by goroutine 13:
  runtime.mapassign_faststr()
      /opt/go1.26/src/internal/runtime/maps/runtime_faststr.go:263 +0x0
  example.com/p.F.func1()
      /work/p/p_test.go:30 +0x46
==================
`,
      "race-log",
      "findings",
    );
    assert.deepEqual(
      findings.map(({ file, line }) => [file, line]),
      [["/work/p/p_test.go", 30]],
    );
  });
});

describe("go test -json -bench", () => {
  const bench = (name: string, ...pieces: readonly string[]) => [
    event("run", name),
    ...pieces.map((piece) => event("output", name, piece)),
  ];
  const codes = (text: string) => parse(text).problems.map(({ code }) => code);

  it("without tests is a report of benchmarks, whose lines may come in pieces", () => {
    const text = lines(
      event("output", undefined, "pkg: p\n"),
      ...bench("BenchmarkA", "=== RUN   BenchmarkA\n", "BenchmarkA\n", "BenchmarkA-2   \t", " 10\t", "16.50 ns/op\n"),
      ...bench("BenchmarkA", "BenchmarkA-2   \t 10\t17.50 ns/op\t 8 B/op\n"),
      event("output", undefined, "PASS\n"),
      event("pass"),
    );
    const { benchmarks } = read(text, "go-bench-text", "benchmarks");
    assert.deepEqual(
      benchmarks.map(({ name, value, unit }) => [name, value, unit]),
      [["p.BenchmarkA", 17, "ns/op"]],
    );
    assert.deepEqual(codes(text), []);
  });

  it("with tests is a report of tests, and says that the benchmarks are not read", () => {
    const text = lines(
      event("run", "TestA"),
      event("pass", "TestA"),
      ...bench("BenchmarkA", "BenchmarkA-2 \t 10\t 16.50 ns/op\n"),
      event("pass"),
    );
    assert.equal(tests(text, "go-test-json").cases.length, 1);
    assert.deepEqual(codes(text), ["benchmarks-not-read"]);
  });

  it("says that tests are not read which ran behind many benchmarks", () => {
    const many = Array.from({ length: 800 }, (_, at) => bench(`BenchmarkA/${at}`, `BenchmarkA/${at} \t 1\t 5 ns/op\n`));
    const text = lines(
      ...many.flat(),
      event("run", "TestA"),
      event("pass", "TestA"),
      event("output", undefined, "PASS\n"),
    );
    assert.equal(read(text, "go-bench-text", "benchmarks").benchmarks.length, 800);
    assert.deepEqual(codes(text), ["tests-not-read"]);
  });
});
