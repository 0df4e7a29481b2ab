import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "mocha";
import { detectRun, proposeConfiguration } from "../../../../src/core/policy/detect.ts";
import { jsonSchema } from "../../../../src/core/policy/jsonSchema.ts";
import { parsePolicy } from "../../../../src/core/policy/parse.ts";
import { classifyRun, type RunExit } from "../../../../src/core/policy/runOutcome.ts";
import { productionGates } from "../assessment/gates.ts";

const today = "2026-11-24";
const justification = { file: "src/a.py", reason: "cannot be reached", by: "Ada", until: "2027-03-01" };

describe("readiness.json", () => {
  it("is not needed: the profile production applies", () => {
    const { policy, problems } = parsePolicy(null, today);
    assert.deepEqual(problems, []);
    assert.deepEqual(
      policy.gates.map(({ id, threshold, weight, critical }) => ({ id, threshold, weight, critical })),
      productionGates,
    );
  });

  it("may have comments and trailing commas", () => {
    const { policy, problems } = parsePolicy(
      '// first\n{ "profile": "basic", /* then */ "reports": { "exclude": ["gen/**",], }, }',
      today,
    );
    assert.deepEqual(problems, []);
    assert.equal(policy.profile, "basic");
    assert.deepEqual(policy.reports.exclude, ["gen/**"]);
  });

  const mistakes: readonly (readonly [string, RegExp, string])[] = [
    ['{ "profile": "prod" }', /profile is "prod": allowed are "production", "basic"/, "unknown-profile"],
    [
      '{ "gates": { "test_pass_rate": { "weight": -0.5 } } }',
      /gates\.test_pass_rate\.weight is -0\.5: it is a number from 0 up/,
      "too_small",
    ],
    [
      '{ "gates": { "test_pass_rate": { "threshold": 120 } } }',
      /gates\.test_pass_rate\.threshold is 120: it is a number up to 100/,
      "too_big",
    ],
    [
      '{ "gates": { "test_pass_rate": { "treshold": 90 } } }',
      /gates\.test_pass_rate\.treshold is no key/,
      "unknown-key",
    ],
    [
      '{ "gates": { "test_pas_rate": {} } }',
      /gates\.test_pas_rate: the profile has no such gate: did you mean "test_pass_rate"\?/,
      "unknown-gate",
    ],
    [
      '{ "gates": { "speed": { "kind": "fast" } } }',
      /gates\.speed\.kind is "fast": allowed are coverage, tests/,
      "unknown-kind",
    ],
    [
      '{ "gates": { "safety_critical_coverage": { "notApplicable": "" } } }',
      /gates\.safety_critical_coverage\.notApplicable is "": it is not empty/,
      "too_small",
    ],
    [
      '{ "gates": { "system_compatibility": { "environments": ["a"] } } }',
      /lacks "results": environments and results go together/,
      "incomplete",
    ],
    ['{ "scope": {} }', /scope is no key of readiness\.json: did you mean "scopes"\?/, "unknown-key"],
    ['{ "scopes": { "safety": "src/*.py" } }', /scopes\.safety is "src\/\*\.py": it is an array/, "invalid_type"],
    ['{ "run": [{ "name": "tests" }] }', /run\[0\]\.command is missing/, "invalid_type"],
    [
      '{ "run": [{ "name": "tests", "command": ["x"], "timeout": "soon" }] }',
      /run\[0\]\.timeout is "soon": it is a time such as 90s, 20m or 1h/,
      "invalid_format",
    ],
    [
      JSON.stringify({ justifications: [{ ...justification, until: "2028-01-01" }] }),
      /until is "2028-01-01": a justification lasts a year at most, until 2027-11-24/,
      "too-long",
    ],
    [
      JSON.stringify({ justifications: [{ ...justification, reason: "" }] }),
      /justifications\[0\]\.reason is "": it is not empty/,
      "too_small",
    ],
    [
      JSON.stringify({ justifications: [{ ...justification, until: "2026-01-01" }] }),
      /expired on 2026-01-01: its gap counts again/,
      "expired",
    ],
    ['{ "profile": ', /readiness\.json is not JSON here/, "syntax"],
    ["[]", /readiness\.json holds no object/, "not-an-object"],
  ];
  for (const [text, message, code] of mistakes) {
    it(`names the mistake in ${text}`, () => {
      const { problems, policy } = parsePolicy(text, today);
      const found = problems.find((problem) => problem.code === code);
      assert.ok(found !== undefined, JSON.stringify(problems));
      assert.match(found.message, message);
      assert.equal(policy.gates.length, 8);
    });
  }

  it("says where in the text a mistake is", () => {
    const text = '{\n  "gates": { "test_pass_rate": { "weight": -1 } }\n}';
    const [problem] = parsePolicy(text, today).problems;
    assert.equal(text.slice(problem!.offset!, problem!.offset! + problem!.length), "-1");
  });

  it("keeps what is right beside what is wrong", () => {
    const { policy } = parsePolicy(
      '{ "scopes": { "critical": ["a/**"], "safety": [5, "b.py"] }, "gates": { "performance_benchmarks": { "tolerance": "25%", "weight": "x" } } }',
      today,
    );
    assert.deepEqual(policy.scopes, {
      critical: [{ file: "a/**", symbols: null }],
      safety: [{ file: "b.py", symbols: null }],
    });
    const gate = policy.gates.find((each) => each.id === "performance_benchmarks");
    assert.ok(gate?.kind === "benchmarks");
    assert.equal(gate.tolerance, 0.25);
    assert.equal(gate.weight, 0.1);
  });

  it("gives equal texts to hash for equal policies, and others for others", () => {
    const a = parsePolicy('{ "reports": { "exclude": ["x"] }, "profile": "production" }', today).hashText;
    const b = parsePolicy('{ "profile": "production", /* same */ "reports": { "exclude": ["x"] } }', today).hashText;
    const c = parsePolicy('{ "reports": { "exclude": ["y"] } }', today).hashText;
    assert.equal(a, b);
    assert.notEqual(a, c);
  });

  it("has a schema that is up to date and is what the editor completes by", () => {
    assert.deepEqual(
      JSON.parse(readFileSync("media/readiness.schema.json", "utf8")),
      JSON.parse(JSON.stringify(jsonSchema())),
    );
  });
});

describe("A configuration is proposed from what a folder shows", () => {
  const project = (files: Readonly<Record<string, string>>) => ({
    text: async (path: string) => files[path] ?? null,
    exists: async (path: string) => Object.keys(files).some((file) => file === path || file.startsWith(path)),
  });
  const rows: readonly (readonly [string, Readonly<Record<string, string>>, readonly string[]])[] = [
    [
      "vitest",
      { "package.json": '{"devDependencies":{"vitest":"1"},"scripts":{"test":"vitest"}}' },
      ["npx", "vitest", "run"],
    ],
    ["jest", { "package.json": '{"devDependencies":{"jest":"1"}}' }, ["npx", "jest", "--coverage"]],
    [
      "a script that covers",
      { "package.json": '{"scripts":{"test:cover":"c8 node --test"}}' },
      ["npm", "run", "test:cover"],
    ],
    ["pytest", { "pyproject.toml": "[tool.pytest.ini_options]\n", "src/a.py": "" }, ["python", "-m", "pytest"]],
    ["Go", { "go.mod": "module x" }, ["go", "test", "-covermode=count"]],
    ["Cargo", { "Cargo.toml": "" }, ["cargo", "llvm-cov", "--lcov"]],
    ["Maven with its wrapper", { "pom.xml": "", mvnw: "" }, ["./mvnw", "--batch-mode", "verify"]],
    ["Gradle", { "build.gradle.kts": "" }, ["gradle", "test", "jacocoTestReport"]],
  ];
  for (const [name, files, words] of rows) {
    it(`for ${name}`, async () => {
      const [command] = await detectRun(project(files));
      assert.deepEqual(command?.command.slice(0, 3), words);
      const { text } = await proposeConfiguration(project(files), Object.keys(files));
      assert.deepEqual(parsePolicy(text, today).problems, []);
      assert.deepEqual(parsePolicy(text, today).policy.scopes, {}, "names make suggestions, never scopes");
    });
  }

  it("for a folder without anything it knows, with nothing to run", async () => {
    const { text, run } = await proposeConfiguration(project({}), []);
    assert.deepEqual(run, []);
    assert.deepEqual(parsePolicy(text, today).problems, []);
  });
});

describe("What became of a command is told by how it ended", () => {
  const exit = (
    change: Partial<RunExit>,
    words: readonly [string, ...string[]] = ["python3", "-m", "pytest"],
  ): RunExit => ({
    command: { name: "tests", command: words, directory: "", timeoutSeconds: 600, environment: {}, writes: null },
    exitCode: 0,
    signal: null,
    startError: null,
    timedOut: false,
    cancelled: false,
    written: ["coverage.xml"],
    lastOutput: "",
    ...change,
  });
  const rows: readonly (readonly [string, RunExit, string | null])[] = [
    ["ended well", exit({}), null],
    ["ended with failing tests and whole reports", exit({ exitCode: 1 }), null],
    [
      "could not be found",
      exit({ exitCode: null, startError: { code: "ENOENT", message: "spawn" } }),
      "could-not-start",
    ],
    ["calls something that is not there", exit({ exitCode: 127 }, ["npm", "test"]), "could-not-start"],
    [
      "needs a pytest that is not installed",
      exit({ exitCode: 1, written: [], lastOutput: "No module named pytest" }),
      "could-not-start",
    ],
    ["was called wrongly", exit({ exitCode: 4 }), "crashed"],
    ["collected no tests", exit({ exitCode: 5 }), "no-tests"],
    ["took too long", exit({ timedOut: true, signal: "SIGTERM", exitCode: null }), "timed-out"],
    ["was cancelled", exit({ cancelled: true, signal: "SIGTERM", exitCode: null }), "cancelled"],
    ["was ended by a signal", exit({ signal: "SIGSEGV", exitCode: null }), "crashed"],
    ["ended well and wrote nothing", exit({ written: [] }), "no-report"],
    ["failed and wrote nothing", exit({ exitCode: 1, written: [] }, ["npm", "test"]), "crashed"],
  ];
  for (const [name, end, kind] of rows)
    it(`${name}: ${kind ?? "no failure"}`, () => assert.equal(classifyRun(end)?.kind ?? null, kind));

  it("names the kinds of reports that wait for it", () => {
    assert.deepEqual(classifyRun(exit({ exitCode: 4 }, ["python3", "-m", "pytest", "--cov=src"]))?.waiting, [
      "coverage",
      "tests",
    ]);
  });
});
