import { cobertura } from "./cobertura.ts";
import type { ReportFormat } from "./format.ts";
import { jacoco } from "./jacoco.ts";

/** Every report format, the more telling ones first: a file is the first one that recognises it. */
export const formats: readonly ReportFormat[] = [jacoco, cobertura];
