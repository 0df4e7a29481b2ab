import { InvalidReport } from "./format.ts";

/** What the grammar wants next, in the words it is told in. */
type Expected =
  | "a value"
  | 'a value or "]"'
  | 'a key in quotes or "}"'
  | "a key in quotes"
  | "a colon"
  | "a comma or the end of the list"
  | "the end of the file";

/** Of a text only its opening quote. */
const token =
  /\s*(?:(")|((?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|NaN|-?Infinity)(?![\w.+-]))|([{}[\],:]))/y;

/** A number or word that may go on behind the end of the text. */
const cutScalar = /^(?:-?\d*(?:\.\d*)?(?:[eE][+-]?\d*)?|t|tr|tru|f|fa|fal|fals|n|nu|nul|N|Na|-?I\w{0,7})$/;
/** What may stand within a text. */
const textPart = /[^"\\\u0000-\u001f]+|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4})/y;
/** A NUL byte in place of a token or inside one. */
const nulNext = /^(?:"[^"\\\u0000-\u001f]*(?:\\[\s\S][^"\\\u0000-\u001f]*)*|[\w.+-]*)\u0000/;
/** Texts in which a NUL byte is looked for are no longer than this, in characters. */
const longestLook = 1 << 20;

/**
 * Says where and why a text is no JSON document, with the 1-based line (`firstLine` is the line that the text begins
 * on): cut off in the middle of what, or what stands where something else is expected. Engines word their own errors
 * differently from version to version, so this looks for itself.
 */
export function findDamage(text: string, firstLine = 1): InvalidReport {
  const open: ("{" | "[")[] = [];
  let expected: Expected = "a value";
  let at = 0;
  for (;;) {
    token.lastIndex = at;
    const found = token.exec(text);
    const next: Expected | null = found === null ? null : follow(expected, open, found);
    if (next === null) break;
    const end = found?.[1] === undefined ? token.lastIndex : endOfText(text, token.lastIndex);
    if (end === null) break;
    expected = next;
    at = end;
  }
  while (at < text.length && /\s/.test(text[at]!)) at++;
  const line = firstLine + newlines(text, at);
  const rest = text.slice(at, at + 40);
  if (nulNext.test(text.slice(at, at + longestLook)))
    return new InvalidReport("nul-byte", "it is not JSON: it holds a NUL byte", line);
  if (rest === "" || (text.length - at < 40 && cutScalar.test(rest))) return truncated(open.at(-1), line);
  if (rest.startsWith('"') && !closes(text, at + 1)) return truncated('"', line);
  return new InvalidReport(
    "syntax",
    `it is not JSON: ${expected} is expected, but there is ${JSON.stringify(rest.slice(0, 20))}`,
    line,
  );
}

/**
 * Where a text goes on behind its closing quote, or null where it holds what none may or does not close. Part by part: a
 * pattern of whole texts runs out of stack at some million escapes, which logs have.
 */
function endOfText(text: string, from: number): number | null {
  let at = from;
  for (;;) {
    textPart.lastIndex = at;
    if (!textPart.test(text)) return text[at] === '"' ? at + 1 : null;
    at = textPart.lastIndex;
  }
}

/** Whether a quote follows that is not escaped. */
function closes(text: string, from: number): boolean {
  let at = from;
  while (at < text.length && text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return at < text.length;
}

/** What comes after a token, or null where it may not stand there. `open` holds the objects and lists around it. */
function follow(expected: Expected, open: ("{" | "[")[], token: RegExpExecArray): Expected | null {
  const [, string, scalar, mark] = token;
  const afterValue = (): Expected => (open.length === 0 ? "the end of the file" : "a comma or the end of the list");
  const close = (): Expected => {
    open.pop();
    return afterValue();
  };
  switch (expected) {
    case "the end of the file":
      return null;
    case "a colon":
      return mark === ":" ? "a value" : null;
    case "a comma or the end of the list": {
      const isObject = open.at(-1) === "{";
      if (mark === ",") return isObject ? "a key in quotes" : "a value";
      return mark === (isObject ? "}" : "]") ? close() : null;
    }
    case "a key in quotes":
      return string === undefined ? null : "a colon";
    case 'a key in quotes or "}"':
      if (string !== undefined) return "a colon";
      return mark === "}" ? close() : null;
    default:
      if (string !== undefined || scalar !== undefined) return afterValue();
      if (mark === "{" || mark === "[") {
        open.push(mark);
        return mark === "{" ? 'a key in quotes or "}"' : 'a value or "]"';
      }
      return mark === "]" && expected !== "a value" ? close() : null;
  }
}

/** The document ends within a text, an object or a list; `inside` is what opens it. */
export function truncated(inside: "{" | "[" | '"' | undefined, line: number): InvalidReport {
  const places = {
    "{": "in the middle of an object",
    "[": "in the middle of a list",
    '"': "in the middle of a text",
    none: "before its first value ends",
  };
  return new InvalidReport(
    "truncated",
    `it ends ${places[inside ?? "none"]}, line ${line}: the file is truncated`,
    line,
  );
}

/** Newlines before a position. */
function newlines(text: string, end: number): number {
  let count = 0;
  for (let at = text.indexOf("\n"); at !== -1 && at < end; at = text.indexOf("\n", at + 1)) count++;
  return count;
}
