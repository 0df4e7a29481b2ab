import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { describe, it } from "mocha";
import { formats } from "../../src/core/formats/index.ts";
import type { ReportKind } from "../../src/core/model/report.ts";

const kinds: Readonly<Record<ReportKind, string>> = {
  coverage: "Coverage",
  tests: "Tests",
  benchmarks: "Benchmarks",
  documentation: "Documentation",
  findings: "Findings",
  mutation: "Mutation",
};

/** The formats as FEATURES.md lists them, derived from the one list. `UPDATE_DOCS=1` writes it. */
function table(): string {
  const rows = Object.entries(kinds).flatMap(([kind, title]) =>
    formats
      .filter((format) => format.kind === kind)
      .map((format) => `| ${title} | ${format.title} | \`${format.id}\` |`),
  );
  return ["| kind | format | id |", "|---|---|---|", ...rows].join("\n");
}

describe("FEATURES.md", () => {
  it("lists every report format there is", () => {
    const text = readFileSync("FEATURES.md", "utf8");
    const [before, rest] = text.split("<!-- formats -->\n");
    const after = rest!.slice(rest!.indexOf("<!-- /formats -->"));
    const expected = `${before}<!-- formats -->\n${table()}\n${after}`;
    if (process.env["UPDATE_DOCS"] === "1") writeFileSync("FEATURES.md", expected);
    else assert.equal(text, expected, "run the unit tests once with UPDATE_DOCS=1");
  });
});

describe("The list of formats", () => {
  it("has one id for each, in kebab-case, with patterns of where it is looked for", () => {
    const ids = formats.map((format) => format.id);
    assert.equal(new Set(ids).size, ids.length);
    for (const { id, patterns, title } of formats) {
      assert.match(id, /^[a-z0-9]+(?:-[a-z0-9]+)*$/);
      assert.ok(patterns.length > 0, id);
      assert.ok(title.length > 2, id);
    }
  });
});
