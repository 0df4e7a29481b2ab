import { damagedValue } from "./damagedRow.ts";
import { asObject, type JsonObject } from "./head.ts";

/** Members of JSON values as one type or null: what a reader of foreign documents asks all the time. */

export function text(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

export function number(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

export function numbers(value: unknown): readonly number[] | null {
  return Array.isArray(value) && value.every((each) => typeof each === "number") ? (value as number[]) : null;
}

/** An object's members that are numbers, those of the given names alone: a report's own summary. */
export function numericMembers(
  object: JsonObject | null,
  names: readonly string[] = Object.keys(object ?? {}),
): Readonly<Record<string, number>> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = number(object?.[name]);
      return value === null ? [] : [[name, value]];
    }),
  );
}

/** A figure that may be absent, or null, which is NaN then; anything else but a number is damage. */
export function figure(value: unknown, name: string): number {
  if (value === undefined || value === null) return Number.NaN;
  if (typeof value !== "number") throw damagedValue(value, `number for "${name}"`);
  return value;
}

/** The objects of a list; what is no list is empty. */
export function objects(value: unknown): readonly JsonObject[] {
  const found: JsonObject[] = [];
  for (const each of Array.isArray(value) ? value : []) {
    const object = asObject(each);
    if (object !== null) found.push(object);
  }
  return found;
}

/** Any value as a text, for showing: of an object `String` makes nothing, and throws where its members have such names. */
export function asText(value: unknown): string {
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value);
}

/** The objects of a list that is counted: anything else in it, or in its place, is damage. What is absent is empty. */
export function onlyObjects(value: unknown): readonly JsonObject[] {
  const list = value ?? [];
  if (!Array.isArray(list)) throw damagedValue(value, "list");
  return list.map((each: unknown) => {
    const object = asObject(each);
    if (object === null) throw damagedValue(each, "object, as the others of its list");
    return object;
  });
}
