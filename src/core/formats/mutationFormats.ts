import type { Mutant, MutantStatus } from "../model/mutation.ts";
import type { MutationReport } from "../model/report.ts";
import { InvalidReport, unstated } from "./format.ts";
import { asText } from "./jsonValues.ts";

/** A report with what a format states; the rest is "not stated". The dialect is the tool where no producer is named. */
export function mutationReport(
  mutants: readonly Mutant[],
  dialect: string,
  stated: Partial<Omit<MutationReport, "kind" | "mutants" | "dialect">> = {},
): MutationReport {
  return {
    kind: "mutation",
    ...unstated,
    mutants,
    dialect,
    producer: dialect,
    ...stated,
  };
}

/** What a format's word for the end of a mutant means. One that is not known is refused: without it the score is another. */
export function mutantStatus(known: ReadonlyMap<string, MutantStatus>, word: unknown, line?: number): MutantStatus {
  const status = known.get(asText(word));
  if (status === undefined)
    throw new InvalidReport("structure", `the status "${asText(word).slice(0, 80)}" of a mutant is not known`, line);
  return status;
}
