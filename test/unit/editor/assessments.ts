import type { Assessment, ReportState } from "../../../src/core/model/assessment.ts";
import type { GateResult } from "../../../src/core/model/gate.ts";
import type { Provenance } from "../../../src/core/model/report.ts";
import type { FolderShown } from "../../../src/editor/render/folder.ts";

/** The time tests pretend it is. */
export const now = Date.parse("2026-11-24T12:00:00Z");

export const provenance: Provenance = {
  path: "coverage.xml",
  format: "cobertura",
  producer: "coverage.py 7.10.7",
  generated: "2026-11-24T09:00:00Z",
  modified: "2026-11-24T09:00:01Z",
  commit: null,
  sha256: "ab".repeat(32),
};

export function gate(
  changes: Partial<GateResult> & { readonly measurement?: GateResult["measurement"] } = {},
): GateResult {
  return {
    id: "overall_test_coverage",
    title: "Overall test coverage",
    verdict: "fail",
    critical: false,
    weight: 0.15,
    threshold: 85,
    measurement: {
      status: "measured",
      value: { low: 71.2, high: 71.2 },
      counts: { covered: 89, total: 125, unknown: 0 },
      reasons: [],
      evidence: [provenance],
      metrics: [],
    },
    distance: { count: 18, unit: "lines" },
    offenders: [],
    offendersTotal: 0,
    nextAction: "Cover 18 more lines",
    notes: [],
    ...changes,
  };
}

/** A gate of which nothing is known. */
export function missingGate(changes: Partial<GateResult> = {}): GateResult {
  return gate({
    verdict: "unknown",
    measurement: {
      status: "missing",
      value: null,
      counts: null,
      reasons: [{ code: "no-report", message: "No test report was found" }],
      evidence: [],
      metrics: [],
    },
    distance: null,
    nextAction: null,
    ...changes,
  });
}

export function report(changes: Partial<ReportState> = {}): ReportState {
  return {
    path: "coverage.xml",
    format: "cobertura",
    kind: "coverage",
    dialect: "coverage.py",
    status: "read",
    problems: [],
    provenance,
    matched: 12,
    unmatched: [],
    stale: [],
    proposal: null,
    ...changes,
  };
}

export function assessment(changes: Partial<Assessment> = {}): Assessment {
  return {
    schemaVersion: 1,
    level: "blocked",
    levelAtBest: "blocked",
    score: { low: 23.918128654970758, high: 98.91812865497077 },
    measuredWeight: 0.25,
    confidence: "low",
    confidenceReasons: ["3 critical gates are not measured"],
    approved: false,
    profile: "production",
    gates: [gate()],
    components: [{ id: "coverage", title: "Coverage", target: 85, status: "partial", value: { low: 40, high: 90 } }],
    blockers: [],
    trend: { direction: "none", message: "no earlier assessment to compare with" },
    plan: [],
    reports: [report()],
    search: { patterns: ["coverage.xml", "lcov.info"], found: 1, skippedFolders: ["node_modules"] },
    runFailures: [],
    subset: null,
    silentFiles: [],
    silentFilesTotal: 0,
    configuration: { path: null, hash: "00", problems: [] },
    commit: null,
    safetyGaps: [],
    ...changes,
  };
}

export function folder(changes: Partial<Assessment> | FolderShown["state"], name = "app"): FolderShown {
  const state = "phase" in changes ? changes : ({ phase: "ready", assessment: assessment(changes) } as const);
  return { key: `file:///${name}`, name, state };
}
