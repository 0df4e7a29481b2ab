import { InvalidReport } from "./format.ts";
import type { XmlTag } from "./xmlTag.ts";

/** How much of a damaged row is quoted, in characters. */
const mostQuoted = 80;

/**
 * A row whose count or line number can not be read: without it every total would be one smaller than it is, so that it
 * makes the report invalid. `what` completes "… is no".
 */
export function damagedRow(row: string, what: string, line?: number): InvalidReport {
  return new InvalidReport("malformed-line", `"${row.slice(0, mostQuoted)}" is no ${what}`, line);
}

/** The error with the path of the source that it is of; once is enough. */
export function inFile(error: unknown, path: string): unknown {
  if (!(error instanceof InvalidReport)) return error;
  const { code, message, line } = error.problem;
  const place = ` (in "${path}")`;
  return message.endsWith(place) ? error : new InvalidReport(code, message + place, line);
}

/** The same of an element, at its line. */
export function damagedTag(tag: XmlTag, what: string): InvalidReport {
  const attributes = [...tag.all()].map(([name, value]) => ` ${name}="${value}"`);
  return damagedRow(`<${tag.name}${attributes.join("")}>`, what, tag.line);
}

/** The same of a value in JSON; `what` says where it stands, too. */
export function damagedValue(value: unknown, what: string): InvalidReport {
  return damagedRow(typeof value === "number" ? String(value) : (JSON.stringify(value) ?? "nothing"), what);
}

/** An attribute that may be absent, which is NaN then. One that is there and no number is damage: see `damagedRow`. */
export function numberOrAbsent(tag: XmlTag, attribute: string, likely?: number): number {
  const number = tag.number(attribute, likely);
  if (Number.isNaN(number) && tag.has(attribute)) throw damagedTag(tag, `${tag.name} whose "${attribute}" is a number`);
  return number;
}
