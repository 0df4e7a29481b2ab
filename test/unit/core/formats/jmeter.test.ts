import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { formats } from "../../../../src/core/formats/index.ts";
import { type ParseOutcome, ReportParser } from "../../../../src/core/formats/parser.ts";

function parse(text: string): ParseOutcome {
  const parser = new ReportParser(formats, "report");
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += 7) parser.write(bytes.subarray(at, at + 7));
  return parser.end();
}

/** Name, seconds and their deviation of each benchmark; then what is told. */
function read(text: string) {
  const { format, status, report, problems } = parse(text);
  assert.equal(status, "read", JSON.stringify(problems));
  assert.equal(format, "jmeter");
  assert.ok(report?.kind === "benchmarks");
  for (const { unit, better } of report.benchmarks) assert.deepEqual([unit, better], ["s", "smaller"]);
  return {
    values: report.benchmarks.map(({ name, value, deviation }) => [name, value, deviation]),
    told: problems.map(({ severity, message }) => `${severity}: ${message}`),
    generated: report.generated,
  };
}

const csv = (rows: readonly string[], delimiter = ",") =>
  ["timeStamp,elapsed,label,responseCode,success", ...rows, ""].join("\n").replaceAll(",", delimiter);
const xml = (samples: string) => `<?xml version="1.0"?>\n<testResults version="1.2">\n${samples}\n</testResults>\n`;

describe("JMeter's results", () => {
  const rows = [
    "1764000000000,100,open,200,true",
    "1764000000500,300,open,200,true",
    "1764000001000,50,close,200,true",
  ];
  const means = [
    ["open", 0.2, Math.sqrt(20_000) / 1000],
    ["close", 0.05, null],
  ];
  for (const [what, text] of [
    ["CSV", csv(rows)],
    ["CSV with semicolons", csv(rows, ";")],
    ["CSV with tabs", csv(rows, "\t")],
    ["CSV with bars", csv(rows, "|")],
    ["CSV that a spreadsheet wrote", csv(rows).replaceAll("true", "TRUE")],
    ["CSV with carriage returns", csv(rows).replaceAll("\n", "\r\n")],
    ["CSV of several files that were put together", csv(rows.slice(0, 2)) + csv(rows.slice(2))],
    [
      "XML",
      xml(
        '<httpSample t="100" ts="1764000000000" s="true" lb="open"/><sample t="300" s="true" lb="open">text</sample>' +
          '<httpSample t="50" s="true" lb="close"><requestHeader>a: b</requestHeader></httpSample>',
      ),
    ],
  ] as const)
    it(`as ${what} are the mean seconds of each label, and how they vary`, () => {
      assert.deepEqual(read(text), { values: means, told: [], generated: "2025-11-24T16:00:00.000Z" });
    });

  it("have no time of samples that failed, and no mean of a label that never passed", () => {
    const failing = ["1,100,now and then,200,true", "1,2,now and then,500,false", "1,9,never,500,false"];
    const told = ["warning: Samples of 2 label(s) failed, and are in no mean: now and then (1 of 2), never (1 of 1)"];
    const values = [
      ["now and then", 0.1, null],
      ["never", null, null],
    ];
    const asXml = xml(
      '<sample t="100" s="true" lb="now and then"/><sample t="2" s="false" lb="now and then"/><sample t="9" s="false" lb="never"/>',
    );
    for (const text of [csv(failing), asXml]) {
      const found = read(text);
      assert.deepEqual([found.values, found.told], [values, told]);
    }
  });

  it("of many labels that fail tell of five", () => {
    const [told] = read(csv(Array.from({ length: 8 }, (_, at) => `1,1,l${at},500,false`))).told;
    assert.match(told ?? "", /Samples of 8 label.*l4 \(1 of 1\)$/);
  });

  it("without outcomes say so", () => {
    const told = ["info: Whether a sample failed was not saved: all of them are in the means"];
    for (const text of ["elapsed,label,threadName\n7,a,t 1-1\n", xml('<sample t="7" lb="a"/>')])
      assert.deepEqual(read(text), { values: [["a", 0.007, null]], told, generated: null });
  });

  it("without times have no number", () => {
    assert.deepEqual(read(xml('<sample s="true" lb="a"/>')).values, [["a", null, null]]);
  });

  it("with quoted fields keep what stands in them, and a time in words its zone open", () => {
    const { values, generated } = read(
      'timeStamp;elapsed;label;success;"a;b"\n2025/11/24 16:00:00.250;5;"draw; ""5"" by 5\nor 6";true;"x;y"\n',
    );
    assert.deepEqual(values, [['draw; "5" by 5\nor 6', 0.005, null]]);
    assert.equal(generated, "2025-11-24T16:00:00.250");
  });

  it("count the parts of a sample by their own labels, and those of its label with it", () => {
    const parts = '<sample t="4" s="true" lb="all/css"/><sample t="3" s="true" lb="all"/>';
    assert.deepEqual(read(xml(`<httpSample t="9" s="true" lb="all">${parts}</httpSample>`)).values, [
      ["all", 0.009, null],
      ["all/css", 0.004, null],
    ]);
  });

  const damaged: readonly (readonly [string, string, string, number | undefined])[] = [
    ["a time that is no number", csv([...rows, "1,1x0,open,200,true"]), "malformed-line", 5],
    ["a time below 0", csv(["1,-1,open,200,true"]), "malformed-line", 2],
    ["a time in XML that is no number", xml('<sample t="1x" s="true" lb="a"/>'), "malformed-line", 3],
    ["a row that is cut off", csv(rows).slice(0, -12), "structure", 4],
    ["an outcome that is cut off", csv(rows).slice(0, -2), "malformed-line", 4],
    ["an outcome that is none", csv(["1,1,open,200,constructor"]), "malformed-line", 2],
    ["an outcome in XML that is none", xml('<sample t="1" s="tru" lb="a"/>'), "malformed-line", 3],
    ["columns that run into each other", "my-elapsed,label,success\n1-1,open,true\n", "malformed-line", 1],
    ["a quote among the columns", 'timeStamp,elapsed,"label,success\n1,1,open"\n1,1,x\n', "malformed-line", 3],
    ["a quote that does not end", csv(['1,1,"open,200,true']), "truncated", undefined],
    ["XML that is cut off", xml("").slice(0, 50), "truncated", 3],
    ["no sample", csv([]), "nothing-measured", undefined],
  ];
  for (const [what, text, code, line] of damaged)
    it(`with ${what} are refused`, () => {
      const { status, problems } = parse(text);
      assert.deepEqual([status, problems[0]?.code, problems[0]?.line], ["invalid", code, line]);
    });

  it("are not what a text says of them", () => {
    assert.equal(parse("The elapsed time of each label and its success\nare told below\n").status, "unrecognised");
  });
});
