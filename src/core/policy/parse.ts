import { findNodeAtLocation, type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import { en } from "zod/locales";
import * as z from "zod/mini";
import type { ConfigurationProblem } from "../model/assessment.ts";
import type { GateSettings, Justification, Policy, ReportSettings, RunCommand, Scope, TestSelector } from "./policy.ts";
import { profiles } from "./profiles.ts";
import {
  configurationSchema,
  gateSchemas,
  justificationSchema,
  reportsSchema,
  runSchema,
  scopesSchema,
} from "./schema.ts";

z.config(en());

/** What a readiness.json says, complete: what it leaves out is the profile's. */
interface ParsedPolicy {
  readonly policy: Policy;
  /** In order of place. Parts with errors are left out; the rest applies. */
  readonly problems: readonly ConfigurationProblem[];
  /** Canonical text of the effective policy: equal texts measure alike. */
  readonly hashText: string;
}

type Path = readonly (string | number)[];

/** How long a command may take that says nothing of it, in seconds. */
const defaultTimeout = 20 * 60;

/**
 * Reads readiness.json: JSON with comments and trailing commas.
 *
 * @param text the file's text; null: there is none, and the default profile applies
 * @param today ISO date, for how long justifications may last
 */
export function parsePolicy(text: string | null, today: string): ParsedPolicy {
  const reader = new PolicyReader(text ?? "{}", today);
  const policy = reader.policy();
  const { justifications: _, run: __, ...measured } = policy;
  return {
    policy,
    problems: reader.problems.sort((a, b) => (a.offset ?? 0) - (b.offset ?? 0)),
    hashText: canonical({ ...measured, justifications: policy.justifications }),
  };
}

/** JSON with keys in order, so that equal values have equal texts. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, each]) => `${JSON.stringify(key)}:${canonical(each)}`).join(",")}}`;
}

class PolicyReader {
  readonly problems: ConfigurationProblem[] = [];
  readonly #tree: Node | undefined;
  readonly #root: Readonly<Record<string, unknown>>;
  readonly #today: string;

  constructor(text: string, today: string) {
    this.#today = today;
    const errors: ParseError[] = [];
    this.#tree = parseTree(text, errors, { allowTrailingComma: true, disallowComments: false });
    for (const error of errors.slice(0, 5)) {
      const message = `readiness.json is not JSON here: ${printParseErrorCode(error.error)
        .replace(/([A-Z])/g, " $1")
        .trim()
        .toLowerCase()}`;
      this.problems.push({
        severity: "error",
        code: "syntax",
        message,
        path: [],
        offset: error.offset,
        length: Math.max(1, error.length),
      });
    }
    const value = this.#tree === undefined ? undefined : plainValue(this.#tree);
    if (typeof value === "object" && value !== null && !Array.isArray(value))
      this.#root = value as Record<string, unknown>;
    else {
      this.#root = {};
      if (errors.length === 0) this.#problem("error", "not-an-object", "readiness.json holds no object", []);
    }
  }

  policy(): Policy {
    const known = Object.keys(configurationSchema.shape);
    for (const key of Object.keys(this.#root)) if (!known.includes(key)) this.#unknownKey([key], key, known);
    const profile = this.#profile();
    const scopes = this.#part("scopes", scopesSchema);
    const reports = this.#part("reports", reportsSchema);
    return {
      profile: profile.id,
      scopes: Object.fromEntries(Object.entries(scopes ?? {}).map(([name, entries]) => [name, scopeOf(entries)])),
      reports: reportSettings(reports),
      run: this.#list("run", runSchema).map(({ value }) => runCommand(value)),
      gates: this.#gates(profile.gates, new Set(Object.keys(scopes ?? {}))),
      justifications: this.#list("justifications", justificationSchema).flatMap(({ value, path }) =>
        this.#justification(value, path),
      ),
    };
  }

  #profile() {
    const named = this.#root["profile"];
    const found = named === undefined ? profiles[0] : profiles.find((profile) => profile.id === named);
    if (found === undefined) {
      this.#problem(
        "error",
        "unknown-profile",
        `profile is ${show(named)}: allowed are ${profiles.map((profile) => `"${profile.id}"`).join(", ")}`,
        ["profile"],
      );
    }
    return found ?? profiles[0]!;
  }

  /** A part of the file as its schema reads it; with problems, the part without its wrong members. */
  #part<T extends z.ZodMiniType>(key: string, schema: T): z.infer<T> | undefined {
    return this.#read([key], this.#root[key], schema);
  }

  #read<T extends z.ZodMiniType>(path: Path, value: unknown, schema: T): z.infer<T> | undefined {
    if (value === undefined) return undefined;
    const result = schema.safeParse(value);
    if (result.success) return result.data;
    for (const issue of result.error.issues) this.#issue(path, issue, value);
    const pruned = prune(value, result.error.issues);
    if (pruned === undefined) return undefined;
    const again = schema.safeParse(pruned);
    return again.success ? again.data : undefined;
  }

  #list<T extends z.ZodMiniType>(key: string, schema: T): { value: z.infer<T>; path: Path }[] {
    const list = this.#root[key];
    if (list === undefined) return [];
    if (!Array.isArray(list)) {
      this.#problem("error", "type", `${key} is ${show(list)}: it is a list`, [key]);
      return [];
    }
    return list.flatMap((each, at) => {
      const result = schema.safeParse(each);
      if (result.success) return [{ value: result.data, path: [key, at] }];
      for (const issue of result.error.issues) this.#issue([key, at], issue, each);
      return [];
    });
  }

  #gates(defaults: readonly GateSettings[], scopes: ReadonlySet<string>): GateSettings[] {
    const written = this.#root["gates"];
    if (written === undefined) return [...defaults];
    if (typeof written !== "object" || written === null || Array.isArray(written)) {
      this.#problem("error", "type", `gates is ${show(written)}: it is an object of gates by their id`, ["gates"]);
      return [...defaults];
    }
    const own = written as Readonly<Record<string, unknown>>;
    const gates = defaults.map((gate) => (own[gate.id] === undefined ? gate : this.#gate(gate, own[gate.id])));
    for (const [id, value] of Object.entries(own)) {
      if (defaults.some((gate) => gate.id === id)) continue;
      const base = this.#ownGate(id, value, defaults);
      if (base !== null) gates.push(this.#gate(base, value));
    }
    for (const gate of gates) {
      if (
        (gate.kind === "coverage" || gate.kind === "findings" || gate.kind === "mutation") &&
        gate.scope !== null &&
        own[gate.id] !== undefined &&
        !scopes.has(gate.scope) &&
        defaults.every((each) => each.id !== gate.id)
      ) {
        this.#problem(
          "error",
          "unknown-scope",
          `gates.${gate.id}.scope is "${gate.scope}": declared scopes are ${[...scopes].map((scope) => `"${scope}"`).join(", ") || "none"}`,
          ["gates", gate.id, "scope"],
        );
      }
    }
    return gates;
  }

  /** A gate that no profile has: its kind says what it may hold. */
  #ownGate(id: string, value: unknown, defaults: readonly GateSettings[]): GateSettings | null {
    const kind = typeof value === "object" && value !== null ? (value as Record<string, unknown>)["kind"] : undefined;
    const common = {
      id,
      title: id.replaceAll("_", " ").replace(/^./, (letter) => letter.toUpperCase()),
      threshold: 100,
      weight: 0,
      critical: false,
      notApplicable: null,
    };
    switch (kind) {
      case "coverage":
        return { ...common, kind, scope: null, metrics: ["line"] };
      case "tests":
        return { ...common, kind, select: { files: [], names: [], classes: [], properties: {} }, minimumTests: 1 };
      case "compatibility":
        return { ...common, kind, environments: [], results: null };
      case "benchmarks":
        return { ...common, kind, baseline: null, tolerance: 0.1, better: null };
      case "documentation":
        return { ...common, kind, required: [] };
      case "findings":
        return { ...common, kind, rules: [], levels: ["error"], scope: null };
      case "mutation":
        return { ...common, kind, scope: null };
      case undefined: {
        const ids = defaults.map((gate) => gate.id);
        this.#problem(
          "error",
          "unknown-gate",
          `gates.${id}: the profile has no such gate${didYouMean(id, ids)}; a gate of your own needs a "kind": ${Object.keys(gateSchemas).join(", ")}`,
          ["gates", id],
        );
        return null;
      }
      default:
        this.#problem(
          "error",
          "unknown-kind",
          `gates.${id}.kind is ${show(kind)}: allowed are ${Object.keys(gateSchemas).join(", ")}`,
          ["gates", id, "kind"],
        );
        return null;
    }
  }

  /** A gate with what is written laid over it. Wrong settings are told of, and the default stays for them. */
  #gate(base: GateSettings, value: unknown): GateSettings {
    const path = ["gates", base.id];
    const written = this.#read(path, value, gateSchemas[base.kind]) as Readonly<Record<string, unknown>> | undefined;
    if (written === undefined) return base;
    const { tests, tolerance, kind: _, ...rest } = written;
    const laid = { ...base, ...withoutUndefined(rest) } as GateSettings;
    if (laid.kind === "tests" && tests !== undefined)
      return { ...laid, select: selectorOf(tests as Partial<TestSelector>) };
    if (laid.kind === "benchmarks" && tolerance !== undefined)
      return {
        ...laid,
        tolerance: typeof tolerance === "number" ? tolerance : Number.parseFloat(tolerance as string) / 100,
      };
    if (laid.kind === "compatibility" && laid.environments.length > 0 !== (laid.results !== null)) {
      const missing = laid.results === null ? "results" : "environments";
      this.#problem(
        "error",
        "incomplete",
        `gates.${base.id} lacks "${missing}": environments and results go together`,
        path,
      );
    }
    return laid;
  }

  #justification(value: z.infer<typeof justificationSchema>, path: Path): Justification[] {
    const last = new Date(`${this.#today}T00:00:00Z`);
    last.setUTCFullYear(last.getUTCFullYear() + 1);
    const latest = last.toISOString().slice(0, 10);
    if (value.until > latest) {
      this.#problem(
        "error",
        "too-long",
        `${place([...path, "until"])} is "${value.until}": a justification lasts a year at most, until ${latest}`,
        [...path, "until"],
      );
      return [];
    }
    if (value.until < this.#today) {
      this.#problem("warning", "expired", `${place(path)} expired on ${value.until}: its gap counts again`, [
        ...path,
        "until",
      ]);
    }
    return [
      {
        file: value.file,
        symbol: value.symbol ?? null,
        code: value.code ?? null,
        reason: value.reason,
        by: value.by,
        until: value.until,
        ticket: value.ticket ?? null,
      },
    ];
  }

  #issue(base: Path, issue: z.core.$ZodIssue, value: unknown): void {
    const path = [...base, ...(issue.path as (string | number)[])];
    if (issue.code === "unrecognized_keys") {
      for (const key of issue.keys) this.#unknownKey([...path, key], key, allowedKeys(base));
      return;
    }
    const found = issue.path.reduce<unknown>(
      (each, key) => (each as Record<PropertyKey, unknown> | undefined)?.[key],
      value,
    );
    const missing = found === undefined;
    this.#problem(
      "error",
      issue.code,
      missing ? `${place(path)} is missing` : `${place(path)} is ${show(found)}: ${allowed(issue)}`,
      missing ? path.slice(0, -1) : path,
    );
  }

  #unknownKey(path: Path, key: string, known: readonly string[]): void {
    this.#problem(
      "error",
      "unknown-key",
      `${place(path)} is no key of readiness.json${didYouMean(key, known)}${known.length > 0 ? `; allowed are ${known.filter((each) => each !== "$schema").join(", ")}` : ""}`,
      path,
    );
  }

  #problem(severity: ConfigurationProblem["severity"], code: string, message: string, path: Path): void {
    const node = this.#tree === undefined ? undefined : nearestNode(this.#tree, path);
    this.problems.push({
      severity,
      code,
      message,
      path: [...path],
      offset: node?.offset ?? null,
      length: node?.length ?? 0,
    });
  }
}

/** Keys that the part of the file at this path may hold. */
function allowedKeys(base: Path): string[] {
  if (base[0] === "gates" || base[0] === undefined) return [];
  const schemas: Readonly<Record<string, { shape: object }>> = {
    reports: reportsSchema,
    run: runSchema,
    justifications: justificationSchema,
  };
  const schema = schemas[String(base[0])];
  return schema === undefined ? [] : Object.keys(schema.shape);
}

/** The node of a key, or of the nearest one around it that is there; for a key with an object, the key itself. */
function nearestNode(tree: Node, path: Path): Node | undefined {
  for (let length = path.length; length >= 0; length--) {
    const node = findNodeAtLocation(tree, path.slice(0, length) as (string | number)[]);
    if (node === undefined) continue;
    const key = node.parent?.type === "property" ? node.parent.children?.[0] : undefined;
    return (node.type === "object" || node.type === "array") && key !== undefined ? key : node;
  }
  return undefined;
}

function plainValue(node: Node): unknown {
  if (node.type === "array") return (node.children ?? []).map(plainValue);
  if (node.type !== "object") return node.value as unknown;
  const value: Record<string, unknown> = {};
  for (const { children } of node.children ?? []) {
    if (children?.[0] === undefined || children[1] === undefined) continue;
    Object.defineProperty(value, String(children[0].value), {
      value: plainValue(children[1]),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return value;
}

/** The value without the members that issues name, or undefined where it is wrong as a whole. */
function prune(value: unknown, issues: readonly z.core.$ZodIssue[]): unknown {
  let pruned = structuredClone(value);
  for (const issue of issues) {
    const paths = issue.code === "unrecognized_keys" ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
    for (const path of paths) {
      if (path.length === 0) return undefined;
      const holder = path
        .slice(0, -1)
        .reduce<unknown>((each, key) => (each as Record<PropertyKey, unknown> | undefined)?.[key], pruned);
      const key = path.at(-1)!;
      if (Array.isArray(holder)) holder[Number(key)] = undefined;
      else if (typeof holder === "object" && holder !== null) delete (holder as Record<PropertyKey, unknown>)[key];
    }
  }
  pruned = dropHoles(pruned);
  return pruned;
}

function dropHoles(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((each) => each !== undefined).map(dropHoles);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, dropHoles(each)]));
}

function withoutUndefined(value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined));
}

/** A path as people write it: gates.test_pass_rate.weight, run[0].name. */
function place(path: Path): string {
  return path.map((key, at) => (typeof key === "number" ? `[${key}]` : at === 0 ? key : `.${key}`)).join("");
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** What a value would have to be, in words. */
function allowed(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "too_small":
      return issue.origin === "string"
        ? "it is not empty"
        : issue.origin === "array"
          ? "it has at least one entry"
          : `it is a number from ${issue.minimum} up`;
    case "too_big":
      return `it is a number up to ${issue.maximum}`;
    case "invalid_value":
      return `allowed are ${issue.values.map((each) => JSON.stringify(each)).join(", ")}`;
    case "invalid_type":
      return `it is ${/^[aeiou]/.test(issue.expected) ? "an" : "a"} ${issue.expected}`;
    case "invalid_format":
      return formats[String(issue.path.at(-1))] ?? "it is written in another way";
    case "invalid_union":
      return "it is written in another way";
    default:
      return issue.message ?? "it is not allowed";
  }
}

const formats: Readonly<Record<string, string>> = {
  until: "it is a day such as 2027-03-01",
  timeout: "it is a time such as 90s, 20m or 1h",
  tolerance: 'it is a part such as "10%" or 0.1',
  results: 'it has "{environment}" in it',
};

/** The key that is nearest in spelling, as a question; "" where none is near. */
function didYouMean(key: string, known: readonly string[]): string {
  const near = known
    .map((each) => ({ each, distance: editDistance(key.toLowerCase(), each.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)[0];
  return near !== undefined && near.distance <= Math.max(2, key.length / 3) ? `: did you mean "${near.each}"?` : "";
}

/** Levenshtein's distance. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
    row = next;
  }
  return row[b.length]!;
}

function scopeOf(entries: readonly (string | { file: string; symbols: string[] })[]): Scope {
  return entries.map((entry) => (typeof entry === "string" ? { file: entry, symbols: null } : entry));
}

function selectorOf(written: Partial<TestSelector>): TestSelector {
  return {
    files: written.files ?? [],
    names: written.names ?? [],
    classes: written.classes ?? [],
    properties: written.properties ?? {},
  };
}

function reportSettings(written: z.infer<typeof reportsSchema> | undefined): ReportSettings {
  const { paths, exclude, sources, ...kinds } = written ?? {};
  return {
    patterns: withoutUndefined(kinds) as ReportSettings["patterns"],
    paths: paths ?? [],
    exclude: exclude ?? [],
    sources: sources ?? null,
  };
}

const secondsOf: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };

function runCommand(written: z.infer<typeof runSchema>): RunCommand {
  const timeout = written.timeout?.trim();
  return {
    name: written.name,
    command: written.command as [string, ...string[]],
    directory: written.directory ?? "",
    timeoutSeconds: timeout === undefined ? defaultTimeout : Number.parseFloat(timeout) * secondsOf[timeout.at(-1)!]!,
    environment: written.environment ?? {},
    writes: written.writes ?? null,
  };
}
