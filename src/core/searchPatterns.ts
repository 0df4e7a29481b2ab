import { matcher } from "./evidence/globs.ts";
import type { ReportFormat } from "./formats/format.ts";
import type { ReportKind } from "./model/report.ts";
import type { Policy } from "./policy/policy.ts";

/** Where reports are looked for: what readiness.json says of a kind, else what the formats of that kind write by default. */
export interface SearchPatterns {
  readonly byKind: ReadonlyMap<ReportKind, readonly string[]>;
  /** All of them once. */
  readonly all: readonly string[];
  /**
   * Whether a report found counts: where readiness.json names the reports of a kind, others of that kind do not, but
   * for those a gate names itself.
   */
  counts(path: string, kind: ReportKind): boolean;
}

/** Derives the patterns from the list of formats and the policy. */
export function searchPatterns(formats: readonly ReportFormat[], policy: Policy): SearchPatterns {
  const byKind = new Map<ReportKind, string[]>();
  for (const { kind, patterns } of formats) byKind.set(kind, [...(byKind.get(kind) ?? []), ...patterns]);
  const declared = new Map<ReportKind, (path: string) => boolean>();
  for (const kind of byKind.keys()) {
    const own = policy.reports.patterns[kind];
    if (own === undefined) continue;
    byKind.set(kind, [...own]);
    declared.set(kind, matcher(own));
  }
  const named = policy.gates.flatMap((gate) => {
    if (gate.kind === "benchmarks" && gate.baseline !== null) return [gate.baseline];
    if (gate.kind !== "compatibility" || gate.results === null) return [];
    return gate.environments.map((environment) => gate.results!.replaceAll("{environment}", environment));
  });
  const isNamed = matcher(named);
  const unique = new Map([...byKind].map(([kind, patterns]) => [kind, [...new Set(patterns)]] as const));
  return {
    byKind: unique,
    all: [...new Set([...[...unique.values()].flat(), ...named])],
    counts: (path, kind) => {
      const archived = path.includes("!/") ? path.slice(0, path.indexOf("!/")) : path;
      return isNamed(archived) || (declared.get(kind)?.(archived) ?? true);
    },
  };
}
