import { textMatcher } from "../evidence/globs.ts";
import type { UnmatchedPath } from "../model/assessment.ts";
import type { GateResult, Offender } from "../model/gate.ts";
import type { FindingsGateSettings } from "../policy/policy.ts";
import { plural } from "./coverageOffenders.ts";
import { absence, type GateContext, gateResult, orRemove, unmeasured, unreadReasons } from "./result.ts";
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
  /** Findings of which it is not known, or not so, that they are in the scope: paths that are not placed. */
  const unclear: UnmatchedPath[] = [];
  const elsewhere: string[] = [];
  for (const { report, files, unmatched } of reports) {
    const lost = new Map(unmatched.map((each) => [each.path, each]));
    for (const finding of report.findings) {
      if (!isRule(finding.rule) || !(settings.levels as readonly string[]).includes(finding.level)) continue;
      const file = files.get(finding.file ?? "") ?? finding.file;
      if (scoped !== null) {
        const within = file === null ? undefined : scoped.files.get(file);
        const unplaced = lost.get(finding.file ?? "");
        if (unplaced?.candidates?.some((candidate) => scoped.files.has(candidate)) === true) unclear.push(unplaced);
        else if (unplaced !== undefined && unplaced.reason !== "excluded") elsewhere.push(unplaced.path);
        if (within === undefined || !inRanges(within, finding.line ?? 1)) continue;
      }
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
  const unread = unreadReasons("findings", evidence);
  const isUnknown = offenders.length === 0 && (unclear.length > 0 || unread.length > 0);
  return gateResult(settings, {
    status: isUnknown ? "partial" : "measured",
    counts: { covered: offenders.length === 0 && !isUnknown ? 1 : 0, total: 1, unknown: isUnknown ? 1 : 0 },
    reasons: [
      ...unread,
      ...unclear.slice(0, 1).map(({ path, candidates }) => ({
        code: "not-placed",
        message: `${plural(unclear.length, "finding")} may be in this code: ${path} can be ${candidates!.join(", ")}`,
      })),
    ],
    evidence: provenance,
    offenders,
    distanceUnit: "findings",
    nextAction:
      offenders[0] !== undefined
        ? `Repair ${offenders[0].detail}`
        : unread.length > 0
          ? `Run the analysis again, ${orRemove}`
          : isUnknown
            ? "Say in reports.paths of readiness.json where these files lie in this folder"
            : null,
    notes: [
      ...(suppressed > 0 ? [`${suppressed} suppressed in the report`] : []),
      ...(elsewhere.length > 0
        ? [`${plural(elsewhere.length, "finding")} in files that are not in this folder, such as ${elsewhere[0]}`]
        : []),
    ],
  });
}
