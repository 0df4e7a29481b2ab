// Damages reports at random for a while and keeps what a reader fails on in test/fuzz/found: see the README there.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { check, parse, parseWhole, reports } from "./outcome.ts";

/** Where it hangs, the report is here. */
const current = join(tmpdir(), "readiness-hunt-report");
/** Longer is a fault: the reports have few megabytes at the most. */
const longestSeconds = 5;
/** What one piece is repeated to, in bytes: time must not grow with its square. */
const largest = 500_000;

const minutes = Number(process.argv[2] ?? 1);
const whole = (most: number) => Math.floor(Math.random() * most);

/** One random damage: bytes changed, a number or a quote put in, a piece out, doubled, moved or repeated, the end cut off. */
function damaged(bytes: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const [a, b, c] = [whole(bytes.length), whole(bytes.length), whole(bytes.length)];
  const [from, to] = a < b ? [a, b] : [b, a];
  switch (whole(7)) {
    case 0:
      for (let count = whole(8); count >= 0; count--) copy[whole(bytes.length)] = whole(256);
      return copy;
    case 1:
      return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
    case 2:
      return Buffer.concat([bytes.subarray(0, c), bytes.subarray(from, Math.min(to, from + 300)), bytes.subarray(c)]);
    case 3:
      return bytes.subarray(0, a);
    case 4: {
      const odd = [
        "-1",
        "1e308",
        "99999999999999999999",
        "0.5",
        "null",
        '"',
        "]",
        "}",
        "<",
        "&",
        "\u0000",
        "NaN",
        "[]",
        "{}",
      ];
      return Buffer.concat([bytes.subarray(0, a), Buffer.from(odd[whole(odd.length)]!), bytes.subarray(a)]);
    }
    case 5: {
      const piece = bytes.subarray(a, a + 1 + whole(200));
      const times = Math.floor(largest / piece.length);
      return Buffer.concat([bytes.subarray(0, c), ...new Array(times).fill(piece), bytes.subarray(c)]);
    }
    default:
      return Buffer.concat([bytes.subarray(from, to), bytes.subarray(0, from)]);
  }
}

/** Why these bytes are read wrongly, or null. */
function fault(bytes: Uint8Array, path: string): string | null {
  writeFileSync(current, bytes);
  const begin = performance.now();
  try {
    const outcome = parse(bytes, path, 1009);
    const seconds = (performance.now() - begin) / 1000;
    if (seconds > longestSeconds) return `${path}: it takes ${seconds.toFixed(0)} s`;
    check(outcome, path);
    // Whatever is large was read, and comparing it would take longer than reading.
    if (bytes.length < largest) assert.deepEqual(outcome, parseWhole(bytes, path));
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Fewer bytes with the same kind of fault. */
function smallest(bytes: Uint8Array, path: string): Uint8Array {
  let found = bytes;
  for (let size = found.length >> 1; size > 0; size >>= 1) {
    for (let at = 0; at + size <= found.length; ) {
      const less = Buffer.concat([found.subarray(0, at), found.subarray(at + size)]);
      if (fault(less, path) === null) at += size;
      else found = less;
    }
  }
  return found;
}

const end = Date.now() + minutes * 60_000;
const known = new Set<string>();
let tries = 0;
while (Date.now() < end) {
  const path = reports[whole(reports.length)]!;
  let bytes: Uint8Array = readFileSync(path);
  if (bytes.length === 0) continue;
  for (let count = whole(3); count >= 0 && bytes.length > 0; count--) bytes = damaged(bytes);
  tries++;
  const why = fault(bytes, path);
  // One of a kind is enough.
  const kind = why?.slice(why.indexOf(": ")).replace(/\d+/g, "0").slice(0, 120) ?? "";
  if (why === null || known.has(kind)) continue;
  known.add(kind);
  // A large one would take a day.
  const kept = bytes.length < largest ? smallest(bytes, path) : bytes;
  const name = `${createHash("sha256").update(kept).digest("hex").slice(0, 8)}-${basename(path)}`;
  writeFileSync(join("test/fuzz/found", name), kept);
  console.log(`${name}: ${why.slice(0, 300)}`);
}
console.log(`${tries} damaged reports, ${known.size} kinds of faults found`);
