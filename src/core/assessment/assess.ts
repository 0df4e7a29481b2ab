import type { Evidence } from "../evidence/evidence.ts";
import { gateKinds } from "../gates/index.ts";
import { type GateContext, type Measure, notApplicable } from "../gates/result.ts";
import { resolveScope } from "../gates/scope.ts";
import type { Assessment, ConfigurationProblem, SearchSummary } from "../model/assessment.ts";
import type { GateResult } from "../model/gate.ts";
import { hasFailed } from "../model/tests.ts";
import type { Policy } from "../policy/policy.ts";
import { blockers } from "./blockers.ts";
import { components } from "./components.ts";
import { confidence, levels } from "./level.ts";
import { plan } from "./plan.ts";
import { safetyGaps } from "./safetyGaps.ts";
import { measuredWeight, score } from "./score.ts";
import { type HistoryEntry, trend } from "./trend.ts";

/** What an assessment rests on beside the evidence. */
interface AssessmentContext {
  readonly policy: Policy;
  readonly configuration: {
    readonly path: string | null;
    readonly hash: string;
    readonly problems: readonly ConfigurationProblem[];
  };
  readonly search: SearchSummary;
  readonly commit: string | null;
  /** ISO date. */
  readonly today: string;
  /** Oldest first. */
  readonly history: readonly HistoryEntry[];
}

/** Most silent files an assessment names. */
const mostSilentFiles = 100;

/** Measures every gate and makes the assessment. Rejects for nothing that evidence or policy can hold. */
export async function assess(evidence: Evidence, context: AssessmentContext): Promise<Assessment> {
  const { policy, today } = context;
  const gateContext: GateContext = { evidence, policy, today };
  const gates: GateResult[] = [];
  for (const settings of policy.gates) {
    const measure = gateKinds[settings.kind] as Measure;
    gates.push(
      settings.notApplicable === null
        ? await measure(settings, gateContext)
        : notApplicable(settings, settings.notApplicable),
    );
  }
  const interval = score(gates);
  const weight = measuredWeight(gates);
  const { level, atBest } = levels(gates, interval);
  const sure = confidence(gates, weight);
  const expired = policy.justifications.filter((each) => each.until < today);
  const silent = evidence.coverage.silent;
  return {
    schemaVersion: 1,
    level,
    levelAtBest: atBest,
    score: interval,
    measuredWeight: weight,
    confidence: sure.confidence,
    confidenceReasons: sure.reasons,
    approved: (level === "production-ready" || level === "conditionally-ready") && expired.length === 0,
    profile: policy.profile,
    gates,
    components: components(gates, await failedSafetyTests(evidence, policy)),
    blockers: blockers(gates),
    trend: trend(gates, interval.low, context.configuration.hash, context.history),
    plan: plan(gates),
    reports: evidence.reports,
    search: context.search,
    runFailures: evidence.runFailures,
    subset: evidence.subset,
    silentFiles: silent.slice(0, mostSilentFiles).map(({ file }) => file),
    silentFilesTotal: silent.length,
    configuration: context.configuration,
    commit: context.commit,
    safetyGaps: safetyGaps(gates, policy, evidence),
  };
}

/** Failed tests of safety code: tests whose file is named after a file of scope `safety`. */
async function failedSafetyTests(evidence: Evidence, policy: Policy): Promise<number> {
  const scope = policy.scopes["safety"];
  if (scope === undefined) return 0;
  const { files } = await resolveScope("safety", scope, policy.reports.exclude, evidence);
  const stem = (path: string) => path.slice(path.lastIndexOf("/") + 1).replace(/\.[^.]*$/, "");
  const names = new Set([...files.keys()].map(stem));
  const subject = (path: string) => stem(path).replace(/^test_|_test$|[.-](?:test|spec)$|Tests?$/g, "");
  return evidence.tests.results.filter(
    ({ test, file }) => hasFailed(test.outcome) && file !== null && names.has(subject(file)),
  ).length;
}
