import { allure } from "./allure.ts";
import { apexCoverage } from "./apexCoverage.ts";
import { apexTests } from "./apexTests.ts";
import { asv } from "./asv.ts";
import { automake } from "./automake.ts";
import { benchmarkDotNet } from "./benchmarkDotNet.ts";
import { benchmarkJs } from "./benchmarkJs.ts";
import { benchmarkList } from "./benchmarkList.ts";
import { benchmarkTools } from "./benchmarkTools.ts";
import { boostTest } from "./boostTest.ts";
import { bullseye } from "./bullseye.ts";
import { cargoCriterion } from "./cargoCriterion.ts";
import { cargoMutants } from "./cargoMutants.ts";
import { catch2 } from "./catch2.ts";
import { catch2Benchmark } from "./catch2Benchmark.ts";
import { checkXml } from "./checkXml.ts";
import { clover } from "./clover.ts";
import { cobertura } from "./cobertura.ts";
import { codecov } from "./codecov.ts";
import { covdir } from "./covdir.ts";
import { coveragepyJson } from "./coveragepyJson.ts";
import { coveragepySqlite } from "./coveragepySqlite.ts";
import { coveralls } from "./coveralls.ts";
import { coverletJson } from "./coverletJson.ts";
import { cppunit } from "./cppunit.ts";
import { criterion } from "./criterion.ts";
import { criterionText } from "./criterionText.ts";
import { ctest } from "./ctest.ts";
import { ctrf } from "./ctrf.ts";
import { cucumber } from "./cucumber.ts";
import { cucumberMessages } from "./cucumberMessages.ts";
import { dartHitmap } from "./dartHitmap.ts";
import { dartTest } from "./dartTest.ts";
import { denoBench } from "./denoBench.ts";
import { divan } from "./divan.ts";
import { docstrCoverage } from "./docstrCoverage.ts";
import { doctest } from "./doctest.ts";
import { dotCover } from "./dotCover.ts";
import { dotnetCoverage } from "./dotnetCoverage.ts";
import { failsafeSummary } from "./failsafeSummary.ts";
import { fastcov } from "./fastcov.ts";
import type { ReportFormat } from "./format.ts";
import { fpcunit } from "./fpcunit.ts";
import { gcovJson } from "./gcovJson.ts";
import { gcovrJson } from "./gcovrJson.ts";
import { gcovText } from "./gcovText.ts";
import { goBench } from "./goBench.ts";
import { goCover } from "./goCover.ts";
import { googleBenchmark } from "./googleBenchmark.ts";
import { googleBenchmarkCsv } from "./googleBenchmarkCsv.ts";
import { goTest } from "./goTest.ts";
import { goTestText } from "./goTestText.ts";
import { grcovAde } from "./grcovAde.ts";
import { gremlins } from "./gremlins.ts";
import { gtestJson } from "./gtestJson.ts";
import { hyperfine } from "./hyperfine.ts";
import { hyperfineCsv } from "./hyperfineCsv.ts";
import { infection } from "./infection.ts";
import { interrogate } from "./interrogate.ts";
import { istanbulJson } from "./istanbulJson.ts";
import { istanbulSummary } from "./istanbulSummary.ts";
import { jacoco } from "./jacoco.ts";
import { jasmineJson } from "./jasmineJson.ts";
import { jestJson } from "./jestJson.ts";
import { jmeter } from "./jmeter.ts";
import { jmh } from "./jmh.ts";
import { junit } from "./junit.ts";
import { k6 } from "./k6.ts";
import { karmaJson } from "./karmaJson.ts";
import { labJson } from "./labJson.ts";
import { lcov } from "./lcov.ts";
import { libtest } from "./libtest.ts";
import { libtestText } from "./libtestText.ts";
import { llvmCov } from "./llvmCov.ts";
import { mitata } from "./mitata.ts";
import { mochaJson } from "./mochaJson.ts";
import { mochaJsonStream } from "./mochaJsonStream.ts";
import { mutmut } from "./mutmut.ts";
import { mutmutCache } from "./mutmutCache.ts";
import { nanobench } from "./nanobench.ts";
import { ncover } from "./ncover.ts";
import { newman } from "./newman.ts";
import { nunit } from "./nunit.ts";
import { opencover } from "./opencover.ts";
import { openTestReporting } from "./openTestReporting.ts";
import { phpbench } from "./phpbench.ts";
import { pit } from "./pit.ts";
import { playwrightBlob } from "./playwrightBlob.ts";
import { playwrightJson } from "./playwrightJson.ts";
import { pyperf } from "./pyperf.ts";
import { pytestBenchmark } from "./pytestBenchmark.ts";
import { pytestJson } from "./pytestJson.ts";
import { pytestReportlog } from "./pytestReportlog.ts";
import { qtTest } from "./qtTest.ts";
import { qtTestCsv } from "./qtTestCsv.ts";
import { raceLog } from "./raceLog.ts";
import { reportGenerator } from "./reportGenerator.ts";
import { robot } from "./robot.ts";
import { rspecJson } from "./rspecJson.ts";
import { rustdocCoverage } from "./rustdocCoverage.ts";
import { sarif } from "./sarif.ts";
import { scoverage } from "./scoverage.ts";
import { simplecov } from "./simplecov.ts";
import { sonarGeneric } from "./sonarGeneric.ts";
import { sonarTests } from "./sonarTests.ts";
import { sphinxCoverage } from "./sphinxCoverage.ts";
import { stryker } from "./stryker.ts";
import { subunit } from "./subunit.ts";
import { subunit1 } from "./subunit1.ts";
import { tap } from "./tap.ts";
import { tarpaulin } from "./tarpaulin.ts";
import { teamcity } from "./teamcity.ts";
import { testng } from "./testng.ts";
import { tradefed } from "./tradefed.ts";
import { trx } from "./trx.ts";
import { typedoc } from "./typedoc.ts";
import { unreal } from "./unreal.ts";
import { v8Coverage } from "./v8Coverage.ts";
import { vitestBench } from "./vitestBench.ts";
import { xccov } from "./xccov.ts";
import { xunit } from "./xunit.ts";

/** Every report format, the more telling ones first: a file is the first one that recognises it. */
export const formats: readonly ReportFormat[] = [
  jacoco,
  opencover,
  dotnetCoverage,
  dotCover,
  ncover,
  reportGenerator,
  bullseye,
  scoverage,
  sonarGeneric,
  clover,
  cobertura,
  junit,
  trx,
  nunit,
  xunit,
  robot,
  sonarTests,
  openTestReporting,
  failsafeSummary,
  catch2,
  doctest,
  boostTest,
  cppunit,
  fpcunit,
  tradefed,
  testng,
  ctest,
  qtTest,
  checkXml,
  allure,
  cucumber,
  cucumberMessages,
  goTest,
  libtest,
  dartTest,
  ctrf,
  vitestBench,
  jestJson,
  mochaJson,
  mochaJsonStream,
  newman,
  unreal,
  gtestJson,
  rspecJson,
  playwrightJson,
  playwrightBlob,
  pytestJson,
  pytestReportlog,
  karmaJson,
  apexTests,
  jasmineJson,
  labJson,
  simplecov,
  coveralls,
  covdir,
  apexCoverage,
  grcovAde,
  dartHitmap,
  coveragepyJson,
  istanbulSummary,
  coverletJson,
  llvmCov,
  gcovJson,
  gcovrJson,
  fastcov,
  istanbulJson,
  v8Coverage,
  mitata,
  asv,
  pytestBenchmark,
  googleBenchmark,
  googleBenchmarkCsv,
  qtTestCsv,
  hyperfine,
  hyperfineCsv,
  pyperf,
  denoBench,
  jmh,
  benchmarkDotNet,
  benchmarkList,
  goBench,
  criterion,
  cargoCriterion,
  criterionText,
  divan,
  catch2Benchmark,
  k6,
  jmeter,
  benchmarkTools,
  nanobench,
  phpbench,
  benchmarkJs,
  interrogate,
  docstrCoverage,
  sphinxCoverage,
  raceLog,
  automake,
  goTestText,
  libtestText,
  subunit1,
  pit,
  sarif,
  stryker,
  cargoMutants,
  infection,
  gremlins,
  mutmut,
  rustdocCoverage,
  typedoc,
  teamcity,
  tap,
  goCover,
  gcovText,
  tarpaulin,
  codecov,
  xccov,
  coveragepySqlite,
  mutmutCache,
  subunit,
  lcov,
];
