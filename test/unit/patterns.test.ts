import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Node, parse } from "acorn";
import { transformSync } from "esbuild";
import { describe, it } from "mocha";
import { analyse } from "scslre";

interface Pattern {
  readonly source: string;
  readonly flags: string;
}

/** The regular expressions that a TypeScript file holds. */
function patternsOf(file: string): readonly Pattern[] {
  const { code } = transformSync(readFileSync(file, "utf8"), { loader: "ts", target: "es2023" });
  const found: Pattern[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (typeof value === "object" && value !== null && "type" in value) {
      const { regex } = value as Node & { readonly regex?: { readonly pattern: string; readonly flags: string } };
      if (regex === undefined) Object.values(value).forEach(visit);
      else found.push({ source: regex.pattern, flags: regex.flags });
    }
  };
  visit(parse(code, { ecmaVersion: "latest", sourceType: "module" }));
  return found;
}

/** What makes a pattern take more than linear time, and the character that an attacker or a bad disk would repeat. */
function slow(pattern: Pattern): readonly string[] {
  const { reports } = analyse(pattern, { reportTypes: { Trade: true, Self: true, Move: true } });
  return reports.map(
    ({ type, exponential, character }) => `${exponential ? "exponential" : type} with many ${character.literal.source}`,
  );
}

const files = readdirSync("src", { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .map((name) => join("src", name));

describe("Regular expressions of the product", () => {
  it("are found in its sources", () => {
    assert.ok(files.flatMap(patternsOf).length > 300);
  });

  it("are told when they are slow", () => {
    assert.deepEqual(slow({ source: "^(?:#.*\\s*)*ok", flags: "" }).length > 0, true);
    assert.deepEqual(slow({ source: "\\s+$", flags: "" }), ["Move with many \\s"]);
    assert.deepEqual(slow({ source: "^\\s+#", flags: "" }), []);
  });

  // A reader meets files of 100 MB in one line, and a report is not always written by a friend.
  for (const file of files) {
    const patterns = patternsOf(file);
    if (patterns.length === 0) continue;
    it(`take time in proportion to the text in ${file.replaceAll("\\", "/")}`, () => {
      const found = patterns.flatMap((pattern) => slow(pattern).map((why) => `/${pattern.source}/: ${why}`));
      assert.deepEqual(found, []);
    });
  }
});
