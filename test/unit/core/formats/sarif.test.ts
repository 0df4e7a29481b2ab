import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { formats } from "../../../../src/core/formats/index.ts";
import { ReportParser } from "../../../../src/core/formats/parser.ts";
import type { FindingsReport } from "../../../../src/core/model/report.ts";

function read(value: unknown, before = "", behind = ""): FindingsReport {
  const parser = new ReportParser(formats, "report");
  parser.write(new TextEncoder().encode(`${before}${JSON.stringify(value)}${behind}`));
  const { report, problems } = parser.end();
  assert.ok(report?.kind === "findings", JSON.stringify(problems));
  return report;
}

describe("SARIF before 2.1", () => {
  const region = { startLine: 4, endLine: 5 };

  it("of version 1.0.0 has rules by key, files as places, levels that are no failure, and states of suppression", () => {
    const result = (rest: object) => ({
      ...{ ruleId: "CA1", message: "m", locations: [{ resultFile: { uri: "file:///C:/my%20work/A.cs", region } }] },
      ...rest,
    });
    const report = read({
      version: "1.0.0",
      runs: [
        {
          tool: { name: "Compiler", version: "4.8.0.0", semanticVersion: "4.8.0" },
          results: [
            result({ level: "error" }),
            result({}),
            result({ ruleKey: "CA1#1" }),
            result({ level: "pass" }),
            result({ level: "notApplicable" }),
            result({ level: "warning", suppressionStates: ["suppressedInSource"] }),
            { ruleId: "CA2", level: "note" },
          ],
          rules: {
            CA1: { id: "CA1", defaultLevel: "note" },
            "CA1#1": { id: "CA1", defaultLevel: "error" },
            CA2: { id: "CA2", shortDescription: "short" },
          },
        },
      ],
    });
    assert.deepEqual(
      report.findings.map(({ rule, level, suppressed }) => `${rule} ${level}${suppressed ? " suppressed" : ""}`),
      ["CA1 error", "CA1 note", "CA1 error", "CA1 none", "CA1 none", "CA1 warning suppressed", "CA2 note"],
    );
    assert.deepEqual(report.findings.map(({ file, line, endLine, message }) => [file, line, endLine, message])[0], [
      "C:/my work/A.cs",
      4,
      5,
      "m",
    ]);
    assert.deepEqual(report.findings.at(-1), {
      ...{ rule: "CA2", level: "note", message: "short", file: null, line: null, endLine: null, suppressed: false },
    });
    assert.deepEqual([report.producer, report.dialect], ["Compiler 4.8.0", "SARIF 1.0.0"]);
  });

  it("of version 2.0.0 has rules in the resources and files as places", () => {
    const report = read({
      version: "2.0.0",
      runs: [
        {
          tool: { name: "T" },
          resources: { rules: { R: { id: "R", shortDescription: { text: "short" } } } },
          results: [
            { ruleId: "R", locations: [{ physicalLocation: { fileLocation: { uri: "src/a.c" }, region } }] },
            { ruleId: "R", level: "open" },
          ],
        },
      ],
    });
    assert.deepEqual(
      report.findings.map(({ file, level, message }) => [file, level, message]),
      [
        ["src/a.c", "warning", "short"],
        [null, "none", "short"],
      ],
    );
  });
});

describe("SARIF 2.1", () => {
  it("has URIs for files: they are read as paths, also where they hold a plain %", () => {
    const result = (uri: string) => ({ locations: [{ physicalLocation: { artifactLocation: { uri } } }] });
    const uris = ["src/a%20b.c", "file:///home/me/a.c", "file://host/share/a.c", "100%.c", "src/ä.c"];
    const report = read({ version: "2.1.0", runs: [{ tool: { driver: { name: "T" } }, results: uris.map(result) }] });
    assert.deepEqual(
      report.findings.map(({ file }) => file),
      ["src/a b.c", "/home/me/a.c", "/share/a.c", "100%.c", "src/ä.c"],
    );
  });

  it("suppresses a result by all of its suppressions, not by one", () => {
    const states = [["accepted"], [undefined], ["accepted", "rejected"], ["underReview"], []];
    const results = states.map((each) => ({ suppressions: each.map((status) => ({ kind: "external", status })) }));
    const report = read({ version: "2.1.0", runs: [{ tool: { driver: { name: "T" } }, results }] });
    assert.deepEqual(
      report.findings.map(({ suppressed }) => suppressed),
      [true, true, false, false, false],
    );
  });

  it("takes the level of a rule from the invocation that a result names, where the result has none", () => {
    const override = (descriptor: object, level: string) => ({ descriptor, configuration: { level } });
    const run = {
      tool: {
        driver: { name: "T", rules: ["A", "B"].map((id) => ({ id, defaultConfiguration: { level: "warning" } })) },
      },
      invocations: [
        { executionSuccessful: true, ruleConfigurationOverrides: [override({ id: "A" }, "error")] },
        { executionSuccessful: true, ruleConfigurationOverrides: [override({ index: 1 }, "note")] },
      ],
      results: [
        { ruleId: "A", provenance: { invocationIndex: 0 } },
        { ruleId: "B", ruleIndex: 1, provenance: { invocationIndex: 1 } },
        { ruleId: "B", ruleIndex: 1, provenance: { invocationIndex: 0 } },
        { ruleId: "A" },
        { ruleId: "A", level: "none", provenance: { invocationIndex: 0 } },
      ],
    };
    assert.deepEqual(
      read({ version: "2.1.0", runs: [run] }).findings.map(({ rule, level }) => `${rule} ${level}`),
      ["A error", "B note", "B warning", "A warning", "A none"],
    );
  });
});

describe("SARIF that holds no findings of its own", () => {
  const tool = {
    driver: { name: "T", rules: [{ id: "R", messageStrings: { long: { text: "{0} is {1}, not {0}{9}" } } }] },
  };
  const log = (...runs: readonly object[]) => ({ version: "2.1.0", runs: runs.map((run) => ({ tool, ...run })) });

  it("is no scan without findings: rules alone, results in files beside it", () => {
    assert.match(read(log({})).aborted ?? "", /no results of a scan/);
    assert.match(
      read(log({ results: [], externalPropertyFileReferences: { results: [{ itemCount: 2 }] } })).aborted ?? "",
      /in other files/,
    );
    assert.equal(read(log({ results: [] }, {})).aborted, null);
  });

  it("is read among other words of the tool, as clang writes it to its error output", () => {
    const run = { version: "2.1.0", runs: [{ tool: { driver: { name: "clang" } }, results: [{ ruleId: "1" }] }] };
    for (const [before, behind] of [
      ["", "\n3 warnings generated.\n"],
      ["clang++ -c a.cpp\n", "\n\n1 warning generated.\n"],
    ])
      assert.equal(read(run, before, behind).findings.length, 1);
  });

  it("is invalid without any run", () => {
    const parser = new ReportParser(formats, "report");
    parser.write(new TextEncoder().encode(JSON.stringify(log())));
    const { status, problems } = parser.end();
    assert.deepEqual([status, problems[0]?.code], ["invalid", "nothing-measured"]);
  });

  it("has the words of a rule, with arguments, for a message", () => {
    const results = [{ ruleId: "R", message: { id: "long", arguments: ["a", "b"] } }];
    assert.equal(read(log({ results })).findings[0]?.message, "a is b, not a{9}");
    const before = read({
      version: "1.0.0",
      runs: [
        {
          results: [{ ruleId: "R", formattedRuleMessage: { formatId: "f", arguments: ["x"] } }],
          rules: { R: { id: "R", messageFormats: { f: "{0}!" } } },
        },
      ],
    });
    assert.equal(before.findings[0]?.message, "x!");
  });

  it("names the folders that its paths start from", () => {
    const originalUriBaseIds = {
      ROOT: { uri: "file:///home/ci/my%20work/" },
      SRC: { uri: "pkg/", uriBaseId: "ROOT" },
      LOOP: { uri: "x/", uriBaseId: "LOOP" },
      UNKNOWN: { description: { text: "somewhere" } },
    };
    const { roots } = read(log({ results: [], originalUriBaseIds }));
    assert.deepEqual(roots?.slice(0, 2), ["/home/ci/my work/", "/home/ci/my work/pkg/"]);
    assert.equal(roots?.length, 3);
  });

  it("tells of what the tool could not look at", () => {
    const note = (level: string, words: string) => ({ level, message: { text: words } });
    const invocations = [
      {
        executionSuccessful: true,
        toolExecutionNotifications: [
          note("note", "n"),
          note("warning", "a.ts does not parse\nat 1"),
          note("error", "e"),
        ],
      },
    ];
    const parser = new ReportParser(formats, "report");
    parser.write(new TextEncoder().encode(JSON.stringify(log({ results: [], invocations }))));
    const { problems, status } = parser.end();
    assert.equal(status, "read");
    assert.deepEqual(
      problems.map(({ message }) => message),
      ['The tool tells of 2 difficulties in its run, such as "a.ts does not parse": findings may be missing'],
    );
  });
});
