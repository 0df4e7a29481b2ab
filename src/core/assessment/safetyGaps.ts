import type { Evidence } from "../evidence/evidence.ts";
import type { SafetyGap } from "../model/assessment.ts";
import type { GateResult, Offender } from "../model/gate.ts";
import type { Policy } from "../policy/policy.ts";

const words: Readonly<Record<SafetyGap["kind"], (offender: Offender) => string>> = {
  "uncovered-lines": ({ count = 1 }) =>
    `Safety-critical code that no test reaches (${count} line${count === 1 ? "" : "s"})`,
  "partial-branch": ({ detail }) => `Safety-critical branch only half taken: ${detail}`,
  "unjustified-exclusion": ({ detail }) => `Safety-critical code taken out of measuring: ${detail}`,
  "silent-file": ({ detail }) => `Safety-critical file of which nothing is known: ${detail}`,
  "stale-lines": ({ detail }) => `Safety-critical code of which nothing is known any more: ${detail}`,
};

function isGapKind(kind: Offender["kind"]): kind is SafetyGap["kind"] {
  return kind in words;
}

/** Every gap in code of scope `safety`, once, in order of file and line: what the editor marks in the code. */
export function safetyGaps(gates: readonly GateResult[], policy: Policy, evidence: Evidence): readonly SafetyGap[] {
  const gaps = new Map<string, SafetyGap>();
  for (const gate of gates) {
    const settings = policy.gates.find((each) => each.id === gate.id);
    if (settings?.kind !== "coverage" || settings.scope !== "safety") continue;
    for (const offender of gate.offenders) {
      if (!isGapKind(offender.kind)) continue;
      const line = Math.max(1, offender.line);
      const reports = (evidence.coverage.files.get(offender.file)?.reports ?? []).map(
        (at) => evidence.coverage.reports[at]!.read.path,
      );
      const gap = {
        file: offender.file,
        line,
        endLine: Math.max(line, offender.endLine ?? line),
        kind: offender.kind,
        message: words[offender.kind](offender),
        gate: gate.id,
        reports,
      };
      const key = `${gap.file}\u0000${gap.line}\u0000${gap.kind}`;
      if (!gaps.has(key)) gaps.set(key, gap);
    }
  }
  return [...gaps.values()].sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line));
}
