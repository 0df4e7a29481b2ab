import { benchmarkDotNet } from "./benchmarkDotNet.ts";
import { benchmarkList } from "./benchmarkList.ts";
import { clover } from "./clover.ts";
import { cobertura } from "./cobertura.ts";
import { codecov } from "./codecov.ts";
import { coveragepyJson } from "./coveragepyJson.ts";
import { coveragepySqlite } from "./coveragepySqlite.ts";
import { coverletJson } from "./coverletJson.ts";
import { dotnetCoverage } from "./dotnetCoverage.ts";
import type { ReportFormat } from "./format.ts";
import { gcovJson } from "./gcovJson.ts";
import { gcovrJson } from "./gcovrJson.ts";
import { gcovText } from "./gcovText.ts";
import { goCover } from "./goCover.ts";
import { googleBenchmark } from "./googleBenchmark.ts";
import { hyperfine } from "./hyperfine.ts";
import { istanbulJson } from "./istanbulJson.ts";
import { istanbulSummary } from "./istanbulSummary.ts";
import { jacoco } from "./jacoco.ts";
import { jmh } from "./jmh.ts";
import { junit } from "./junit.ts";
import { lcov } from "./lcov.ts";
import { llvmCov } from "./llvmCov.ts";
import { opencover } from "./opencover.ts";
import { pytestBenchmark } from "./pytestBenchmark.ts";
import { rustdocCoverage } from "./rustdocCoverage.ts";
import { sarif } from "./sarif.ts";
import { simplecov } from "./simplecov.ts";
import { sonarGeneric } from "./sonarGeneric.ts";
import { stryker } from "./stryker.ts";
import { tarpaulin } from "./tarpaulin.ts";
import { typedoc } from "./typedoc.ts";
import { vitestBench } from "./vitestBench.ts";
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
  istanbulSummary,
  coverletJson,
  llvmCov,
  gcovJson,
  gcovrJson,
  istanbulJson,
  pytestBenchmark,
  googleBenchmark,
  hyperfine,
  jmh,
  benchmarkDotNet,
  vitestBench,
  benchmarkList,
  sarif,
  stryker,
  rustdocCoverage,
  typedoc,
  goCover,
  gcovText,
  tarpaulin,
  codecov,
  xccov,
  coveragepySqlite,
  lcov,
];
