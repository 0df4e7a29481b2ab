import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { CoverageBuilder } from "../../../../src/core/formats/coverageBuilder.ts";
import { functionName } from "../../../../src/core/model/coverage.ts";

describe("Coverage that arrives in any order", () => {
  it("has the rows of each file together, however often the files take turns", () => {
    const builder = new CoverageBuilder();
    const [a, b] = [builder.file("a.ts"), builder.file("b.ts")];
    b.line(7, 1);
    a.line(2, 1);
    b.line(3, 0);
    a.line(1, 0);
    a.line(2, 4);
    b.branch(3, 1, 0, "else");
    a.branch(9, 0, 1);
    b.branch(3, 0, 2, "if");
    b.function("second", 3, 0, 1);
    a.function("first", 1, 2, 0);
    b.statement(3, 0, 3, 9, 5);
    a.statement(1, 4, 1, Number.POSITIVE_INFINITY, 0);
    b.statement(4, 0, 4, 9, 6);
    a.exclude(12);
    b.exclude(11);
    a.exclude(12);
    const { lines, branches, functions, statements, excluded, labels, paths } = builder.build();
    const rows = (column: ArrayLike<number>) => Array.from(column);
    assert.deepEqual(paths, ["a.ts", "b.ts"]);
    assert.deepEqual([lines!.start, lines!.number, lines!.hits].map(rows), [
      [0, 2, 4],
      [1, 2, 3, 7],
      [0, 5, 0, 1],
    ]);
    assert.deepEqual([branches!.start, branches!.line, branches!.key, branches!.hits].map(rows), [
      [0, 1, 3],
      [9, 3, 3],
      [0, 0, 1],
      [1, 2, 0],
    ]);
    assert.deepEqual(
      rows(branches!.label).map((label) => labels[label]),
      ["", "if", "else"],
    );
    assert.deepEqual(
      [0, 1].map((row) => functionName(functions!, row)),
      ["first", "second"],
    );
    assert.deepEqual([functions!.start, functions!.line, functions!.end].map(rows), [
      [0, 1, 2],
      [1, 3],
      [2, 0],
    ]);
    assert.deepEqual([statements!.start, statements!.line, statements!.hits].map(rows), [
      [0, 1, 3],
      [1, 3, 4],
      [0, 5, 6],
    ]);
    assert.deepEqual([excluded!.start, excluded!.number].map(rows), [
      [0, 1, 2],
      [12, 11],
    ]);
  });

  it("has a file without rows between others", () => {
    const builder = new CoverageBuilder();
    builder.file("a.ts").line(1, 1);
    builder.file("empty.ts");
    builder.file("b.ts").line(2, 0);
    assert.deepEqual(Array.from(builder.build().lines!.start), [0, 1, 1, 2]);
  });

  it("takes little memory for a file of one line", () => {
    const used = () => {
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      return heapUsed + arrayBuffers;
    };
    const builder = new CoverageBuilder();
    const paths = Array.from({ length: 50_000 }, (_, at) => `src/file${at}.ts`);
    const before = used();
    for (const path of paths) {
      const file = builder.file(path);
      file.line(1, 1);
      file.statement(1, 0, 1, 9, 1);
    }
    const perFile = (used() - before) / paths.length;
    assert.ok(perFile < 1000, `${Math.round(perFile)} bytes`);
  });
});
