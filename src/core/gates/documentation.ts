import type { GateResult, Offender } from "../model/gate.ts";
import type { DocumentationGateSettings } from "../policy/policy.ts";
import { absence, type GateContext, gateResult, orRemove, unmeasured, unreadReasons } from "./result.ts";

/**
 * Documented symbols over all where a documentation report says it; else required paths that are there and not empty,
 * which is weak evidence and marked so.
 */
export async function measureDocumentation(
  settings: DocumentationGateSettings,
  { evidence }: GateContext,
): Promise<GateResult> {
  const reports = evidence.documentation;
  if (reports.length > 0) {
    const unread = unreadReasons("documentation", evidence);
    if (unread.length > 0) {
      const seen = reports.map(({ read }) => read.provenance);
      return unmeasured(settings, "invalid", unread, `Write the documentation report again, ${orRemove}`, seen);
    }
    let covered = 0;
    let total = 0;
    const offenders: Offender[] = [];
    for (const { report, files } of reports) {
      covered += report.covered;
      total += report.total;
      for (const item of report.items ?? []) {
        if (item.documented) continue;
        offenders.push({
          file: files.get(item.file ?? "") ?? item.file ?? item.name,
          line: item.line ?? 0,
          kind: "undocumented",
          detail: item.name,
        });
      }
    }
    const provenance = reports.map(({ read }) => read.provenance);
    if (total === 0)
      return unmeasured(
        settings,
        "invalid",
        [{ code: "nothing-measured", message: "the documentation report counts nothing" }],
        "Let the tool see the sources",
        provenance,
      );
    return gateResult(settings, {
      status: "measured",
      counts: { covered, total, unknown: 0 },
      reasons: [],
      evidence: provenance,
      offenders,
      distanceUnit: "symbols",
      nextAction: "Document the public symbols listed",
    });
  }
  if (settings.required.length === 0) {
    const { status, reasons, evidence: provenance } = absence("documentation", evidence);
    return unmeasured(
      settings,
      status,
      [
        { code: "no-required-paths", message: "no documentation report, and no required paths are declared" },
        ...reasons,
      ],
      `Declare gates.${settings.id}.required in readiness.json, or measure documentation coverage`,
      provenance,
    );
  }
  const offenders: Offender[] = [];
  for (const path of settings.required) {
    const found = await evidence.files.exists(path.replace(/\/$/, ""));
    if (found !== "present")
      offenders.push({
        file: path,
        line: 0,
        kind: "missing-path",
        detail: found === "empty" ? "is empty" : "does not exist",
      });
  }
  const total = settings.required.length;
  return gateResult(settings, {
    status: "measured",
    counts: { covered: total - offenders.length, total, unknown: 0 },
    reasons: [{ code: "weak-evidence", message: "weak evidence: required paths exist, what they say is not measured" }],
    evidence: [],
    offenders,
    distanceUnit: "paths",
    nextAction: offenders[0] === undefined ? null : `Write ${offenders[0].file}`,
  });
}
