import * as z from "zod/mini";

/** Texts that say what a key means: they are shown by the editor's completion. */
const say = <T extends z.ZodMiniType>(schema: T, description: string): T => schema.check(z.describe(description)) as T;

const text = z.string().check(z.minLength(1));
const glob = text;
const globs = z.array(glob);
const percent = z.number().check(z.gte(0), z.lte(100));

const scopeEntry = z.union([glob, z.strictObject({ file: glob, symbols: z.array(text).check(z.minLength(1)) })]);

const selector = z.strictObject({
  files: z.optional(say(globs, "Globs of test files")),
  names: z.optional(say(z.array(text), "Globs on test names; * matches anything")),
  classes: z.optional(say(z.array(text), "Globs on the test's class, module or suite")),
  properties: z.optional(
    say(z.record(z.string(), z.string()), "Properties of the test in the report, as name and value"),
  ),
});

const common = {
  title: z.optional(say(text, "What the gate is called")),
  threshold: z.optional(say(percent, "Percent from which the gate passes")),
  weight: z.optional(say(z.number().check(z.gte(0)), "Its share in the score; weights need not add up to 1")),
  critical: z.optional(say(z.boolean(), "Whether failing it blocks, and not measuring it leaves the level unmeasured")),
  notApplicable: z.optional(
    say(text, "Why this gate does not apply here. Its weight leaves the sum; it stays visible"),
  ),
};

const tolerance = z.union([z.number().check(z.gte(0), z.lte(10)), z.string().check(z.regex(/^\d+(?:\.\d+)?\s*%$/))]);

const metrics = z.array(z.enum(["line", "branch", "function", "condition", "statement"])).check(z.minLength(1));

/** Settings a gate of each kind may have. */
export const gateSchemas = {
  coverage: z.strictObject({
    ...common,
    kind: z.optional(z.literal("coverage")),
    scope: z.optional(say(text, "Name of a scope; absent: all measured source")),
    metrics: z.optional(say(metrics, "Metrics that are required; the lowest one counts")),
  }),
  tests: z.strictObject({
    ...common,
    kind: z.optional(z.literal("tests")),
    tests: z.optional(say(selector, "Which tests belong to this gate; a test belongs if any part matches")),
    minimumTests: z.optional(say(z.int().check(z.gte(1)), "Fewer selected tests than this leave the gate unmeasured")),
  }),
  compatibility: z.strictObject({
    ...common,
    kind: z.optional(z.literal("compatibility")),
    environments: z.optional(say(z.array(text).check(z.minLength(1)), "Environments it must work in")),
    results: z.optional(
      say(
        z.string().check(z.regex(/\{environment\}/)),
        "Where each environment's test report lies, with {environment} in it",
      ),
    ),
  }),
  benchmarks: z.strictObject({
    ...common,
    kind: z.optional(z.literal("benchmarks")),
    baseline: z.optional(say(text, "Committed benchmark report to compare with")),
    tolerance: z.optional(say(tolerance, 'How much worse a benchmark may be: "10%" or 0.1')),
    better: z.optional(say(z.enum(["smaller", "bigger"]), "Which way is better, for reports that do not say it")),
  }),
  documentation: z.strictObject({
    ...common,
    kind: z.optional(z.literal("documentation")),
    required: z.optional(
      say(z.array(text), "Paths that must be there and not be empty, where no documentation report is found"),
    ),
  }),
  findings: z.strictObject({
    ...common,
    kind: z.optional(z.literal("findings")),
    rules: z.optional(z.array(text)),
    levels: z.optional(z.array(z.enum(["error", "warning", "note"])).check(z.minLength(1))),
    scope: z.optional(text),
  }),
  mutation: z.strictObject({ ...common, kind: z.optional(z.literal("mutation")), scope: z.optional(text) }),
} as const;

const duration = z.string().check(z.regex(/^\d+(?:\.\d+)?\s*(?:s|m|h)$/));

export const runSchema = z.strictObject({
  name: say(text, "What the run is called in messages"),
  command: say(z.array(z.string()).check(z.minLength(1)), "Program and arguments; no shell"),
  directory: z.optional(say(z.string(), "Folder it runs in, relative to this one")),
  timeout: z.optional(say(duration, "Longest it may take: 90s, 20m, 1h")),
  environment: z.optional(say(z.record(z.string(), z.string()), "Environment variables beside the inherited ones")),
  writes: z.optional(say(globs, "Reports it is to write")),
});

export const justificationSchema = z.strictObject({
  file: say(text, "File of the gap"),
  symbol: z.optional(say(text, "Function, method or class of the gap")),
  code: z.optional(say(text, "Text of the gap; white space does not matter")),
  reason: say(text, "Why the gap is accepted"),
  by: say(text, "Who accepted it"),
  until: say(z.iso.date(), "Day it ends, at most a year ahead"),
  ticket: z.optional(z.string()),
});

export const reportsSchema = z.strictObject({
  coverage: z.optional(say(globs, "Coverage reports; absent: found by themselves")),
  tests: z.optional(say(globs, "Test reports; absent: found by themselves")),
  benchmarks: z.optional(say(globs, "Benchmark reports; absent: found by themselves")),
  documentation: z.optional(say(globs, "Documentation reports; absent: found by themselves")),
  findings: z.optional(say(globs, "SARIF and race detector reports; absent: found by themselves")),
  mutation: z.optional(say(globs, "Mutation test reports; absent: found by themselves")),
  paths: z.optional(
    say(
      z.array(z.strictObject({ from: z.string(), to: z.string() })),
      "Rules that map the beginning of a report's paths to a folder here",
    ),
  ),
  exclude: z.optional(say(globs, "Source files that do not count, such as generated ones")),
  sources: z.optional(
    say(globs, "Source files that reports are expected to mention; absent: derived from the reports"),
  ),
});

export const scopesSchema = z.record(text, z.array(scopeEntry));

/** readiness.json as it may be written; which keys a gate may have follows from its kind. */
export const configurationSchema = z.strictObject({
  $schema: z.optional(z.string()),
  profile: z.optional(say(z.enum(["production", "basic"]), "Ready set of gates")),
  scopes: z.optional(
    say(
      scopesSchema,
      "Named sets of code: globs, or a file with its symbols. critical and safety are the ones the profile's gates ask for",
    ),
  ),
  reports: z.optional(say(reportsSchema, "Where reports lie and how their paths map to files here")),
  run: z.optional(say(z.array(runSchema), "Commands that make the reports")),
  gates: z.optional(
    say(z.record(text, z.unknown()), "Settings of gates by their id; a gate of an own id needs a kind"),
  ),
  justifications: z.optional(say(z.array(justificationSchema), "Accepted gaps: who, why, until when")),
});
