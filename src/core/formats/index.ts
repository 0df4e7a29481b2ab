import { clover } from "./clover.ts";
import { cobertura } from "./cobertura.ts";
import { codecov } from "./codecov.ts";
import { coveragepyJson } from "./coveragepyJson.ts";
import { coveragepySqlite } from "./coveragepySqlite.ts";
import { dotnetCoverage } from "./dotnetCoverage.ts";
import type { ReportFormat } from "./format.ts";
import { gcovText } from "./gcovText.ts";
import { goCover } from "./goCover.ts";
import { istanbulJson } from "./istanbulJson.ts";
import { jacoco } from "./jacoco.ts";
import { junit } from "./junit.ts";
import { lcov } from "./lcov.ts";
import { opencover } from "./opencover.ts";
import { pytestBenchmark } from "./pytestBenchmark.ts";
import { simplecov } from "./simplecov.ts";
import { sonarGeneric } from "./sonarGeneric.ts";
import { tarpaulin } from "./tarpaulin.ts";
import { xccov } from "./xccov.ts";

/** Every report format, the more telling ones first: a file is the first one that recognises it. */
export const formats: readonly ReportFormat[] = [
  jacoco,
  opencover,
  dotnetCoverage,
  sonarGeneric,
  clover,
  cobertura,
  junit,
  simplecov,
  coveragepyJson,
  istanbulJson,
  pytestBenchmark,
  goCover,
  gcovText,
  tarpaulin,
  codecov,
  xccov,
  coveragepySqlite,
  lcov,
];
