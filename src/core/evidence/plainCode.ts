/** How a language writes what is no code of its own. */
interface Lexis {
  readonly line: readonly string[];
  /** What becomes of a comment of several lines within another: null: there are none of several lines. */
  readonly blocks: "plain" | "nested" | null;
  /** Begins a text, up to the same sign, also over lines where `multiline` says so. Longer ones first. */
  readonly quotes: readonly { readonly mark: string; readonly multiline: boolean; readonly escapes: boolean }[];
}

const double = { mark: '"', multiline: false, escapes: true };
const single = { mark: "'", multiline: false, escapes: true };
const tripled = { mark: '"""', multiline: true, escapes: true };

export const lexes = {
  c: { line: ["//"], blocks: "plain", quotes: [double, single] },
  java: { line: ["//"], blocks: "plain", quotes: [tripled, double, single] },
  kotlin: { line: ["//"], blocks: "nested", quotes: [{ ...tripled, escapes: false }, double, single] },
  go: { line: ["//"], blocks: "plain", quotes: [double, single, { mark: "`", multiline: true, escapes: false }] },
  rust: { line: ["//"], blocks: "nested", quotes: [{ ...double, multiline: true }] },
  php: {
    line: ["//", "#"],
    blocks: "plain",
    quotes: [
      { ...double, multiline: true },
      { ...single, multiline: true },
    ],
  },
  script: { line: ["//"], blocks: "plain", quotes: [double, single, { mark: "`", multiline: true, escapes: true }] },
  python: {
    line: ["#"],
    blocks: null,
    quotes: [tripled, { ...tripled, mark: "'''" }, double, single],
  },
} as const satisfies Record<string, Lexis>;

/**
 * The text without what comments and texts say: a comment is a blank, a text is `""`; line breaks stay. null where one
 * that began has no end: what the rest is cannot be told.
 */
export function plainCode(text: string, { line, blocks, quotes }: Lexis): string | null {
  const marks = [...(blocks === null ? [] : ["/*"]), ...line, ...quotes.map(({ mark }) => mark)];
  const next = new RegExp(marks.map((mark) => mark.replace(/[/*"'`#]/g, "\\$&")).join("|"), "g");
  const parts: string[] = [];
  let from = 0;
  for (let found = next.exec(text); found !== null; found = next.exec(text)) {
    const at = found.index;
    const quote = quotes.find(({ mark }) => text.startsWith(mark, at));
    // "1'000" of C++ is one number.
    if (quote?.mark === "'" && /\w/.test(text[at - 1] ?? "") && /\w/.test(text[at + 1] ?? "")) continue;
    let end: number;
    let instead = " ";
    if (found[0] === "/*") end = commentEnd(text, at, blocks === "nested");
    else if (quote === undefined) end = lineEnd(text, at);
    else {
      end = textEnd(text, at, quote);
      instead = '""';
    }
    if (end === -1) return null;
    parts.push(text.slice(from, at), instead, text.slice(at, end).replace(/[^\n]+/g, ""));
    from = next.lastIndex = end;
  }
  parts.push(text.slice(from));
  return parts.join("");
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end === -1 ? text.length : end;
}

function commentEnd(text: string, at: number, nests: boolean): number {
  const mark = /\/\*|\*\//g;
  mark.lastIndex = at + 2;
  let depth = 1;
  for (let found = mark.exec(text); found !== null; found = mark.exec(text)) {
    if (found[0] === "*/") depth--;
    else if (nests) depth++;
    else mark.lastIndex = found.index + 1;
    if (depth === 0) return mark.lastIndex;
  }
  return -1;
}

function textEnd(text: string, at: number, { mark, multiline, escapes }: Lexis["quotes"][number]): number {
  for (let end = at + mark.length; end < text.length; end++) {
    if (escapes && text[end] === "\\") end++;
    else if (text.startsWith(mark, end)) return end + mark.length;
    else if (!multiline && text[end] === "\n") return -1;
  }
  return -1;
}
