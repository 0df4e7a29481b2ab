import { countHits } from "../model/coverage.ts";
import type { FileView, LineView } from "../model/lines.ts";
import type { CoveredFile } from "../session.ts";
import type { Evidence } from "./evidence.ts";
import type { FileArms, FileCoverage } from "./fileCoverage.ts";

/** Coverage of one workspace file for display, null where no report speaks of it. */
export function fileView(file: string, evidence: Evidence, scopes: readonly string[]): FileView | null {
  const coverage = evidence.coverage.files.get(file);
  if (coverage === undefined) return null;
  const reports = coverage.reports.map((at) => evidence.coverage.reports[at]!.read.provenance);
  return {
    file,
    lines: lineViews(coverage),
    reports: reports.map(({ path, generated, modified }) => ({ path, generated, modified })),
    sourceHash: evidence.coverage.sources.get(file)?.sha256 ?? "",
    freshness: coverage.freshness,
    scopes,
    functions: coverage.functions ?? [],
  };
}

function lineViews(coverage: FileCoverage): LineView[] {
  const { lines, hits: counts, unknown, hitsByReport } = coverage;
  const arms = armsByLine(coverage.branches);
  const views: LineView[] = [];
  for (let row = 0; row < lines.length; row++) {
    const line = lines[row]!;
    if (unknown[row] === 1) {
      views.push({ line, state: "stale", hits: null, branches: null });
      continue;
    }
    const hits = counts[row]!;
    const branches = arms.get(line) ?? null;
    const partial = branches !== null && branches.covered < branches.total;
    const state = hits > 0 ? (partial ? "partial" : "covered") : "uncovered";
    const each = hitsByReport?.map((byLine) => byLine.get(line) ?? null);
    views.push({ line, hits, branches, state, ...(each === undefined ? {} : { hitsByReport: each }) });
  }
  const executable = new Set(lines);
  for (const line of coverage.excluded)
    if (!executable.has(line)) views.push({ line, state: "excluded", hits: null, branches: null });
  return views.sort((a, b) => a.line - b.line);
}

function armsByLine(arms: FileArms | null): Map<number, { covered: number; total: number; missing: string[] }> {
  const lines = new Map<number, { covered: number; total: number; missing: string[] }>();
  if (arms === null) return lines;
  for (let row = 0; row < arms.line.length; row++) {
    const line = arms.line[row]!;
    let counts = lines.get(line);
    if (counts === undefined) {
      counts = { covered: 0, total: 0, missing: [] };
      lines.set(line, counts);
    }
    counts.total++;
    if (arms.hits[row]! > 0) counts.covered++;
    else if (arms.label[row] !== 0) counts.missing.push(arms.labels[arms.label[row]!]!);
  }
  return lines;
}

/** Every file a report speaks of with its counts, in order of path. */
export function coveredFiles(evidence: Evidence): readonly CoveredFile[] {
  return [...evidence.coverage.files.values()].map((coverage) => {
    const { lines, hits, unknown: isUnknown } = coverage;
    let covered = 0;
    let unknown = 0;
    for (let row = 0; row < lines.length; row++) {
      if (isUnknown[row] === 1) unknown++;
      else if (hits[row]! > 0) covered++;
    }
    const { branches } = coverage;
    const taken = branches === null ? 0 : countHits(branches.hits, 0, branches.hits.length);
    return {
      file: coverage.file,
      lines: { covered, total: lines.length, unknown },
      branches: branches === null ? null : { covered: taken, total: branches.line.length },
    };
  });
}
