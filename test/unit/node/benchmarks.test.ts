import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "mocha";
import { Project } from "./project.ts";

/** A report of Google Benchmark; null is a fit of a complexity, which has no time. */
const report = (times: Readonly<Record<string, number | null>>) =>
  JSON.stringify({
    context: { num_cpus: 2, host_name: "one" },
    benchmarks: Object.entries(times).map(([name, time]) => ({
      name,
      run_name: name,
      time_unit: "ns",
      ...(time === null
        ? { run_type: "aggregate", aggregate_name: "BigO" }
        : { run_type: "iteration", real_time: time }),
    })),
  });

describe("Benchmarks are compared with a baseline that is kept", () => {
  let project: Project;
  beforeEach(() => {
    project = new Project().write({
      "readiness.json": `{ "gates": { "performance_benchmarks": { "baseline": "benchmarks/baseline.json", "tolerance": "10%" } } }`,
      "benchmarks/baseline.json": report({ sort: 100, find: 50, sort_BigO: null }),
    });
  });
  afterEach(() => project.dispose());

  const gate = () => project.gate("performance_benchmarks");

  it("and pass within the tolerance; what had no number is not compared, and said", async () => {
    project.write({ "build/benchmark.json": report({ sort: 109, find: 40, sort_BigO: null }) });
    const { measurement, notes, verdict } = await gate();
    assert.deepEqual(measurement.counts, { covered: 2, total: 2, unknown: 0 });
    assert.equal(verdict, "pass");
    assert.deepEqual(notes, ["not compared, since the baseline has no number of them: sort_BigO"]);
  });

  it("and a slower one is named, one that is missing is not known", async () => {
    project.write({ "build/benchmark.json": report({ sort: 120 }) });
    const { measurement, offenders } = await gate();
    assert.deepEqual(measurement.counts, { covered: 0, total: 2, unknown: 1 });
    assert.match(offenders[0]!.detail!, /^sort: /);
    assert.match(measurement.reasons[0]!.message, /^find: in the baseline, not in this run/);
  });

  it("and a baseline without any number measures nothing", async () => {
    project.write({
      "benchmarks/baseline.json": report({ sort_BigO: null }),
      "build/benchmark.json": report({ sort: 120 }),
    });
    assert.equal((await gate()).measurement.status, "invalid");
  });
});
