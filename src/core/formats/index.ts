import { clover } from "./clover.ts";
import { cobertura } from "./cobertura.ts";
import { coveragepyJson } from "./coveragepyJson.ts";
import { dotnetCoverage } from "./dotnetCoverage.ts";
import type { ReportFormat } from "./format.ts";
import { istanbulJson } from "./istanbulJson.ts";
import { jacoco } from "./jacoco.ts";
import { junit } from "./junit.ts";
import { lcov } from "./lcov.ts";
import { opencover } from "./opencover.ts";
import { pytestBenchmark } from "./pytestBenchmark.ts";
import { sonarGeneric } from "./sonarGeneric.ts";

/** Every report format, the more telling ones first: a file is the first one that recognises it. */
export const formats: readonly ReportFormat[] = [
  jacoco,
  opencover,
  dotnetCoverage,
  sonarGeneric,
  clover,
  cobertura,
  junit,
  coveragepyJson,
  istanbulJson,
  pytestBenchmark,
  lcov,
];
