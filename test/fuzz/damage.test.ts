import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, it } from "mocha";
import { check, parse, parseWhole, reports } from "./outcome.ts";

describe("A damaged report is read exactly, or refused with its reason", () => {
  assert.ok(reports.length > 10, "no reports to damage");

  it("in chunks of any size that are written over as in one piece", () => {
    for (const path of reports) {
      const bytes = readFileSync(path);
      const whole = parseWhole(bytes, path);
      for (const size of [61, 1009]) assert.deepEqual(parse(bytes, path, size), whole, `${path} in chunks of ${size}`);
    }
  }).timeout(300_000);

  it(`cut off at any place (${reports.length} files: small ones at every byte, others at 60)`, () => {
    for (const path of reports) {
      const bytes = readFileSync(path);
      const cuts = bytes.length < 1500 ? bytes.length : 60;
      for (let step = 0; step < cuts; step++) {
        const cut = Math.floor((bytes.length * (step + 0.37)) / cuts);
        check(parse(bytes.subarray(0, cut), path, 1009), path);
      }
    }
  }).timeout(300_000);

  it("with bytes changed", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...reports),
        fc.array(
          fc.tuple(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), fc.integer({ min: 0, max: 255 })),
          { minLength: 1, maxLength: 12 },
        ),
        (path, changes) => {
          const bytes = new Uint8Array(readFileSync(path));
          for (const [where, value] of changes) bytes[Math.floor(where * bytes.length)] = value;
          check(parse(bytes, path, 4099), path);
        },
      ),
      { numRuns: 1500, seed: 20261124 },
    );
  }).timeout(300_000);

  it("with pieces taken out, doubled and put elsewhere", () => {
    const place = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.constantFrom(...reports), place, place, place, (path, a, b, c) => {
        const bytes = readFileSync(path);
        const [from, to] = [Math.min(a, b), Math.max(a, b)].map((each) => Math.floor(each * bytes.length)) as [
          number,
          number,
        ];
        const at = Math.floor(c * bytes.length);
        check(
          parse(Buffer.concat([bytes.subarray(0, at), bytes.subarray(from, to), bytes.subarray(at)]), path, 997),
          path,
        );
        check(parse(Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]), path, 997), path);
      }),
      { numRuns: 700, seed: 20261124 },
    );
  }).timeout(300_000);

  it("with a piece repeated thousands of times: neither the stack nor the square of the time", () => {
    const place = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
    fc.assert(
      fc.property(fc.constantFrom(...reports), place, place, fc.integer({ min: 1, max: 200 }), (path, a, b, size) => {
        const bytes = readFileSync(path);
        const [at, from] = [Math.floor(a * bytes.length), Math.floor(b * bytes.length)];
        const piece = bytes.subarray(from, from + size);
        if (piece.length === 0) return;
        const pieces = new Array<Uint8Array>(Math.floor(400_000 / piece.length)).fill(piece);
        check(parse(Buffer.concat([bytes.subarray(0, at), ...pieces, bytes.subarray(at)]), path, 1 << 16), path);
      }),
      { numRuns: 1000, seed: 20261125 },
    );
  }).timeout(120_000);

  it("that is no report at all", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 2000 }),
        fc.constantFrom("<", "{", "[", "SF:", "mode: set\n", "<testsuite>", "TAP version 13\n", ""),
        (bytes, start) => {
          check(parse(Buffer.concat([Buffer.from(start), bytes]), "random", 64), "random");
        },
      ),
      { numRuns: 2000, seed: 20261124 },
    );
  }).timeout(120_000);

  const hostile: readonly (readonly [string, () => Uint8Array])[] = [
    ["10,000 elements deep", () => Buffer.from(`<testsuites>${"<testsuite>".repeat(10_000)}`)],
    ["100,000 arrays deep", () => Buffer.from(`{"meta":{"version":"7"},"files":${"[".repeat(100_000)}`)],
    ["one line of 100 MB", () => Buffer.concat([Buffer.from("SF:a.c\nDA:1,"), Buffer.alloc(100_000_000, 0x31)])],
    [
      "one attribute of 100 MB",
      () => Buffer.concat([Buffer.from('<coverage line-rate="'), Buffer.alloc(100_000_000, 0x31)]),
    ],
    [
      "entities that stand for each other, a billion times",
      () =>
        Buffer.from(
          `<!DOCTYPE coverage [<!ENTITY a "aaaaaaaaaa">${"bcdefghij"
            .split("")
            .map((name, at) => `<!ENTITY ${name} "${`&${"abcdefghi"[at]};`.repeat(10)}">`)
            .join("")}]><coverage line-rate="&j;"><packages/></coverage>`,
        ),
    ],
    [
      "a DTD and an entity that name files of the network",
      () =>
        Buffer.from(
          '<!DOCTYPE coverage SYSTEM "http://127.0.0.1:9/x.dtd" [<!ENTITY e SYSTEM "file:///etc/hostname">]><coverage line-rate="1"><packages><package name="&e;"/></packages></coverage>',
        ),
    ],
    ["10,000 objects deep", () => Buffer.from(`{"results":{"tests":${'[{"x":'.repeat(10_000)}`)],
    [
      "negative and fractional hits",
      () => Buffer.from("SF:a.c\nDA:1,-3\nDA:2,0.5\nDA:3,1e3\nBRDA:2,0,0,-1\nend_of_record\n"),
    ],
    ["NUL bytes in its middle", () => Buffer.from("SF:a.c\nDA:1,1\n\u0000\u0000\nDA:2,1\nend_of_record\n")],
    [
      "an attribute that stands twice",
      () => Buffer.from('<coverage line-rate="1" line-rate="0"><packages/></coverage>'),
    ],
    [
      "numbers beyond 2^53",
      () => Buffer.from(`SF:a.c\nDA:1,${"9".repeat(400)}\nDA:${"9".repeat(30)},1\nDA:2,0\nend_of_record\n`),
    ],
  ];
  for (const [name, make] of hostile) {
    it(`with ${name}, in bounded time and memory`, () => {
      const bytes = make();
      const before = process.memoryUsage().rss;
      const outcome = parse(bytes, name, 1 << 16);
      check(outcome, name);
      assert.ok(process.memoryUsage().rss - before < 600 * 2 ** 20, "too much memory");
    }).timeout(30_000);
  }
});

describe("What was once read wrongly when damaged", () => {
  const folder = "test/fuzz/found";
  for (const name of readdirSync(folder).sort()) {
    if (name.endsWith(".md")) continue;
    it(`${name} is read exactly, or refused`, () => {
      const bytes = readFileSync(join(folder, name));
      for (const size of [7, 1009, 4099]) {
        const outcome = parse(bytes, name, size);
        check(outcome, name);
        assert.deepEqual(outcome, parseWhole(bytes, name));
      }
    }).timeout(60_000);
  }
});
