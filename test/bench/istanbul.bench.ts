import istanbul from "istanbul-lib-coverage";
import { istanbulJson } from "../../src/core/formats/istanbulJson.ts";
import { coverageTotals } from "../../src/core/model/coverage.ts";

/**
 * Throughput of the Istanbul reader beside JSON.parse with istanbul-lib-coverage's map and summary, alternating in one
 * run on the same bytes. `ISTANBUL_BENCH_FILES` sets the number of files of 200 statements (default 1,500, about 44 MB),
 * `ISTANBUL_BENCH_ROUNDS` the rounds (default 4).
 */
const files = Number(process.env["ISTANBUL_BENCH_FILES"] ?? 1500);
const rounds = Number(process.env["ISTANBUL_BENCH_ROUNDS"] ?? 4);
const chunkSize = 64 * 1024;

/** One file as babel-plugin-istanbul writes it. */
function fileCoverage(path: string, seed: number): unknown {
  const place = (line: number, column: number, endLine: number, endColumn: number) => ({
    start: { line, column },
    end: { line: endLine, column: endColumn },
  });
  const numbered = (count: number, make: (at: number) => unknown) =>
    Object.fromEntries(Array.from({ length: count }, (_, at) => [at, make(at)]));
  return {
    path,
    statementMap: numbered(200, (at) => place(at + 2, 4, at + 2, 33 + (at % 20))),
    fnMap: numbered(20, (at) => ({
      name: `method${at}`,
      decl: place(at * 10 + 1, 2, at * 10 + 1, 12),
      loc: place(at * 10 + 1, 20, at * 10 + 9, 3),
      line: at * 10 + 1,
    })),
    branchMap: numbered(40, (at) => ({
      loc: place(at * 5 + 2, 4, at * 5 + 4, 5),
      type: at % 4 === 0 ? "binary-expr" : "if",
      locations: [place(at * 5 + 2, 4, at * 5 + 4, 5), place(at * 5 + 2, 4, at * 5 + 4, 5)],
      line: at * 5 + 2,
    })),
    s: numbered(200, (at) => (at * 7 + seed) % 5),
    f: numbered(20, (at) => at % 3),
    b: numbered(40, (at) => [at % 2, at % 3]),
    hash: "d41d8cd98f00b204e9800998ecf8427ed41d8cd9",
  };
}

function ours(bytes: Buffer): number {
  const reader = istanbulJson.read({ path: "coverage-final.json", problem() {} });
  for (let at = 0; at < bytes.length; at += chunkSize) reader.write(bytes.subarray(at, at + chunkSize));
  const report = reader.end();
  return report.kind === "coverage" ? (coverageTotals(report.coverage).lines?.covered ?? -1) : -1;
}

function peer(bytes: Buffer): number {
  const map = istanbul.createCoverageMap(JSON.parse(bytes.toString("utf8")));
  return map.files().reduce((sum, file) => sum + map.fileCoverageFor(file).toSummary().lines.covered, 0);
}

const bytes = Buffer.from(
  JSON.stringify(
    Object.fromEntries(
      Array.from({ length: files }, (_, at) => {
        const path = `/home/ci/project/src/module${at % 40}/file${at}.ts`;
        return [path, fileCoverage(path, at)];
      }),
    ),
  ),
);
const contenders = [
  { name: "this reader, by chunks", run: ours, best: Number.POSITIVE_INFINITY, covered: 0 },
  { name: "JSON.parse + istanbul-lib-coverage", run: peer, best: Number.POSITIVE_INFINITY, covered: 0 },
];
for (let round = 0; round < rounds; round++) {
  for (const contender of contenders) {
    globalThis.gc?.();
    const start = performance.now();
    contender.covered = contender.run(bytes);
    contender.best = Math.min(contender.best, performance.now() - start);
  }
}
if (new Set(contenders.map(({ covered }) => covered)).size !== 1) throw new Error("the contenders count differently");
console.log(`Istanbul JSON, ${files} files, ${(bytes.length / 1e6).toFixed(0)} MB, best of ${rounds} rounds`);
for (const { name, best } of contenders)
  console.log(`  ${name.padEnd(36)} ${(bytes.length / 1000 / best).toFixed(1).padStart(7)} MB/s`);
console.log(`  ratio ${(contenders[1]!.best / contenders[0]!.best).toFixed(2)}`);
