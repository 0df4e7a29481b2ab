import type { FileBuilder } from "./coverageBuilder.ts";
import { InvalidReport } from "./format.ts";
import { asObject, type JsonObject } from "./head.ts";
import { number, numbers, onlyObjects, text } from "./jsonValues.ts";
import { lineSumOf } from "./lineSum.ts";

const encoder = new TextEncoder();

/**
 * Rows that the JSON of gcov and of gcovr share. The same line stands once for every template instance and every
 * function that holds it: hits are added, and an arm is known by its place in the line's list.
 */
export function readGcovLine(line: JsonObject, into: FileBuilder): void {
  const lineNumber = number(line["line_number"]);
  const count = number(line["count"]);
  if (lineNumber === null || count === null)
    throw new InvalidReport("structure", 'a line has no "line_number" and "count"');
  const md5 = encoder.encode(text(line["gcovr/md5"]) ?? "");
  into.line(lineNumber, count, lineSumOf(md5, 0, md5.length));
  onlyObjects(line["branches"]).forEach((branch, at) => {
    if (branch["gcovr/excluded"] === true) return;
    const hits = number(branch["count"]);
    if (hits === null) throw new InvalidReport("structure", `a branch of line ${lineNumber} has no "count"`);
    into.branch(lineNumber, at, hits, branchLabel(branch));
  });
  onlyObjects(line["conditions"]).forEach((decision, at) => {
    if (decision["gcovr/excluded"] !== true) readConditions(decision, at, lineNumber, into);
  });
}

function branchLabel(branch: JsonObject): string {
  return branch["throw"] === true ? "exception" : branch["fallthrough"] === true ? "fallthrough" : "";
}

/** "count" outcomes, two for each condition; the missing ones are listed by the number of their condition. */
function readConditions(decision: JsonObject, at: number, line: number, into: FileBuilder): void {
  const [total, covered] = [number(decision["count"]), number(decision["covered"])];
  if (total === null || covered === null)
    throw new InvalidReport("structure", `a decision of line ${line} has no "count" and "covered"`);
  const missing = [numbers(decision["not_covered_true"]), numbers(decision["not_covered_false"])];
  const isListed = missing.every((list) => list !== null) && (missing.flat().length === total - covered || total === 0);
  for (let outcome = 0; outcome < total && outcome < 256; outcome++) {
    const condition = outcome >> 1;
    const isCovered = isListed ? missing[outcome & 1]?.includes(condition) === false : outcome < covered;
    const label = isListed ? `condition ${condition + 1} ${(outcome & 1) === 0 ? "true" : "false"}` : "";
    into.condition(line, at * 256 + outcome, isCovered ? 1 : 0, label);
  }
}

interface GcovFunction {
  readonly name: string;
  readonly line: number;
  readonly end: number;
  hits: number;
}

/** Functions of one report: the same one of a header stands once for every object file, and its calls are added. */
export class GcovFunctions {
  readonly #found = new Map<string, GcovFunction & { readonly into: FileBuilder }>();

  /** `startKey` names the key of the first line. */
  add(each: JsonObject, startKey: string, path: string, into: FileBuilder): void {
    const hits = number(each["execution_count"]);
    if (hits === null) throw new InvalidReport("structure", 'a function has no "execution_count"');
    const mangled = text(each["name"]) ?? text(each["demangled_name"]) ?? "";
    const name = text(each["demangled_name"]) ?? mangled;
    const [line, end] = [number(each[startKey]) ?? 0, number(each["end_line"]) ?? 0];
    this.count(path, into, { name, line, end, hits }, mangled);
  }

  /** `identity`: the name that tells it apart from others of its line. */
  count(path: string, into: FileBuilder, each: GcovFunction, identity = each.name): void {
    const key = `${path}\n${identity}\n${each.line}`;
    const known = this.#found.get(key);
    if (known !== undefined) known.hits += Math.max(each.hits, 0);
    else this.#found.set(key, { ...each, hits: Math.max(each.hits, 0), into });
  }

  finish(): void {
    for (const { into, name, line, end, hits } of this.#found.values()) into.function(name, line, end, hits);
  }
}

/** The file's path under one of the names it has had. */
export function pathOf(file: unknown, ...keys: readonly string[]): string {
  const found = asObject(file);
  for (const key of keys) {
    const path = text(found?.[key]);
    if (path !== null) return path;
  }
  throw new InvalidReport("structure", `a file has no "${keys[0]}"`);
}
