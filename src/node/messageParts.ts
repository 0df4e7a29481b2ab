/**
 * A message that holds long lists goes in parts, so that who hears it is never held for long by one: an assessment may name
 * twenty thousand places. Plain data only.
 */

/** A message by itself, or without what its long lists hold: as many parts follow. */
export type Head<Message> = { readonly message: Message } | { readonly message: Message; readonly parts: number };

/** Some of the items of a list, in their order. A list within them is told later. */
export interface Part {
  /** Keys from the message to the list. */
  readonly path: readonly (string | number)[];
  readonly items: readonly unknown[];
}

/** Items of a list that go in one message. */
const mostItems = 200;

/** The messages that make up one, in the order they are to be sent. */
export function inParts<Message>(message: Message): readonly [Head<Message>, ...Part[]] {
  const parts: Part[] = [];
  const head = withoutLists(message, [], parts) as Message;
  return parts.length === 0 ? [{ message }] : [{ message: head, parts: parts.length }, ...parts];
}

function withoutLists(value: unknown, path: readonly (string | number)[], parts: Part[]): unknown {
  if (Array.isArray(value)) {
    if (value.length <= mostItems) return changed(value, path, parts);
    for (let from = 0; from < value.length; from += mostItems) {
      // The list is there before what the lists within it hold.
      const inner: Part[] = [];
      const items = value
        .slice(from, from + mostItems)
        .map((each, at) => withoutLists(each, [...path, from + at], inner));
      parts.push({ path, items }, ...inner);
    }
    return [];
  }
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  let other: Record<string, unknown> | null = null;
  for (const [key, each] of Object.entries(value)) {
    const now = withoutLists(each, [...path, key], parts);
    if (now === each) continue;
    other ??= { ...value };
    other[key] = now;
  }
  return other ?? value;
}

function changed(list: readonly unknown[], path: readonly (string | number)[], parts: Part[]): readonly unknown[] {
  let other: unknown[] | null = null;
  list.forEach((each, at) => {
    const now = withoutLists(each, [...path, at], parts);
    if (now === each) return;
    other ??= [...list];
    other[at] = now;
  });
  return other ?? list;
}

/** Puts messages together again. */
export class Parts<Message> {
  #open: { readonly message: Message; missing: number } | null = null;

  /** The message that this one completes; null: more is to come. */
  take(next: Head<Message> | Part): Message | null {
    if ("message" in next) {
      if (!("parts" in next)) return next.message;
      this.#open = { message: next.message, missing: next.parts };
      return null;
    }
    const open = this.#open;
    if (open === null) return null;
    const list = next.path.reduce<unknown>(
      (value, key) => (value as Record<string | number, unknown>)[key],
      open.message,
    );
    for (const item of next.items) (list as unknown[]).push(item);
    if (--open.missing > 0) return null;
    this.#open = null;
    return open.message;
  }
}
