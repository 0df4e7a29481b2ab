import { matcher } from "../evidence/globs.ts";
import type { GateResult, Offender } from "../model/gate.ts";
import type { Reason } from "../model/measurement.ts";
import type { Provenance } from "../model/report.ts";
import { foldReruns, hasFailed } from "../model/tests.ts";
import type { CompatibilityGateSettings } from "../policy/policy.ts";
import { type GateContext, gateResult, runFailureReasons, unmeasured } from "./result.ts";

/** Expected environments whose own results pass / expected environments. An environment without results is unknown. */
export async function measureCompatibility(
  settings: CompatibilityGateSettings,
  { evidence }: GateContext,
): Promise<GateResult> {
  if (settings.environments.length === 0 || settings.results === null) {
    const action = `Declare gates.${settings.id}.environments and .results in readiness.json`;
    return unmeasured(
      settings,
      "missing",
      [
        {
          code: "no-environments",
          message: "the environments this must work in, and where their results lie, are not declared",
        },
      ],
      action,
    );
  }
  const reasons: Reason[] = [];
  const offenders: Offender[] = [];
  const provenance: Provenance[] = [];
  let passed = 0;
  let unknown = 0;
  for (const environment of settings.environments) {
    const pattern = settings.results.replaceAll("{environment}", environment);
    const matches = matcher([pattern]);
    const reports = evidence.environmentTests.filter(({ read }) => matches(read.path));
    const broken = evidence.reports.filter(
      (state) => matches(state.path) && (state.status === "invalid" || state.status === "unrecognised"),
    );
    provenance.push(...reports.map(({ read }) => read.provenance));
    const aborted = reports.find(({ report }) => report.aborted !== null);
    const results = reports.flatMap(({ report }) => foldReruns(report.cases));
    const failures =
      results.filter(({ outcome }) => hasFailed(outcome)).length +
      reports.reduce((sum, { report }) => sum + report.suiteErrors.length, 0);
    const ran = results.some((test) => test.outcome !== "skipped");
    if (failures > 0) {
      offenders.push({
        file: reports[0]!.read.path,
        line: 0,
        kind: "environment",
        detail: `${environment}: ${failures} test${failures === 1 ? "" : "s"} failed`,
      });
    } else if (aborted !== undefined || broken.length > 0 || !ran) {
      unknown++;
      const why =
        aborted?.report.aborted ??
        broken[0]?.problems[0]?.message ??
        (reports.length === 0 ? `no results; looked for ${pattern}` : "no test ran");
      reasons.push({
        code: reports.length === 0 && broken.length === 0 ? "environment-missing" : "environment-invalid",
        message: `${environment}: ${why}`,
      });
    } else passed++;
  }
  reasons.push(...runFailureReasons("tests", evidence));
  const total = settings.environments.length;
  if (unknown === total)
    return unmeasured(
      settings,
      reasons.some((reason) => reason.code === "environment-invalid") ? "invalid" : "missing",
      reasons,
      "Run the tests in each declared environment",
      provenance,
    );
  return gateResult(settings, {
    status: unknown > 0 ? "partial" : "measured",
    counts: { covered: passed, total, unknown },
    reasons,
    evidence: provenance,
    offenders,
    distanceUnit: "environments",
    nextAction:
      offenders[0]?.detail === undefined
        ? "Run the tests in the environments without results"
        : `Repair ${offenders[0].detail}`,
  });
}
