import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "mocha";
import { formats } from "../../../../src/core/formats/index.ts";
import { ReportParser } from "../../../../src/core/formats/parser.ts";

function read(text: string, path = "report") {
  const parser = new ReportParser(formats, path);
  parser.write(new TextEncoder().encode(text));
  return parser.end();
}

describe("The outcome of a test in a word that its format does not have", () => {
  const tests: readonly (readonly [format: string, report: string])[] = [
    ["allure", '{"uuid":"1","fullName":"a","historyId":"2","status":"WORD","start":1}'],
    [
      "allure",
      '<ns2:test-suite xmlns:ns2="urn:model.allure.qatools.yandex.ru" start="1"><name>s</name><test-cases><test-case start="1" status="WORD" stop="2"><name>t</name></test-case></test-cases></ns2:test-suite>',
    ],
    ["boost-test", '<TestResult><TestSuite name="s"><TestCase name="t" result="WORD"/></TestSuite></TestResult>'],
    [
      "check",
      '<testsuites xmlns="http://check.sourceforge.net/ns"><suite><title>s</title><test result="WORD"><path>.</path><fn>a.c:1</fn><id>t</id><iteration>0</iteration><duration>0.1</duration><description>d</description><message>m</message></test></suite></testsuites>',
    ],
    [
      "ctest",
      '<Site><Testing><TestList><Test>./t</Test></TestList><Test Status="WORD"><Name>t</Name></Test></Testing></Site>',
    ],
    ["ctrf", '{"results":{"tool":{"name":"x"},"summary":{"tests":1},"tests":[{"name":"t","status":"WORD"}]}}'],
    [
      "dart-test-json",
      '{"protocolVersion":"0.1.1","runnerVersion":"1.24.0","type":"start","time":0}\n{"test":{"id":1,"name":"t"},"type":"testStart","time":1}\n{"testID":1,"result":"WORD","type":"testDone","time":2}\n{"success":false,"type":"done","time":3}\n',
    ],
    [
      "fpcunit",
      '<TestResults><TestListing><TestSuite Name="s"><Test Name="t" Result="WORD"/></TestSuite></TestListing></TestResults>',
    ],
    [
      "gtest-json",
      '{"tests":1,"failures":0,"disabled":0,"testsuites":[{"name":"s","testsuite":[{"name":"t","status":"RUN","result":"WORD"}]}]}',
    ],
    [
      "jest-json",
      '{"numTotalTests":1,"testResults":[{"name":"a.js","assertionResults":[{"title":"t","status":"WORD"}]}]}',
    ],
    [
      "libtest-json",
      '{"type":"suite","event":"started","test_count":1}\n{"type":"test","event":"WORD","name":"t"}\n{"type":"suite","event":"ok","passed":0,"failed":0}\n',
    ],
    [
      "nunit",
      '<test-run total="1"><test-suite name="s"><test-case name="t" fullname="s.t" result="WORD"/></test-suite></test-run>',
    ],
    [
      "playwright-json",
      '{"config":{"rootDir":"/w","workers":1},"suites":[{"title":"a","specs":[{"title":"t","ok":true,"tests":[{"status":"WORD"}]}]}]}',
    ],
    [
      "pytest-json-report",
      '{"exitcode":1,"root":"/w","summary":{"total":1},"tests":[{"nodeid":"a.py::t","outcome":"WORD","call":{"outcome":"WORD"}}]}',
    ],
    [
      "robot",
      '<robot generator="Robot 7.0"><suite name="s"><test name="t"><status status="WORD"/></test><status status="FAIL"/></suite></robot>',
    ],
    [
      "testng",
      '<testng-results><suite name="s"><test name="t"><class name="c"><test-method name="m" status="WORD"/></class></test></suite></testng-results>',
    ],
    [
      "trx",
      '<TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010"><Results><UnitTestResult testName="t" outcome="WORD"/></Results></TestRun>',
    ],
    [
      "xunit",
      '<assemblies><assembly name="a"><collection><test name="t" type="c" result="WORD"/></collection></assembly></assemblies>',
    ],
  ];
  for (const [format, text] of tests)
    it(`is an error and is told (${format})`, () => {
      // A name that all objects have is no word of a format, either.
      for (const word of ["strange", "constructor"]) {
        const { report, problems, ...outcome } = read(text.replaceAll("WORD", word));
        assert.equal(outcome.format, format, JSON.stringify(problems));
        assert.ok(report?.kind === "tests", JSON.stringify(problems));
        assert.deepEqual(
          report.cases.map((test) => test.outcome),
          ["errored"],
        );
        const told = problems.filter(({ code }) => code === "unknown-outcome");
        assert.deepEqual(
          told.map(({ severity, message }) => [severity, message.toLowerCase().includes(`"${word}"`)]),
          [["warning", true]],
        );
      }
    });

  it("is told in JUnit's XML too, where a test without a failure has passed", () => {
    const suite = (word: string) =>
      `<testsuite name="s" tests="2"><testcase name="a" status="${word}"/><testcase name="b" status="${word}"/></testsuite>`;
    for (const [word, codes] of [
      ["strange", ["unknown-outcome"]],
      ["run", []],
    ] as const) {
      const { report, problems } = read(suite(word));
      assert.ok(report?.kind === "tests");
      assert.deepEqual(
        report.cases.map(({ outcome }) => outcome),
        ["passed", "passed"],
      );
      assert.deepEqual(
        problems.map(({ code }) => code),
        codes,
      );
    }
  });

  it("and a sum of a suite that is no number are told: it could hide an error", () => {
    const { report, problems } = read('<testsuite name="s" errors="1x" failures=""><testcase name="a"/></testsuite>');
    assert.equal(report?.kind, "tests");
    assert.deepEqual(
      problems.map(({ severity, code, line }) => [severity, code, line]),
      [["warning", "sum-without-number", 1]],
    );
  });

  it("is told with the test in Cucumber's JSON and pytest's log", () => {
    const feature =
      '[{"uri":"a.feature","keyword":"Feature","name":"f","elements":[{"type":"scenario","keyword":"Scenario","name":"s","steps":[{"keyword":"Given ","name":"x","result":{"status":"strange"}}]}]}]';
    const phase = (when: string, outcome: string) =>
      `{"nodeid":"a.py::t","when":"${when}","outcome":"${outcome}","$report_type":"TestReport"}\n`;
    const log = `{"$report_type":"SessionStart"}\n${phase("setup", "strange")}${phase("call", "passed")}{"exitstatus":0,"$report_type":"SessionFinish"}\n`;
    for (const text of [feature, log]) {
      const { report, problems } = read(text);
      assert.ok(report?.kind === "tests", JSON.stringify(problems));
      assert.deepEqual(
        report.cases.map(({ outcome, message }) => [outcome, message?.includes('"strange"')]),
        [["errored", true]],
      );
    }
  });
});

describe("A mutant whose status is not known", () => {
  for (const text of [
    '{"files":{"a.ts":{"mutants":[{"id":"1","status":"constructor"}]}},"schemaVersion":"1","thresholds":{}}',
    '<mutations><mutation status="constructor"><sourceFile>A.java</sourceFile></mutation></mutations>',
    '{"outcomes":[{"scenario":{"Mutant":{"file":"a.rs"}},"summary":"constructor"}],"total_mutants":1}',
  ])
    it(`makes the report invalid: ${text.slice(0, 20)}…`, () => {
      const { status, problems } = read(text);
      assert.equal(status, "invalid");
      assert.match(problems[0]!.message, /"constructor".* is not known/);
    });

  it("and a count of mutmut that is no number do so, too", () => {
    const stats = (killed: unknown) =>
      JSON.stringify({
        killed,
        survived: 1,
        no_tests: 0,
        suspicious: 0,
        skipped: 0,
        timeout: 0,
        segfault: 0,
        total: 3,
      });
    assert.equal(read(stats(2)).status, "read");
    assert.deepEqual([read(stats("2")).status, read(stats("2")).problems[0]!.code], ["invalid", "malformed-line"]);
  });
});

describe("A line that is damaged in a file of JSON objects", () => {
  for (const [what, before, line, after] of [
    [
      "pytest's log",
      '{"$report_type":"SessionStart"}\n',
      '{"nodeid":"a.py::t","when":"call","outcome":"passed","$report_type":',
      '{"exitstatus":0,"$report_type":"SessionFinish"}\n',
    ],
    [
      "Cucumber's messages",
      '{"meta":{"protocolVersion":"22.0.0"}}\n',
      '{"testCaseStarted":{"id":"1",',
      '{"testRunFinished":{"success":true}}\n',
    ],
    [
      "a list of benchmarks",
      '{"name":"a","unit":"s","value":1}\n',
      '{"name":"b","unit":"s","value":1x}',
      '{"name":"c","unit":"s","value":1}\n',
    ],
    ["Mocha's events", '["start",{"total":1}]\n', '["pass",{"title":"t",', '["end",{"tests":1}]\n'],
  ] as const)
    it(`makes ${what} invalid, with its line`, () => {
      const { status, problems } = read(`${before}${line}\n${after}`);
      assert.deepEqual([status, problems[0]!.code, problems[0]!.line], ["invalid", "malformed-line", 2]);
      assert.ok(problems[0]!.message.includes(line.slice(0, 20)), problems[0]!.message);
    });
});

describe("A benchmark whose number can not be read", () => {
  const valuesOf = (text: string) => {
    const { report, problems } = read(text);
    assert.ok(report?.kind === "benchmarks", JSON.stringify(problems));
    return Object.fromEntries(report.benchmarks.map(({ name, value }) => [name, value]));
  };
  const fixture = (path: string) => readFileSync(`test/fixtures/${path}`, "utf8");

  it("has none in what Go prints, and all its runs have none", () => {
    const run = (value: string) => `BenchmarkA-8 \t 100\t ${value} ns/op\nBenchmarkB-8 \t 100\t 5 ns/op\n`;
    assert.deepEqual(valuesOf(`${run("3")}${run("3x")}PASS\nok  \ta\t1s\n`), { BenchmarkA: null, BenchmarkB: 5 });
  });

  it("has none in what Criterion.rs and libtest print; how a time changed is no result", () => {
    assert.deepEqual(
      valuesOf(
        "fib 10                  time:   [1.1 µs 1.2 µs 1.3 µs]\nfib 20                  time:   [1.1 µs 1x2 µs 1.3 µs]\n                        change:\n                        time:   [-1.0% +0.1% +1.2%] (p = 0.9 > 0.05)\n                        thrpt:  [-1.0% +0.1% +1.2%]\n",
      ),
      { "fib 10": 1.2, "fib 20": null },
    );
    assert.deepEqual(
      valuesOf("test a ... bench:         123 ns/iter (+/- 5)\ntest b ... bench:         1x3 ns/iter (+/- 5)\n"),
      { a: 123, b: null },
    );
  });

  it("has none in what Benchmark.js prints", () => {
    const row = (name: string, value: string) => `${name} x ${value} ops/sec ±0.74% (93 runs sampled)\n`;
    assert.deepEqual(valuesOf(row("a", "1,431") + row("b", "1,4x1")), { a: 1431, b: null });
  });

  it("has none in what divan and Catch2 print, and the others keep theirs", () => {
    const divan = fixture("divan-0.1.21/bench.txt");
    const catch2 = fixture("catch2-benchmark-2.13.10/bench.txt");
    for (const [text, row] of [
      [divan, /^(├─ sum[^│]*│[^│]*│ )\d/m],
      [catch2, /^( {20,})\d(?=[\d.]* \w+ +[\d.]+ \w+ +[\d.]+ \w+ *$)/m],
    ] as const) {
      const damaged = text.replace(row, "$1x");
      assert.notEqual(damaged, text);
      const [before, after] = [valuesOf(text), valuesOf(damaged)];
      assert.deepEqual(Object.keys(after), Object.keys(before));
      const differing = Object.keys(before).filter((name) => after[name] !== before[name]);
      assert.deepEqual(
        differing.map((name) => after[name]),
        [null],
      );
    }
  });

  it("makes pyperf's mean another one: the report is invalid", () => {
    const text = (value: unknown) => JSON.stringify({ benchmarks: [{ runs: [{ values: [1, value] }] }] });
    assert.equal(read(text(2)).status, "read");
    assert.equal(read(text("2")).status, "invalid");
  });
});

describe("A list of what is counted that holds something else", () => {
  const texts: readonly (readonly [what: string, text: string])[] = [
    [
      "a test of CTRF",
      '{"results":{"tool":{"name":"x"},"summary":{"tests":1},"tests":[{"name":"t","status":"passed"},LIST]}}',
    ],
    [
      "a test of Jest",
      '{"numTotalTests":1,"testResults":[{"name":"a.js","assertionResults":[{"title":"t","status":"passed"},LIST]}]}',
    ],
    ["a file of Jest", '{"numTotalTests":1,"testResults":[LIST]}'],
    [
      "a test of pytest",
      '{"exitcode":0,"root":"/w","summary":{"total":1},"tests":[{"nodeid":"a.py::t","outcome":"passed","call":{}},LIST]}',
    ],
    [
      "a mutant",
      '{"files":{"a.ts":{"mutants":[{"id":"1","status":"Killed"},LIST]}},"schemaVersion":"1","thresholds":{}}',
    ],
    ["a benchmark", '[{"name":"a","unit":"s","value":1},LIST]'],
    [
      "a line of gcov",
      '{"gcc_version":"12","files":[{"file":"a.c","functions":[],"lines":[{"line_number":1,"count":1,"branches":[]},LIST]}]}',
    ],
    [
      "a finding",
      '{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"x"}},"results":[{"ruleId":"r","level":"error"},LIST]}]}',
    ],
  ];
  for (const [what, text] of texts)
    it(`makes the report invalid: ${what}`, () => {
      assert.equal(read(text.replace(",LIST", "").replace("LIST", "")).status, "read");
      for (const other of ["null", "5", '"x"', "[]"]) {
        const { status, problems } = read(text.replace("LIST", other));
        assert.deepEqual([status, problems[0]!.code], ["invalid", "malformed-line"]);
      }
    });
});

describe("A number that decides what became of a test", () => {
  for (const [what, text] of [
    [
      "doctest's failures",
      '<doctest binary="x"><Options/><TestSuite><TestCase name="t"><OverallResultsAsserts successes="1" failures="1x"/></TestCase></TestSuite></doctest>',
    ],
    [
      "Catch2's skips",
      '<Catch2TestRun name="x" catch2-version="3.3.0"><TestCase name="t"><OverallResult success="true" skips="1x"/></TestCase></Catch2TestRun>',
    ],
    ["xUnit's errors", '<assemblies><assembly name="a" errors="1x"><collection/></assembly></assemblies>'],
  ] as const)
    it(`makes the report invalid where it is none: ${what}`, () => {
      assert.equal(read(text.replace("1x", "0")).status, "read");
      const { status, problems } = read(text);
      assert.deepEqual([status, problems[0]!.code, problems[0]!.line], ["invalid", "malformed-line", 1]);
    });
});

describe("Other reports with a row that can not be read", () => {
  it("Sphinx's statistics are invalid, with its line: modules are counted by their rows", () => {
    const text = readFileSync("test/fixtures/sphinx-8.2.3/python.txt", "utf8");
    const damaged = text.replace(/^(\| shapes +\| 100\.)0/m, "$1x");
    assert.notEqual(damaged, text);
    const { status, problems } = read(damaged);
    const line = damaged.split("\n").findIndex((each) => each.startsWith("| shapes ")) + 1;
    assert.deepEqual([status, problems[0]!.code, problems[0]!.line], ["invalid", "malformed-line", line]);
  });

  it("SARIF tells of a level that it does not have", () => {
    const log = (level: string) =>
      JSON.stringify({
        version: "2.1.0",
        runs: [{ tool: { driver: { name: "x" } }, results: [{ ruleId: "r", level }] }],
      });
    const { report, problems } = read(log("critical"));
    assert.ok(report?.kind === "findings");
    assert.equal(report.findings[0]!.level, "warning");
    assert.deepEqual(
      problems.map(({ code }) => code),
      ["unknown-level"],
    );
    assert.deepEqual(read(log("error")).problems, []);
  });
});
