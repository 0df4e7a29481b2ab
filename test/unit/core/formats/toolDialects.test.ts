import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { formats } from "../../../../src/core/formats/index.ts";
import { ReportParser } from "../../../../src/core/formats/parser.ts";
import { coverageTotals } from "../../../../src/core/model/coverage.ts";
import type { Report, ReportKind } from "../../../../src/core/model/report.ts";

/** Reports of tools as their less common options and versions write them. */

function read<K extends ReportKind>(text: string, format: string, kind: K): Report & { kind: K } {
  const parser = new ReportParser(formats, "report");
  parser.write(new TextEncoder().encode(text));
  const outcome = parser.end();
  assert.equal(outcome.status, "read", JSON.stringify(outcome.problems));
  assert.equal(outcome.format, format);
  assert.equal(outcome.report?.kind, kind);
  assert.deepEqual(outcome.problems, []);
  return outcome.report as Report & { kind: K };
}

describe("Google Benchmark JSON", () => {
  const row = (run_name: string, rest: object) => ({ name: run_name, run_name, run_type: "iteration", ...rest });
  const sumUp = (name: string, rest: object) => ({ name: `a_${name}`, run_name: "a", run_type: "aggregate", ...rest });

  it("holds the fits of a complexity without a time, and repetitions that failed once and without one", () => {
    const benchmarks = [
      row("a/8", { real_time: 2, repetition_index: 0 }),
      sumUp("BigO", { aggregate_name: "BigO", real_coefficient: 1 }),
      sumUp("RMS", { aggregate_name: "RMS", rms: 0.1 }),
      row("b", { real_time: 3, repetition_index: 0 }),
      row("b", { real_time: 0, repetition_index: 1, error_occurred: true, error_message: "no data" }),
      row("c", { real_time: 0, skipped: true, skip_message: "not here" }),
    ];
    const text = JSON.stringify({ context: { num_cpus: 2 }, benchmarks });
    assert.deepEqual(
      read(text, "google-benchmark", "benchmarks").benchmarks.map(({ name, value }) => [name, value]),
      [
        ["a/8", 2],
        ["a_BigO", null],
        ["a_RMS", null],
        ["b", null],
        ["c", null],
      ],
    );
  });
});

describe("Benchmarks of one name", () => {
  const names = (text: string, format: string) =>
    read(text, format, "benchmarks").benchmarks.map(({ name, value }) => `${name} = ${value}`);

  it("of JMH are told apart by their modes", () => {
    const entry = (mode: string, score: number, n: number) => ({
      ...{ benchmark: "a.B.m", mode, params: { n }, primaryMetric: { score, scoreUnit: "u" } },
    });
    assert.deepEqual(names(JSON.stringify([entry("thrpt", 1, 1), entry("avgt", 2, 1), entry("avgt", 3, 2)]), "jmh"), [
      "a.B.m n=1 thrpt = 1",
      "a.B.m n=1 avgt = 2",
      "a.B.m n=2 = 3",
    ]);
  });

  it("of BenchmarkDotNet are told apart by their jobs", () => {
    const entry = (FullName: string, job: string, Mean: number) => ({
      ...{ FullName, DisplayInfo: `B.M: ${job}`, Statistics: { Mean } },
    });
    const report = {
      HostEnvironmentInfo: {},
      Benchmarks: [
        entry("N.B.M", "Job-ABCDEF(Runtime=.NET 8.0) [n=1]", 1),
        entry("N.B.M", "Job-GHIJKL(Runtime=.NET 9.0) [n=1]", 2),
        entry("N.B.O", "DefaultJob", 3),
        entry("N.B.P", "DefaultJob [n=1]", 4),
        entry("N.B.P", "Dry [n=1]", 5),
      ],
    };
    assert.deepEqual(names(JSON.stringify(report), "benchmarkdotnet"), [
      "N.B.M Runtime=.NET 8.0 = 1",
      "N.B.M Runtime=.NET 9.0 = 2",
      "N.B.O = 3",
      "N.B.P DefaultJob = 4",
      "N.B.P Dry = 5",
    ]);
  });

  it("of a tool that tells no more of them are numbered", () => {
    const results = [1, 2].map((mean) => ({ command: "sleep 1", mean }));
    assert.deepEqual(names(JSON.stringify({ results }), "hyperfine"), ["sleep 1 = 1", "sleep 1 #2 = 2"]);
  });
});

describe("rustdoc coverage", () => {
  const crate = (name: string, total: number, with_docs: number) =>
    JSON.stringify({ [`${name}/src/lib.rs`]: { total, with_docs, total_examples: 1, with_examples: 0 } });

  it("of several crates stands on several lines, also among those of cargo", () => {
    for (const text of [
      `${crate("a", 2, 1)}\n${crate("b", 3, 3)}\n`,
      ` Documenting a v0.1.0\n${crate("a", 2, 1)}\r\n{}\n Documenting b v0.1.0\n${crate("b", 3, 3)}\n    Finished\n`,
    ]) {
      const { covered, total } = read(text, "rustdoc-coverage", "documentation");
      assert.deepEqual([covered, total], [4, 5]);
    }
  });

  it("may be written over several lines", () => {
    const text = JSON.stringify(JSON.parse(crate("a", 2, 1)), null, 2);
    const { covered, total } = read(text, "rustdoc-coverage", "documentation");
    assert.deepEqual([covered, total], [1, 2]);
  });
});

describe("Coverage", () => {
  const totals = (text: string, format: string) => coverageTotals(read(text, format, "coverage").coverage);

  it("of xccov may be a list of targets", () => {
    const file = { path: "/x/a.swift", name: "a.swift", coveredLines: 3, executableLines: 4, functions: [] };
    const text = JSON.stringify([{ name: "A.app", files: [file] }]);
    assert.deepEqual(totals(text, "xccov").lines, { covered: 3, total: 4 });
  });

  it("of xccov by line may begin with a file without lines", () => {
    const lines = [
      { line: 1, isExecutable: false },
      { line: 2, isExecutable: true, executionCount: 1 },
    ];
    const text = JSON.stringify({ "/x/a.swift": [], "/x/b.swift": lines });
    assert.deepEqual(totals(text, "xccov").lines, { covered: 1, total: 1 });
  });

  it("of the gem simplecov-json is a list of files, with branches since SimpleCov 0.18", () => {
    const arms = { "[:then, 1, 4, 4, 4, 5]": 1, "[:else, 2, 6, 4, 6, 5]": 0 };
    const file = (filename: string, coverage: unknown) => ({ filename, covered_percent: 50.0, coverage });
    const files = [
      file("/w/a.rb", [1, null, 0]),
      file("/w/b.rb", { lines: [null, 2], branches: { "[:if, 0, 3, 2, 7, 5]": arms } }),
    ];
    const report = { timestamp: 1_700_000_000, command_name: "RSpec", files, metrics: { covered_lines: 2 } };
    const { lines, branches } = totals(JSON.stringify(report), "simplecov");
    assert.deepEqual(
      [lines, branches],
      [
        { covered: 2, total: 3 },
        { covered: 1, total: 2 },
      ],
    );
  });

  it("of Slather says 1.0 of 1.0 branches where it measures none", () => {
    const text =
      '<coverage branches-valid="1.0" branches-covered="1.0" lines-covered="1" lines-valid="1" line-rate="1"><packages><package name="p"><class name="c" filename="a.swift"><methods><method name="m"><lines><line number="5" branch="false" hits="1"/></lines></method></methods></class></package></packages></coverage>';
    const { lines, branches } = totals(text, "cobertura");
    assert.deepEqual([lines, branches], [{ covered: 1, total: 1 }, null]);
  });
});

describe("A summary of Istanbul's without its total", () => {
  const counts = (covered: number, total: number) => ({ total, covered, skipped: 0, pct: 50 });
  const file = { lines: counts(1, 3), statements: counts(2, 4), functions: counts(0, 0), branches: counts(1, 2) };

  it("has the totals of its files, and declares none", () => {
    const text = JSON.stringify({ "/w/a.js": file, "C:\\w\\b.js": { ...file, lines: counts(2, 2) } });
    const { coverage, declared } = read(text, "istanbul-summary", "coverage");
    const { lines, branches } = coverageTotals(coverage);
    assert.deepEqual(coverage.paths, ["/w/a.js", "C:\\w\\b.js"]);
    assert.deepEqual([lines, branches, declared], [{ covered: 3, total: 5 }, { covered: 2, total: 4 }, null]);
  });

  it("is none where what has totals is no file", () => {
    const parser = new ReportParser(formats, "coverage-summary.json");
    parser.write(new TextEncoder().encode(JSON.stringify({ summary: file })));
    assert.equal(parser.end().status, "unrecognised");
  });
});

describe("Coverage of Salesforce, which knows lines only, as its converter writes it", () => {
  const [a, b] = ["force-app/classes/A.cls", "force-app/triggers/B.trigger"];

  it("is one command of SimpleCov, whose lists begin with line 1", () => {
    const text = JSON.stringify({ coverage: { [a]: [null, 1, 0], [b]: [1] }, timestamp: 1_753_000_000 });
    const { coverage } = read(text, "simplecov", "coverage");
    assert.deepEqual([...coverage.lines!.number], [2, 3, 1]);
    assert.deepEqual([...coverage.lines!.hits], [1, 0, 1]);
  });

  it("has the files of a summary in an object", () => {
    const counts = (covered: number, total: number) => ({ lines: { total, covered, skipped: 0, pct: 50 } });
    const text = JSON.stringify({ total: counts(2, 4), files: { [a]: counts(1, 3), [b]: counts(1, 1) } });
    const { coverage } = read(text, "istanbul-summary", "coverage");
    assert.deepEqual(coverage.paths, [a, b]);
    assert.deepEqual(coverageTotals(coverage).lines, { covered: 2, total: 4 });
  });

  it("has no branches in a Clover report like istanbul's", () => {
    const file = (path: string) => `<file name="x" path="${path}"><line num="3" count="1" type="stmt"/></file>`;
    const of = (paths: readonly string[]) =>
      read(
        `<coverage generated="1753000000000" clover="3.2.0"><project timestamp="1753000000000" name="All files"><metrics statements="${paths.length}" coveredstatements="${paths.length}" conditionals="0" coveredconditionals="0"/>${paths.map(file).join("")}</project></coverage>`,
        "clover",
        "coverage",
      ).coverage.branches;
    assert.equal(of([a, b]), null);
    assert.notEqual(of([a, "a.ts"]), null);
  });
});

describe("Cobertura XML of VectorCAST", () => {
  it("has spaces in its counts, functions by their coverage, and pairs of MC/DC", () => {
    const line = (number: number, rest: string) => `<line number="${number}" hits="1" ${rest}/>`;
    const fraction = (covered: number, total: number) => `${(100 * covered) / total}% ( ${covered} / ${total} )`;
    const method = (name: string, covered: number) =>
      `<method name="${name}" signature="()" function-coverage="${fraction(covered, 1)}"/>`;
    const branch = (number: number, branches: string, pairs: string) =>
      line(
        number,
        `branch="true" condition-coverage="${branches}" mcdcpair-coverage="${pairs}" functioncall-coverage="x"`,
      );
    const text = [
      '<coverage><packages><package name="p"><classes><class name="c" filename="c.c"><methods>',
      `${method("f", 1)}${method("g", 0)}</methods><lines>`,
      branch(1, fraction(1, 2), fraction(2, 4)),
      branch(2, "100.0% (2/2)", "0.0% (0/1)"),
      `${line(3, 'branch="false"')}</lines></class></classes></package></packages></coverage>`,
    ].join("");
    const totals = coverageTotals(read(text, "cobertura", "coverage").coverage);
    assert.deepEqual(
      [totals.lines, totals.branches, totals.conditions, totals.functions],
      [
        { covered: 3, total: 3 },
        { covered: 3, total: 4 },
        { covered: 2, total: 5 },
        { covered: 1, total: 2 },
      ],
    );
  });
});

describe("OpenCover XML", () => {
  const session = (summary: string, methods: string) =>
    `<CoverageSession Version="4.7"><Summary ${summary}/><Modules><Module><Files><File uid="1" fullPath="/w/a.cs"/></Files><Classes><Class><Methods>${methods}</Methods></Class></Classes></Module></Modules></CoverageSession>`;
  const method = (name: string, taken: number) =>
    `<Method><Name>System.Boolean N.C::${name}(System.Int32)</Name><FileRef uid="1"/><SequencePoints><SequencePoint vc="1" sl="3" sc="${name.length}" el="3" ec="90" fileid="1"/></SequencePoints><BranchPoints>${[
      0, 1,
    ]
      .map(
        (path) =>
          `<BranchPoint vc="${path < taken ? 1 : 0}" offset="1" path="${path}" ordinal="${path}" sl="3" fileid="1"/>`,
      )
      .join("")}</BranchPoints></Method>`;

  it("has the branches of two lambdas of one line at the same offsets, and the entries of methods in its own sum", () => {
    const summary =
      'numSequencePoints="2" visitedSequencePoints="2" numBranchPoints="6" visitedBranchPoints="5" numMethods="2" visitedMethods="2"';
    const text = session(summary, method("a", 2) + method("lambda", 1));
    const { branches } = coverageTotals(read(text, "opencover", "coverage").coverage);
    assert.deepEqual(branches, { covered: 3, total: 4 });
  });
});

describe("JaCoCo XML", () => {
  it("may have references for letters, also in the types of its counters", () => {
    const method = '<method name="f" desc="()V" line="1"><counter type="&#77;ETHOD" missed="0" covered="1"/></method>';
    const text = `<report name="r"><package name="p"><class name="p/C" sourcefilename="C.java">${method}</class><sourcefile name="C.java"><line nr="1" mi="0" ci="1" mb="0" cb="0"/></sourcefile></package></report>`;
    const { functions } = coverageTotals(read(text, "jacoco", "coverage").coverage);
    assert.deepEqual(functions, { covered: 1, total: 1 });
  });
});

describe("Coverlet JSON", () => {
  it("may begin with an assembly of which nothing was measured", () => {
    const text = JSON.stringify({
      "A.dll": {},
      "B.dll": { "/w/b.cs": { "N.C": { "System.Void N.C::M()": { Lines: { 3: 1, 4: 0 }, Branches: [] } } } },
    });
    const { lines } = coverageTotals(read(text, "coverlet-json", "coverage").coverage);
    assert.deepEqual(lines, { covered: 1, total: 2 });
  });
});

describe("XML among what a program prints", () => {
  const parsed = (text: string) => {
    const parser = new ReportParser(formats, "report");
    for (const byte of new TextEncoder().encode(text)) parser.write(Uint8Array.of(byte));
    const { status, problems, report } = parser.end();
    const cases = report?.kind === "tests" ? report.cases.map(({ name, line }) => `${name} ${line}`) : null;
    return { status, cases, problems: problems.map(({ code, line }) => `${code} ${line}`) };
  };
  const document = '<testsuite name="s" tests="1">\n<testcase name="a" classname="s"/>\n</testsuite>\n';

  it("is read, with a warning of what stands before and behind it", () => {
    assert.deepEqual(parsed(`\n> é test\n${document}Done.\n`), {
      status: "read",
      cases: ["a null"],
      problems: ["text-outside 1", "text-outside 6"],
    });
    assert.equal(parsed(`é\r\n<?xml version="1.0"?>\r\n${document}`).status, "read");
  });

  it("is damaged on the line of the file, not of the document", () => {
    const { status, problems } = parsed(`words\n\n${document.replace("</testsuite>", "</x>")}`);
    assert.deepEqual([status, problems[0]], ["invalid", "malformed 5"]);
  });

  it("is no report where words break a tag, or a second document stands behind it", () => {
    assert.equal(parsed(`${document.replace("testcase name", "words <testcase name")}`).status, "invalid");
    assert.equal(parsed(`words\n${document}words\n${document}`).status, "invalid");
  });
});

describe("A file that is no report", () => {
  const words = (text: string) => {
    const parser = new ReportParser(formats, "report");
    parser.write(new TextEncoder().encode(text));
    const { status, problems } = parser.end();
    assert.equal(status, "unrecognised");
    return problems[0]?.message ?? "";
  };

  it("but would be one without the text before it says so", () => {
    assert.match(words("> test\nran\n<report/>\n"), /other text stands before the XML that begins on line 3/);
  });

  it("but would be one without the text or the comment before its JSON says so", () => {
    assert.match(
      words('> report\n\n{"results": {"tests": []}}\n'),
      /other text stands before the JSON that begins on line 3/,
    );
    assert.match(words('// made by a tool\n[{"a": 1}]'), /other text stands before the JSON that begins on line 2/);
  });

  it("but would be one were its JSON not damaged says where", () => {
    const message = words('{"results": {\n"tests": [{"name": "a"},]}}');
    assert.match(message, /begins as JSON, but a value is expected, but there is "\]\}\}" \(line 2\)/);
  });

  const others: readonly (readonly [string, string, RegExp])[] = [
    ["dotCover", '<Root CoveredStatements="1" TotalStatements="2"/>', /--ReportType=DetailedXML/],
    ["dotCover's JSON", '{"DotCoverVersion":"2023.3","Kind":"Root","CoveredStatements":1}', /--ReportType=DetailedXML/],
    ["cppcheck", '<results version="2"><cppcheck version="2.9"/><errors/></results>', /cppcheck's own XML/],
    [
      "TestDox",
      '<tests><test className="T" methodName="testA" prettifiedClassName="T" prettifiedMethodName="A" status="0"/></tests>',
      /TestDox.*--log-junit/,
    ],
    ["Criterion's JSON", '{"id": "Criterion v2.4.1", "passed": 1, "test_suites": []}', /Criterion.*--xml/],
    ["CTest", '<Site BuildName="Linux-c++" BuildStamp="20261128-0100-Experimental"><Build/></Site>', /Test\.xml/],
    ["test-unit", "<stream><ready-test-suite><n-tests>9</n-tests></ready-test-suite></stream>", /test-unit's own/],
    [
      "PIT's line coverage",
      "<coverage><block classname='steps.Steps' method='up(I)I' number='1'><tests/></block></coverage>",
      /mutations\.xml/,
    ],
    [
      "Vitest's blob",
      '[["1","2",null,348.8],"3.2.7",["5"],{"id":"7"}]',
      /Vitest's blob of one shard; vitest --merge-reports/,
    ],
    ["ExCoveralls'", '{"coverage_options":{"minimum_coverage":90},"skip_files":["test"]}', /cover\/excoveralls\.json/],
    ["SimpleCov", '{"result":{"line":93.75,"branch":80.0}}', /\.resultset\.json/],
    ["Git LFS", "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n", /git lfs pull/],
    [
      "JMeter's CSV without its columns",
      "1795899389497,14,draw a circle,,,drawers 1-1,text,true,,0,0,1,1,null,0,0,0\n",
      /print_field_names=true/,
    ],
    [
      "JMeter's CSV of dates without its columns",
      "2026/11/28 20:56:37.896;11;draw a circle;;;drawers 1-1;text;true;;0;0;1;1;null;0;0;0;null;null\n",
      /print_field_names=true/,
    ],
    ["JaCoCo's CSV", "GROUP,PACKAGE,CLASS,INSTRUCTION_MISSED,INSTRUCTION_COVERED\na,b,C,3,10\n", /its XML is read/],
    ["a page", "<!DOCTYPE html><html><head><title>Code coverage report</title></head></html>", /a page for people/],
    ["CUnit", "<CUNIT_TEST_RUN_REPORT><CUNIT_HEADER/></CUNIT_TEST_RUN_REPORT>", /CU_automated_enable_junit_xml/],
    ["DejaGnu", "<testsuite><test><result>PASS</result><name>a</name></test></testsuite>", /DejaGnu's own XML/],
    ["hpc", '<coverage name="t.tix"><summary><exprs boxes="30" count="30"/></summary></coverage>', /hpc/],
    ["Ginkgo", '[{"SuitePath":"/a","SuiteSucceeded":true,"SpecReports":[]}]', /--junit-report/],
    ["Crap4J", "<crap_result><project>p</project></crap_result>", /Crap4J/],
    ["ReportGenerator", '{"summary":{"generatedon":"2026"},"coverage":{"assemblies":[]}}', /ReportGenerator's summary/],
    ["Infection", '{"stats":{"msi":75}}', /logs\.json/],
    [
      "TestCafe",
      '{"startTime":"2026-11-28T15:28:56.500Z","userAgents":["Chrome"],"passed":1,"fixtures":[]}',
      /reporter xunit/,
    ],
    ["PHPUnit", '<phpunit xmlns="https://schema.phpunit.de/coverage/1.0"><build/></phpunit>', /--coverage-clover/],
    [
      "Chrome's DevTools",
      JSON.stringify([{ url: "http://localhost/a.js", ranges: [{ start: 0, end: 9 }], text: "f();" }]),
      /monocart-coverage-reports/,
    ],
    [
      "Playwright's coverage",
      JSON.stringify([{ url: "http://localhost/a.js", scriptId: "1", source: "f();", functions: [] }]),
      /monocart-coverage-reports/,
    ],
    ["ESLint", JSON.stringify([{ filePath: "/a.js", messages: [], errorCount: 0 }]), /ESLint's own JSON/],
    [
      "Bazel's build events",
      '{"id": {"started": {}}, "children": [], "started": {"command": "test"}}\n{"id": {"progress": {}}}\n',
      /bazel-testlogs/,
    ],
    ["a list of CTest's", '{"backtraceGraph": {"commands": []}, "kind": "ctestInfo", "tests": []}', /--output-junit/],
    ["twister's", '{"environment": {"zephyr_version": "4"}, "testsuites": []}', /twister\.xml/],
    ["Buck's", '<tests><test name="a" status="PASS"/></tests>', /Buck's own XML/],
    [
      "Deno's",
      JSON.stringify({ scriptId: "9", url: "file:///a.ts", functions: [{ functionName: "", ranges: [] }] }),
      /deno coverage --lcov/,
    ],
    ["monocart's", '{"type":"v8","reportPath":"coverage/report.json","watermarks":{},"files":[]}', /lcovonly/],
    ["Go's covmeta", "\u0000cvm\u0001\u0000", /go tool covdata textfmt/],
    ["Go's covcounters", "\u0000cwm\u0001\u0000", /go tool covdata textfmt/],
    ["JaCoCo's data", "\u0001ÀÀ\u0010\u0007\u0000", /execution data/],
    ["GCC's data", "adcg\u0000", /GCC's data file/],
  ];
  for (const [what, text, message] of others) {
    it(`but is ${what} says so, and what is read`, () => {
      const parser = new ReportParser(formats, "report");
      parser.write(Buffer.from(text, "latin1"));
      const { status, problems } = parser.end();
      assert.equal(status, "unrecognised");
      assert.match(problems[0]?.message ?? "", message);
    });
  }

  it("nor anything like one says no more", () => {
    assert.doesNotMatch(words("[INFO] all is well\n"), /JSON, but|stands before/);
  });
});
