/** LCOV for the benches, made here so that every run reads the same bytes. */
import { closeSync, openSync, writeSync } from "node:fs";

const encoder = new TextEncoder();

/**
 * A tracefile in chunks of about 64 KiB: `files` records of `linesPerFile` DA lines each, with about one BRDA for two
 * lines and one function for nine, as LCOV 1.x writes them. 15,000 files of 250 lines are about 105 MB.
 */
export function* lcovChunks(files: number, linesPerFile: number): Generator<Uint8Array> {
  let parts: string[] = [];
  let length = 0;
  for (let file = 0; file < files; file++) {
    const record = lcovRecord(file, linesPerFile);
    parts.push(record);
    length += record.length;
    if (length >= 65_536) {
      yield encoder.encode(parts.join(""));
      parts = [];
      length = 0;
    }
  }
  if (length > 0) yield encoder.encode(parts.join(""));
}

/** Where the source of a record lies in a workspace: the end of its path. */
export function pathOfRecord(file: number): string {
  return `src/area_${file % 97}/module_${file}.cpp`;
}

/** Writes such a tracefile; `test` names its run, so that files of different runs differ. Gives its size in bytes. */
export function writeLcov(path: string, files: number, linesPerFile: number, test: string): number {
  const file = openSync(path, "w");
  let size = writeSync(file, `TN:${test}\n`);
  for (const chunk of lcovChunks(files, linesPerFile)) size += writeSync(file, chunk);
  closeSync(file);
  return size;
}

function lcovRecord(file: number, lines: number): string {
  const rows: string[] = [`TN:\nSF:/home/ci/project/${pathOfRecord(file)}\n`];
  const functions = Math.ceil(lines / 9);
  let functionsHit = 0;
  const calls: string[] = [];
  for (let at = 0; at < functions; at++) {
    const name = `_ZN7project7area_${file % 97}9function_${at}Eidd`;
    const hits = (at * 13 + file) % 5;
    if (hits > 0) functionsHit++;
    rows.push(`FN:${at * 18 + 1},${name}\n`);
    calls.push(`FNDA:${hits},${name}\n`);
  }
  rows.push(...calls, `FNF:${functions}\nFNH:${functionsHit}\n`);
  let arms = 0;
  let armsHit = 0;
  for (let at = 0; at < lines; at += 4) {
    for (let branch = 0; branch < 2; branch++) {
      const taken = (at + branch * 3 + file) % 7;
      arms++;
      if (taken > 1) armsHit++;
      rows.push(`BRDA:${at * 2 + 1},0,${branch},${taken === 0 ? "-" : taken - 1}\n`);
    }
  }
  rows.push(`BRF:${arms}\nBRH:${armsHit}\n`);
  let hit = 0;
  for (let at = 0; at < lines; at++) {
    const hits = (at * 7 + file) % 3 === 0 ? 0 : (at * 31 + file) % 1200;
    if (hits > 0) hit++;
    rows.push(`DA:${at * 2 + 1},${hits}\n`);
  }
  rows.push(`LF:${lines}\nLH:${hit}\nend_of_record\n`);
  return rows.join("");
}
