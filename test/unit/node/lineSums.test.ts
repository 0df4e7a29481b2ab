import assert from "node:assert/strict";
import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "mocha";
import { Project } from "./project.ts";

/** Reports that state sums of lines, and the sources that they were made of; the file without lines has none. */
const reports: readonly {
  readonly tool: string;
  readonly report: string;
  readonly sample: string;
  readonly source: string;
  readonly statesHash?: true;
  readonly reasons?: readonly string[];
}[] = [
  { tool: "geninfo", report: "lcov-1.16/checksum.info", sample: "cpp", source: "src/units/convert.cpp" },
  {
    tool: "coverage.py",
    report: "coveragepy-6.5.0/coverage.lcov",
    sample: "python",
    source: "shapes/scale.py",
    reasons: ["age-unknown"],
  },
  { tool: "gcovr", report: "gcovr-8.8/lcov.info", sample: "cpp", source: "src/units/convert.cpp", statesHash: true },
  { tool: "gcovr's JSON", report: "gcovr-8.8/gcovr.json", sample: "cpp", source: "src/units/convert.cpp" },
];

describe("sums of lines tell whether a source is the measured one, where nothing else does", () => {
  let project: Project;
  beforeEach(() => {
    project = new Project();
  });
  afterEach(() => project.dispose());

  for (const { tool, report, sample, source, statesHash, reasons = [] } of reports) {
    const measure = async () => {
      const { reports: states, gates } = await project.assess();
      return { stale: states[0]!.stale, measurement: gates[0]!.measurement };
    };
    const begin = () => {
      cpSync(join("test/fixtures/samples", sample), project.folder, { recursive: true });
      const name = report.endsWith("json") ? "coverage.json" : "lcov.info";
      project.write({ [name]: readFileSync(join("test/fixtures", report)) }).age(name, 3600);
    };

    it(`${tool}: the same lines are fresh, also with other ends`, async () => {
      begin();
      const { stale, measurement } = await measure();
      assert.deepEqual([stale, measurement.reasons.map(({ code }) => code)], [[], reasons]);
      if (statesHash) return;
      project.write({ [source]: project.read(source).replaceAll("\n", "\r\n") });
      assert.deepEqual((await measure()).stale, []);
    });

    it(`${tool}: of a file with a line more, every line is found again`, async () => {
      begin();
      const { measurement: before } = await measure();
      project.write({ [source]: `\n${project.read(source)}` });
      const { stale, measurement } = await measure();
      assert.deepEqual(stale, [source]);
      const { covered, total, unknown } = measurement.counts!;
      // Where the line is within those that are not listed is not known: one of them may be code that is new.
      assert.deepEqual(
        { covered, total: total - unknown },
        { covered: before.counts!.covered, total: before.counts!.total },
      );
    });
  }
});
