import { textMatcher } from "../evidence/globs.ts";
import type { GateResult, Offender } from "../model/gate.ts";
import type { FindingsGateSettings } from "../policy/policy.ts";
import { absence, type GateContext, gateResult, unmeasured } from "./result.ts";
import { inRanges, resolveScope } from "./scope.ts";

/** No finding of the chosen levels and rules: 1 of 1, else 0 of 1 with each finding listed. */
export async function measureFindings(
  settings: FindingsGateSettings,
  { evidence, policy }: GateContext,
): Promise<GateResult> {
  const reports = evidence.findings;
  if (reports.length === 0) {
    const { status, reasons, evidence: provenance } = absence("findings", evidence);
    return unmeasured(settings, status, reasons, "Run the analysis with a SARIF report", provenance);
  }
  const provenance = reports.map(({ read }) => read.provenance);
  const aborted = reports.find(({ report }) => report.aborted !== null);
  if (aborted !== undefined) {
    return unmeasured(
      settings,
      "invalid",
      [{ code: "aborted", message: `${aborted.read.path}: ${aborted.report.aborted}` }],
      "Run the analysis to its end",
      provenance,
    );
  }
  let scoped: Awaited<ReturnType<typeof resolveScope>> | null = null;
  if (settings.scope !== null) {
    scoped = await resolveScope(settings.scope, policy.scopes[settings.scope] ?? [], policy.reports.exclude, evidence);
    if (scoped.problems.length > 0 || scoped.files.size === 0) {
      return unmeasured(
        settings,
        "missing",
        scoped.problems.length > 0
          ? scoped.problems
          : [{ code: "scope-not-declared", message: `no scope "${settings.scope}" is declared` }],
        `Declare scopes.${settings.scope} in readiness.json`,
      );
    }
  }
  const isRule = settings.rules.length === 0 ? () => true : textMatcher(settings.rules);
  const offenders: Offender[] = [];
  let suppressed = 0;
  for (const { report } of reports) {
    for (const finding of report.findings) {
      if (!isRule(finding.rule) || !(settings.levels as readonly string[]).includes(finding.level)) continue;
      const match = finding.file === null ? null : evidence.index.bySuffix(finding.file);
      const file = match?.kind === "unique" ? match.file : finding.file;
      if (
        scoped !== null &&
        (file === null || !scoped.files.has(file) || !inRanges(scoped.files.get(file)!, finding.line ?? 1))
      )
        continue;
      if (finding.suppressed) suppressed++;
      else
        offenders.push({
          file: file ?? "",
          line: finding.line ?? 0,
          kind: "finding",
          detail: `${finding.rule}: ${finding.message}`,
        });
    }
  }
  return gateResult(settings, {
    status: "measured",
    counts: { covered: offenders.length === 0 ? 1 : 0, total: 1, unknown: 0 },
    reasons: [],
    evidence: provenance,
    offenders,
    distanceUnit: "findings",
    nextAction: offenders[0] === undefined ? null : `Repair ${offenders[0].detail}`,
    notes: suppressed > 0 ? [`${suppressed} suppressed in the report`] : [],
  });
}
