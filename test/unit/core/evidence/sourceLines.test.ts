import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import { classifyLines, exclusionMarkers, isKnownSource } from "../../../../src/core/evidence/sourceLines.ts";
import { findSymbol } from "../../../../src/core/evidence/symbols.ts";

const letters = { blank: "_", comment: "#", code: "c" };
const classes = (path: string, text: string) =>
  classifyLines(path, text)
    .all()
    .map((each) => letters[each])
    .join("");

describe("lines of source are blank, comment or code", () => {
  const rows: readonly (readonly [string, string, string])[] = [
    ["a.py", "x = 1\n\n# note\ny = '#'  # end\n", "c_#c"],
    ["a.py", 'def f():\n    """Doc.\n\n    # not a comment\n    """\n    return 1\n', "cccccc"],
    ["a.ts", "/* a\n   b */ let x = 1; // c\n// d\n\n/* e */\n", "#c#_#"],
    ["a.ts", "const s = `\n\n// text\n`;\n", "cccc"],
    ["a.ts", 'const url = "http://x"; // y\n', "c"],
    ["a.c", "#include <x.h>\n// c\nint x;\n", "c#c"],
    ["a.rs", "fn f<'a>(x: &'a str) {} // t\n", "c"],
    ["a.unknown", "# x\n\n// y\n", "c_c"],
    ["a.go", "package a\r\n\r\n// b\r\n", "c_#"],
  ];
  for (const [path, text, expected] of rows)
    it(`${path}: ${JSON.stringify(text)}`, () => assert.equal(classes(path, text), expected));
});

describe("the classes of a text", () => {
  const written = { blank: "", comment: "// note", code: "x();" };
  const anyLines = fc.array(fc.constantFrom("blank" as const, "comment" as const, "code" as const), { maxLength: 70 });

  it("are kept for every mixture of lines", () => {
    fc.assert(
      fc.property(anyLines, (lines) => {
        const found = classifyLines("a.c", lines.map((each) => `${written[each]}\n`).join(""));
        assert.deepEqual(found.all(), lines);
        assert.deepEqual(
          lines.map((_, at) => found.isCode(at + 1)),
          lines.map((each) => each === "code"),
        );
        assert.equal(found.codeLines, lines.filter((each) => each === "code").length);
        for (const outside of [0, -1, lines.length + 1]) assert.equal(found.at(outside), undefined);
        assert.equal(found.isCode(lines.length + 1), false);
      }),
    );
  });
});

describe("marks that leave code out of measuring are found", () => {
  for (const mark of [
    "# pragma: no cover",
    "// LCOV_EXCL_START",
    "/* istanbul ignore next */",
    "/* c8 ignore start */",
    "/* v8 ignore if */",
    "#[coverage(off)]",
    "// GCOVR_EXCL_LINE",
    "[ExcludeFromCodeCoverage]",
  ]) {
    it(mark, () =>
      assert.deepEqual(
        exclusionMarkers(`a\nb ${mark}\n`).map((each) => each.line),
        [2],
      ),
    );
  }
  it("and words about covers are not", () => assert.deepEqual(exclusionMarkers("the cover has no pragma\n"), []));
});

describe("a file whose name is a word of the runtime's", () => {
  it("is of no known language, and all its lines are code", () => {
    for (const path of ["a.constructor", "src/a.__proto__"]) {
      assert.equal(isKnownSource(path), false);
      assert.equal(classes(path, "# x\n"), "c");
    }
  });
});

describe("a symbol is found where it is defined", () => {
  const python =
    "import x\n\ndef clip(\n    value,\n    limit,\n):\n    if value:\n        return limit\n\n    return value\n\n\nclass Guard:\n    def check(self):\n        return 1\n\n    async def other(self):\n        return 2\n\nclip(1, 2)\n";
  const script =
    "export function clip(value: number): number {\n  if (value) { return '}' ? 1 : 2; }\n  return 0;\n}\n\nclass Guard {\n  check(a: number) {\n    return clip(a);\n  }\n}\n\nexport const wide = (x: number) => {\n  return x;\n};\nexport const short = (x: number) => x + 1;\n";
  const rows: readonly (readonly [string, string, string, readonly (readonly [number, number])[]])[] = [
    ["a.py", python, "clip", [[3, 10]]],
    ["a.py", python, "Guard", [[13, 18]]],
    ["a.py", python, "Guard.check", [[14, 15]]],
    ["a.py", python, "Guard.other", [[17, 18]]],
    ["a.py", python, "missing", []],
    ["a.ts", script, "clip", [[1, 4]]],
    ["a.ts", script, "Guard", [[6, 10]]],
    ["a.ts", script, "Guard.check", [[7, 9]]],
    ["a.ts", script, "wide", [[12, 14]]],
    ["a.ts", script, "short", [[15, 15]]],
    ["a.go", "func (g *Guard) Clip(x int) int {\n\treturn x\n}\n", "Clip", [[1, 3]]],
    ["a.c", "static int clip(int x)\n{\n  return x;\n}\nint y = clip(3);\n", "clip", [[1, 4]]],
    ["A.java", "class A {\n  public static double clip(double x) {\n    return x;\n  }\n}\n", "A.clip", [[2, 4]]],
    ["a.rs", "pub fn clip(x: f64) -> f64 {\n    x\n}\n", "clip", [[1, 3]]],
  ];
  for (const [path, text, name, expected] of rows) {
    it(`${name} in ${path}`, () =>
      assert.deepEqual(
        findSymbol(path, text, name).map((range) => [range.line, range.endLine]),
        expected,
      ));
  }
});
