import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateRawSync, gzipSync } from "node:zlib";
import { after, before, describe, it } from "mocha";
import { formats } from "../../../src/core/formats/index.ts";
import { readReportFile } from "../../../src/node/readReport.ts";

const report = Buffer.from("SF:a.c\nDA:1,1\nDA:2,0\nend_of_record\n");

function crcOf(bytes: Uint8Array): number {
  let crc = 0xffff_ffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 1 ? (crc >>> 1) ^ 0xedb8_8320 : crc >>> 1;
  }
  return ~crc >>> 0;
}

interface Options {
  readonly deflated?: boolean;
  readonly encrypted?: boolean;
  readonly wide?: boolean;
  /** The member's bytes as they are stored, where they are not those of the check sum. */
  readonly stored?: Uint8Array;
  readonly comment?: Uint8Array;
  /** How often the directory lists it. */
  readonly times?: number;
  /** When it was written, as DOS tells it. */
  readonly dos?: number;
  /** The same in seconds since 1970, in the extra field of Info-ZIP. */
  readonly seconds?: number;
}

/** An archive of one member, by the tables of PKWARE's APPNOTE 4.3. */
function zip(named: string | Uint8Array, content: Uint8Array, options: Options = {}): Buffer {
  const { deflated = false, encrypted = false, wide = false, comment = Buffer.alloc(0), times = 1 } = options;
  const name = Buffer.from(named as Uint8Array);
  const data = options.stored ?? (deflated ? deflateRawSync(content) : content);
  const numbers = (...fields: readonly (readonly [size: 2 | 4 | 8, value: number])[]) =>
    Buffer.concat(
      fields.map(([size, value]) => {
        const bytes = Buffer.alloc(size);
        if (size === 8) bytes.writeBigUInt64LE(BigInt(value));
        else bytes.writeUIntLE(value, 0, size);
        return bytes;
      }),
    );
  const about = [
    ...([[2, 45] as const, [2, encrypted ? 1 : 0] as const, [2, deflated ? 8 : 0] as const] as const),
    [4, options.dos ?? 0] as const,
    [4, crcOf(content)] as const,
  ] as const;
  const full = 0xffff_ffff;
  const local = numbers([4, 0x04034b50], ...about, [4, data.length], [4, content.length], [2, name.length], [2, 0]);
  const stamp =
    options.seconds === undefined
      ? []
      : [numbers([2, 0x5455], [2, 5]), Buffer.from([1]), numbers([4, options.seconds])];
  const sizes = wide ? [numbers([2, 1], [2, 24], [8, content.length], [8, data.length], [8, 0])] : [];
  const extra = Buffer.concat([...stamp, ...sizes]);
  const entry = Buffer.concat([
    numbers([4, 0x02014b50], [2, 45], ...about),
    numbers([4, wide ? full : data.length], [4, wide ? full : content.length]),
    numbers([2, name.length], [2, extra.length], [2, 0], [2, 0], [2, 0], [4, 0], [4, wide ? full : 0]),
    name,
    extra,
  ]);
  const entries = Buffer.concat(Array.from({ length: times }, () => entry));
  const before = Buffer.concat([local, name, data]);
  const at = before.length;
  const wideEnd = wide
    ? Buffer.concat([
        numbers([4, 0x06064b50], [8, 44], [2, 45], [2, 45], [4, 0], [4, 0], [8, 1], [8, 1], [8, entry.length], [8, at]),
        numbers([4, 0x07064b50], [4, 0], [8, at + entry.length], [4, 1]),
      ])
    : Buffer.alloc(0);
  const end = numbers(
    ...([[4, 0x06054b50] as const, [2, 0] as const, [2, 0] as const] as const),
    ...([[2, wide ? 0xffff : times] as const, [2, wide ? 0xffff : times] as const] as const),
    ...([[4, wide ? full : entries.length] as const, [4, wide ? full : at] as const] as const),
    [2, comment.length],
  );
  return Buffer.concat([before, entries, wideEnd, end, comment]);
}

describe("A report in an archive", () => {
  let folder = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "readiness-zip-"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** "path status: words" of each result. */
  async function read(archive: Uint8Array): Promise<readonly string[]> {
    const path = join(folder, "a.zip");
    writeFileSync(path, archive);
    const results = await readReportFile(path, "a.zip", formats);
    return results.map(({ path: shown, status, format, problems }) =>
      [shown, status, format ?? problems.map(({ message }) => message).join()].join(" | "),
    );
  }

  for (const [how, options] of [
    ["stored", {}],
    ["deflated", { deflated: true }],
    ["with wide numbers (ZIP64)", { deflated: true, wide: true }],
  ] as const) {
    it(`is read where it is ${how}`, async () => {
      assert.deepEqual(await read(zip("b/lcov.info", report, options)), ["a.zip!/b/lcov.info | read | lcov"]);
    });
  }

  for (const [what, options, expected] of [
    ["in UTC, by DOS", { dos: (46 << 25) | (3 << 21) | (4 << 16) | (12 << 11) | (30 << 5) | 4 }, "2026-03-04T12:30:08"],
    ["by Info-ZIP", { dos: 46 << 25, seconds: 1_772_627_405, wide: true }, "2026-03-04T12:30:05"],
    ["not, where archives are to be alike to the byte", { dos: (1 << 21) | (1 << 16) }, undefined],
    ["not, where Info-ZIP's time is to be alike to the byte", { dos: 46 << 25, seconds: 315_619_200 }, undefined],
    ["not", {}, undefined],
  ] as const) {
    it(`states when it was written ${what}: the archive may have been fetched long after`, async () => {
      const path = join(folder, "a.zip");
      writeFileSync(path, zip("lcov.info", report, options));
      const [result] = await readReportFile(path, "a.zip", formats);
      assert.equal(result?.provenance.generated?.slice(0, 19), expected);
    });
  }

  it("states so, too, where it is compressed alone", async () => {
    const path = join(folder, "lcov.info.gz");
    for (const [seconds, expected] of [
      [1_772_627_405, "2026-03-04T12:30:05.000Z"],
      [0, null],
      [1, null],
    ] as const) {
      const packed = gzipSync(report);
      packed.writeUInt32LE(seconds, 4);
      writeFileSync(path, packed);
      const [result] = await readReportFile(path, "lcov.info.gz", formats);
      assert.equal(result?.provenance.generated, expected);
    }
  });

  it("is read where it is compressed itself", async () => {
    assert.deepEqual(await read(zip("lcov.info.gz", gzipSync(report))), ["a.zip!/lcov.info.gz | read | lcov"]);
  });

  it("is refused where its check sum differs, though it can be read", async () => {
    const stored = Buffer.from(report.toString().replace("DA:2,0", "DA:2,1"));
    assert.deepEqual(await read(zip("lcov.info", report, { stored })), [
      "a.zip!/lcov.info | invalid | The file cannot be read: the archive's member is damaged: its check sum differs",
    ]);
  });

  it("is refused where it is encrypted", async () => {
    assert.deepEqual(await read(zip("lcov.info", report, { encrypted: true })), [
      "a.zip!/lcov.info | invalid | The file cannot be read: the archive's member is encrypted",
    ]);
  });

  it("is not looked for in archives within", async () => {
    const [result] = await read(zip("inner.zip", zip("lcov.info", report)));
    assert.match(result ?? "", /^a\.zip \| unrecognised \| .*archives within it \(1\) is not looked at/);
  });

  it("has a name in UTF-8, or in the characters of old", async () => {
    const old = Buffer.concat([Buffer.from([0x81, 0x62]), Buffer.from("/lcov.info")]);
    assert.deepEqual(await read(zip(old, report)), ["a.zip!/üb/lcov.info | read | lcov"]);
    assert.deepEqual(await read(zip("über/lcov.info", report)), ["a.zip!/über/lcov.info | read | lcov"]);
  });

  it("is read whatever the archive's comment holds", async () => {
    const comment = Buffer.concat([Buffer.from([0x50, 0x4b, 5, 6]), Buffer.alloc(40)]);
    assert.deepEqual(await read(zip("lcov.info", report, { comment })), ["a.zip!/lcov.info | read | lcov"]);
  });

  it("may be beyond those that are looked at: that is said", async () => {
    const results = await read(zip("a.txt", Buffer.from("x"), { times: 20_001 }));
    assert.deepEqual(results, [
      "a.zip | invalid | The file cannot be read: it holds 20,001 files, only the first 20,000 were looked at",
    ]);
  });

  it("is refused where the archive says its directory is of 4 GiB, and memory is not taken for it", async () => {
    for (const [offset, what] of [
      [12, /too large or damaged/],
      [16, /cut off/],
    ] as const) {
      const archive = zip("lcov.info", report);
      archive.writeUInt32LE(0xffff_fff0, archive.length - 22 + offset);
      const [result] = await read(archive);
      assert.match(result ?? "", what);
    }
  });

  it("is none where the archive is empty", async () => {
    const empty = Buffer.concat([Buffer.from([0x50, 0x4b, 5, 6]), Buffer.alloc(18)]);
    assert.deepEqual(await read(empty), ["a.zip | unrecognised | The archive holds no report of a known format"]);
  });
});
