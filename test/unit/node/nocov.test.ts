import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "mocha";
import { Project } from "./project.ts";

/** SimpleCov's result file holds what its own numbers leave out: lines between "# :nocov:" of the source. */
describe("code that SimpleCov leaves out", () => {
  const source = "def a\n  1\nend\n# :nocov:\ndef b\n  2\nend\n# :nocov:\ndef c\n  3\nend\n";
  const hits = [1, 1, null, null, 1, 0, null, null, 1, 0, null];
  let project: Project;

  const written = (lines: readonly (number | null)[], file = "lib/m.rb") =>
    JSON.stringify({
      RSpec: { coverage: { [`${project.folder}/${file}`]: { lines } }, timestamp: Math.floor(Date.now() / 1000) - 60 },
    });
  const counted = async () => (await project.gate("overall_test_coverage")).measurement.counts;

  beforeEach(() => {
    project = new Project();
    project.write({ "lib/m.rb": source }).age("lib/m.rb", 3600);
    project.write({ "coverage/.resultset.json": written(hits) });
  });
  afterEach(() => project.dispose());

  it("is neither covered nor to be covered, and is told as excluded", async () => {
    assert.deepEqual(await counted(), { covered: 3, total: 4, unknown: 0 });
    const { notes, offenders } = await project.gate("overall_test_coverage");
    assert.deepEqual(notes, ["2 lines excluded from measuring by marks in the source"]);
    assert.deepEqual(
      offenders.map(({ line, endLine }) => [line, endLine]),
      [[10, 10]],
    );
  });

  it("goes on to the end of a file whose last mark has no other", async () => {
    project.write({ "lib/m.rb": source.replace(/# :nocov:\ndef c/, "#\ndef c") }).age("lib/m.rb", 3600);
    assert.deepEqual(await counted(), { covered: 2, total: 2, unknown: 0 });
  });

  it("counts in the reports of other tools, which know no such marks", async () => {
    project.remove("coverage");
    const lines = hits.flatMap((count, at) => (count === null ? [] : [`DA:${at + 1},${count}\n`])).join("");
    project.write({ "lcov.info": `SF:lib/m.rb\n${lines}end_of_record\n` });
    assert.deepEqual(await counted(), { covered: 4, total: 6, unknown: 0 });
  });
});
