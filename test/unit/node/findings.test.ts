import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "mocha";
import { code, Project } from "./project.ts";

describe("Findings and mutants are placed in a real folder", () => {
  let project: Project;
  beforeEach(() => {
    project = new Project();
  });
  afterEach(() => project.dispose());

  const sarif = (...uris: readonly string[]) =>
    JSON.stringify({
      version: "2.1.0",
      runs: [
        {
          tool: { driver: { name: "lint" } },
          results: uris.map((uri) => ({
            ruleId: "R1",
            level: "error",
            message: { text: "wrong" },
            locations: [{ physicalLocation: { artifactLocation: { uri }, region: { startLine: 2 } } }],
          })),
        },
      ],
    });
  const configuration = (more: object = {}) =>
    JSON.stringify({
      scopes: { safety: ["src/safety/**"] },
      gates: {
        lint: { kind: "findings", scope: "safety" },
        mutants: { kind: "mutation", scope: "safety", threshold: 80 },
      },
      ...more,
    });

  it("by paths of another machine and of Windows, as coverage is", async () => {
    for (const uri of [
      "src\\safety\\a.c",
      "file:///D:/ci/project/src/safety/a.c",
      "/build/src/safety/a.c",
      "src/safety/a.c",
    ]) {
      project.write({
        "src/safety/a.c": code(4),
        "lib/src/safety/a.c": code(4),
        "readiness.json": configuration(
          uri.startsWith("/build") || uri.startsWith("file:")
            ? {
                reports: {
                  paths: [
                    { from: "/build/", to: "" },
                    { from: "D:/ci/project/", to: "" },
                  ],
                },
              }
            : {},
        ),
        "lint.sarif": sarif(uri),
      });
      const { verdict, measurement, offenders } = await project.gate("lint");
      assert.deepEqual([verdict, measurement.status], ["fail", "measured"], uri);
      assert.deepEqual([offenders[0]?.file, offenders[0]?.line], ["src/safety/a.c", 2], uri);
    }
  });

  it("of which one may be in safety-critical code: that is not known, and no pass", async () => {
    project.write({
      "src/safety/a.c": code(4),
      "lib/safety/a.c": code(4),
      "readiness.json": configuration(),
      "lint.sarif": sarif("/ci/safety/a.c"),
    });
    const { verdict, measurement } = await project.gate("lint");
    assert.deepEqual([verdict, measurement.status], ["unknown", "partial"]);
    assert.equal(
      measurement.reasons[0]?.message,
      "1 finding may be in this code: /ci/safety/a.c can be lib/safety/a.c, src/safety/a.c",
    );
  });

  it("each report tells which of its files are no files of the folder", async () => {
    project.write({
      "src/safety/a.c": code(4),
      "readiness.json": configuration(),
      "lint.sarif": sarif("src/safety/a.c", "vendor/zlib/inflate.c"),
    });
    const { reports, gates } = await project.assess();
    const report = reports.find(({ path }) => path === "lint.sarif")!;
    assert.deepEqual(
      [report.matched, report.unmatched],
      [1, [{ path: "vendor/zlib/inflate.c", reason: "not-in-workspace" }]],
    );
    assert.match(
      JSON.stringify(gates.find(({ id }) => id === "lint")),
      /1 finding in files that are not in this folder/,
    );
  });

  it("and so are mutants", async () => {
    const mutant = (status: string) => ({ mutatorName: "M", status, location: { start: { line: 1 } } });
    project.write({
      "src/safety/a.c": code(4),
      "lib/src/safety/a.c": code(4),
      "lib/safety/b.c": code(4),
      "src/safety/b.c": code(4),
      "readiness.json": configuration(),
      "mutation.json": JSON.stringify({
        schemaVersion: "1",
        thresholds: { high: 80, low: 60 },
        files: {
          "src\\safety\\a.c": { mutants: [mutant("Killed"), mutant("Survived")] },
          "/ci/safety/b.c": { mutants: [mutant("Killed")] },
        },
      }),
    });
    const { measurement, verdict } = await project.gate("mutants");
    assert.deepEqual({ ...measurement.counts }, { covered: 1, total: 3, unknown: 1 });
    assert.deepEqual([measurement.status, verdict], ["partial", "fail"]);
  });
});
