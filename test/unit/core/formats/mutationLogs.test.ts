import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { gremlins as gremlinsFormat } from "../../../../src/core/formats/gremlins.ts";
import { formats } from "../../../../src/core/formats/index.ts";
import { infection as infectionFormat } from "../../../../src/core/formats/infection.ts";
import { type ParseOutcome, ReportParser } from "../../../../src/core/formats/parser.ts";
import { type Mutant, mutationTotals } from "../../../../src/core/model/mutation.ts";
import { refusesEveryBeginning } from "./readXml.ts";

function parse(text: string): ParseOutcome {
  const bytes = new TextEncoder().encode(text);
  const parser = new ReportParser(formats, "report.json");
  for (let at = 0; at < bytes.length; at += 7) parser.write(bytes.subarray(at, at + 7));
  return parser.end();
}

function read(text: string, format: string): readonly Mutant[] {
  const { status, problems, format: found, report } = parse(text);
  assert.equal(status, "read", JSON.stringify(problems));
  assert.equal(found, format);
  assert.deepEqual(problems, []);
  assert.ok(report?.kind === "mutation");
  return report.mutants;
}

function refused(text: string): string | undefined {
  const { status, problems } = parse(text);
  assert.equal(status, "invalid");
  return problems[0]?.code;
}

/** The JSON log of Infection with one mutant in a list, and more members. Keys in the order of its JsonReporter.php. */
const infection = (list: string, more: object = {}) => {
  const mutator = {
    mutatorName: "Plus",
    originalSourceCode: "<?php\n\nfunction sum($a, $b) { return $a + $b; }",
    mutatedSourceCode: "<?php\n\nfunction sum($a, $b) { return $a - $b; }",
    originalFilePath: "/app/src/Sum.php",
    originalStartLine: 3,
  };
  const lists = { escaped: [], killed: [], [list]: [{ mutator, diff: "@@ @@", processOutput: "FAILURES!" }] };
  return JSON.stringify({ stats: { totalMutantsCount: 1, msi: 100, coveredCodeMsi: 100 }, ...lists, ...more });
};

describe("Mutants of Infection", () => {
  for (const [list, status] of [
    ["killed", "killed"],
    ["killedByStaticAnalysis", "killed"],
    ["errored", "killed"],
    ["timeouted", "timeout"],
    ["escaped", "survived"],
    ["uncovered", "no-coverage"],
    ["ignored", "ignored"],
    ["syntaxErrors", "invalid"],
  ] as const)
    it(`in its list "${list}" are ${status}`, () => {
      assert.deepEqual(read(infection(list), "infection"), [
        { file: "/app/src/Sum.php", line: 3, mutator: "Plus", status },
      ]);
    });

  it("have sums beside them, which are shown", () => {
    const { report } = parse(infection("killed"));
    assert.deepEqual(report?.declared, { totalMutantsCount: 1, msi: 100, coveredCodeMsi: 100 });
  });

  for (const [what, text, code] of [
    ["a list that is not known", infection("constructor"), "structure"],
    ["a mutant without a file", infection("killed", { escaped: [{ mutator: {} }] }), "malformed-line"],
    ["a list that is none", infection("killed", { escaped: 3 }), "malformed-line"],
  ] as const)
    it(`are refused for ${what}`, () => assert.equal(refused(text), code));

  it("are refused wherever they are cut off", () => refusesEveryBeginning(infectionFormat, infection("killed")));
});

const gremlins = (mutations: unknown) =>
  JSON.stringify({
    go_module: "example.com/steps",
    files: [{ file_name: "steps/steps.go", mutations }],
    test_efficacy: 50,
    mutants_killed: 1,
  });
const mutation = (status: string) => ({ type: "ARITHMETIC_BASE", status, line: 13, column: 34 });

describe("Mutants of Gremlins", () => {
  for (const [written, status] of [
    ["KILLED", "killed"],
    ["TIMED OUT", "timeout"],
    ["LIVED", "survived"],
    ["NOT COVERED", "no-coverage"],
    ["NOT VIABLE", "invalid"],
    ["SKIPPED", "ignored"],
  ] as const)
    it(`whose status is ${written} are ${status}`, () => {
      assert.deepEqual(read(gremlins([mutation(written)]), "gremlins"), [
        { file: "steps/steps.go", line: 13, mutator: "ARITHMETIC_BASE", status },
      ]);
    });

  it("count as found where they ran too long, which its own efficacy leaves out", () => {
    const mutants = read(gremlins(["KILLED", "LIVED", "TIMED OUT", "SKIPPED"].map(mutation)), "gremlins");
    assert.deepEqual(mutationTotals(mutants), { killed: 2, total: 3 });
  });

  for (const [what, text, code] of [
    ["a dry run, whose score would be 0", gremlins(["RUNNABLE", "NOT COVERED"].map(mutation)), "aborted"],
    ["a status that is not known", gremlins([mutation("ODD")]), "structure"],
    ["a status that is a list", gremlins([{ ...mutation("ODD"), status: [1] }]), "structure"],
    ["no list of files", '{"go_module":"a/b","files":3,"test_efficacy":50}', "structure"],
    ["mutants that are no list", gremlins(3), "malformed-line"],
  ] as const)
    it(`are refused for ${what}`, () => assert.equal(refused(text), code));

  it("are refused wherever they are cut off", () => {
    refusesEveryBeginning(gremlinsFormat, gremlins([mutation("KILLED")]));
  });
});
