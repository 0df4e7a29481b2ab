import { parseArgs } from "node:util";
import type { Level } from "../core/model/assessment.ts";
import { type Target, targets } from "../node/convert/formats.ts";
import { UsageError } from "./usage.ts";

type Format = "text" | "json" | "markdown";
type Command = "assess" | "run" | "inspect" | "convert" | "explain" | "init" | "schema" | "help" | "version";

/** A call of the command line, checked. */
export interface Call {
  readonly command: Command;
  readonly operands: readonly string[];
  readonly format: Format;
  readonly outputs: readonly string[];
  readonly require: Level;
  /** For convert: what to write. */
  readonly to: Target | null;
  readonly colour: boolean | null;
  readonly quiet: boolean;
  readonly force: boolean;
  /** For assess and run: what is there is a whole run, whatever it looks like. */
  readonly acceptRun: boolean;
  /** For assess: path rules that are proposed go into readiness.json. */
  readonly acceptPaths: boolean;
}

const commands: readonly Command[] = ["assess", "run", "inspect", "convert", "explain", "init", "schema"];
const formats: readonly Format[] = ["text", "json", "markdown"];
/** Levels that can be asked for, the highest first. */
export const requirable: readonly Level[] = [
  "production-ready",
  "conditionally-ready",
  "needs-improvement",
  "not-ready",
];

const options = {
  format: { type: "string" },
  json: { type: "boolean" },
  output: { type: "string", multiple: true, short: "o" },
  require: { type: "string" },
  to: { type: "string" },
  "no-color": { type: "boolean" },
  color: { type: "boolean" },
  quiet: { type: "boolean", short: "q" },
  force: { type: "boolean" },
  "accept-run": { type: "boolean" },
  "accept-paths": { type: "boolean" },
  help: { type: "boolean", short: "h" },
  version: { type: "boolean" },
} as const;

/** Reads the arguments. Throws `UsageError` with the sentence to show. */
export function parseCall(args: readonly string[]): Call {
  let parsed: ReturnType<typeof parseArgs<{ options: typeof options; allowPositionals: true; args: string[] }>>;
  try {
    parsed = parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    const unknown = /'(--?[^' ]+)/.exec((error as Error).message)?.[1];
    const near = unknown === undefined ? undefined : nearest(unknown.replace(/^-+/, ""), Object.keys(options));
    throw new UsageError(
      `${(error as Error).message.split(". ")[0]}${near === undefined ? "" : `: did you mean --${near}?`}`,
    );
  }
  const { values, positionals } = parsed;
  const [first, ...rest] = positionals;
  const named = commands.find((command) => command === first);
  const command: Command = values.help === true ? "help" : values.version === true ? "version" : (named ?? "assess");
  const operands = named === undefined ? positionals : rest;
  const format = values.json === true ? "json" : (values.format ?? "text");
  if (!formats.includes(format as Format))
    throw new UsageError(`--format is "${format}": allowed are ${formats.join(", ")}`);
  const require = values.require ?? "conditionally-ready";
  if (!requirable.includes(require as Level))
    throw new UsageError(`--require is "${require}": allowed are ${requirable.join(", ")}`);
  if (command === "inspect" && operands.length === 0) throw new UsageError("inspect needs at least one file");
  if (command === "explain" && operands.length === 0) throw new UsageError("explain needs the id of a gate");
  const to = targets.find((target) => target === values.to) ?? null;
  if (values.to !== undefined && to === null)
    throw new UsageError(`--to is "${values.to}": allowed are ${targets.join(", ")}`);
  if (command === "convert" && operands.length === 0) throw new UsageError("convert needs a file");
  if (command === "convert" && to === null) throw new UsageError(`convert needs --to: ${targets.join(", ")}`);
  const most =
    command === "explain" ? 2 : command === "inspect" ? Number.POSITIVE_INFINITY : command === "schema" ? 0 : 1;
  if (operands.length > most) {
    const near = named === undefined && first !== undefined ? nearest(first, commands) : undefined;
    throw new UsageError(
      `too many arguments: "${operands[most]}"${near === undefined ? "" : `; did you mean the command ${near}?`}`,
    );
  }
  return {
    command,
    operands,
    format: format as Format,
    outputs: values.output ?? [],
    require: require as Level,
    to,
    colour: values["no-color"] === true ? false : values.color === true ? true : null,
    quiet: values.quiet === true,
    force: values.force === true,
    acceptRun: values["accept-run"] === true,
    acceptPaths: values["accept-paths"] === true,
  };
}

/** The known word that shares the longest beginning, of three letters at least. */
function nearest(word: string, known: readonly string[]): string | undefined {
  const shared = (other: string) => [...word].findIndex((letter, at) => other[at] !== letter);
  const scored = known
    .map((each) => ({ each, length: shared(each) === -1 ? word.length : shared(each) }))
    .sort((a, b) => b.length - a.length)[0];
  return scored !== undefined && scored.length >= Math.min(3, word.length) ? scored.each : undefined;
}
