import { type Dirent, existsSync, readdirSync, readFileSync, type Stats, statSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { configurationFile } from "../core/configuration.ts";
import { formats } from "../core/formats/index.ts";
import type { Assessment } from "../core/model/assessment.ts";
import type { ReadResult } from "../core/model/report.ts";
import { assessmentJson, inspection, inspectionJson } from "../core/output/json.ts";
import { reportMarkdown } from "../core/output/reportMarkdown.ts";
import { assessmentText, gateText, inspectionText, type TextStyle } from "../core/output/text.ts";
import { addPathRule } from "../core/policy/addPathRule.ts";
import { detectRun, type ProjectFiles, proposeConfiguration } from "../core/policy/detect.ts";
import { parsePolicy } from "../core/policy/parse.ts";
import { searchPatterns } from "../core/searchPatterns.ts";
import type { RunOutcome } from "../core/session.ts";
import { convertCoverage, NotConvertible } from "../node/convert/convert.ts";
import { DiskFiles } from "../node/files.ts";
import { GitHistory } from "../node/git.ts";
import { assessFolder } from "../node/openSession.ts";
import { readReportFile } from "../node/readReport.ts";
import { runCommands } from "../node/run.ts";
import { type Call, parseCall, requirable } from "./arguments.ts";
import { exitCodes, help, UsageError } from "./usage.ts";

/** Runs one call of the command line and gives its exit code. */
export async function main(args: readonly string[]): Promise<number> {
  try {
    const call = parseCall(args);
    return await commandTable[call.command](call);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`readiness: ${error.message}\nreadiness --help shows what there is\n`);
    return exitCodes.usage;
  }
}

const commandTable: Readonly<Record<Call["command"], (call: Call) => Promise<number>>> = {
  assess: (call) => assessAndPrint(call, folderOf(call.operands[0])),
  run: runAndAssess,
  inspect: inspectFiles,
  convert: convertFile,
  explain: explainGate,
  init: writeConfiguration,
  schema: async () => {
    process.stdout.write(readFileSync(join(distribution, "..", "media", "readiness.schema.json"), "utf8"));
    return exitCodes.ready;
  },
  help: async () => {
    process.stdout.write(help);
    return exitCodes.ready;
  },
  version: async () => {
    const manifest = JSON.parse(readFileSync(join(distribution, "..", "package.json"), "utf8")) as { version: string };
    process.stdout.write(`${manifest.version}\n`);
    return exitCodes.ready;
  },
};

/** Folder of the built files. */
const distribution = __dirname;

function folderOf(operand: string | undefined): string {
  const folder = resolve(operand ?? ".");
  if (!existsSync(folder)) throw new UsageError(`there is no folder ${operand}`);
  if (!statSync(folder).isDirectory())
    throw new UsageError(`${operand} is no folder: "readiness inspect ${operand}" tells what the file is`);
  return folder;
}

function styleOf({ colour }: Call): TextStyle {
  const wanted =
    colour ??
    (process.env["NO_COLOR"]
      ? false
      : process.env["FORCE_COLOR"]
        ? process.env["FORCE_COLOR"] !== "0"
        : process.stdout.isTTY === true);
  return { colour: wanted, width: process.stdout.columns ?? 100 };
}

/** Tells what is going on, to a person at a terminal only. */
function progress(call: Call, text: string): void {
  if (!call.quiet && process.stderr.isTTY === true) process.stderr.write(`${text}\n`);
}

function log(level: "debug" | "info" | "warn" | "error", message: string): void {
  if (level === "error" || process.env["READINESS_DEBUG"]) process.stderr.write(`${level}: ${message}\n`);
}

async function assess(call: Call, folder: string, runOutcome?: RunOutcome): Promise<Assessment> {
  progress(call, `Assessing ${folder} …`);
  return assessFolder(folder, {
    workerPath: join(distribution, "cli.js"),
    trusted: true,
    log,
    acceptRun: call.acceptRun,
    ...(runOutcome === undefined ? {} : { runOutcome }),
  });
}

async function assessAndPrint(call: Call, folder: string, runOutcome?: RunOutcome): Promise<number> {
  let assessment = await assess(call, folder, runOutcome);
  if (call.acceptPaths && (await acceptPaths(folder, assessment))) assessment = await assess(call, folder, runOutcome);
  const render = (format: Call["format"], style: TextStyle) =>
    format === "json"
      ? assessmentJson(assessment)
      : format === "markdown"
        ? reportMarkdown(assessment, nameOf(folder))
        : assessmentText(assessment, style);
  print(call, render);
  return exitCodeOf(assessment, call);
}

/** Writes the proposed path rules into readiness.json; false where none is proposed. */
async function acceptPaths(folder: string, { reports }: Assessment): Promise<boolean> {
  const rules = reports.flatMap(({ proposal }) => (proposal === null ? [] : [proposal]));
  if (rules.length === 0) return false;
  const text = await projectFiles(folder).text(configurationFile);
  writeOutput(join(folder, configurationFile), rules.reduce<string | null>(addPathRule, text) ?? "");
  return true;
}

function nameOf(folder: string): string {
  return folder.slice(folder.lastIndexOf("/") + 1);
}

/** Prints, or writes to the files asked for, each in the format of its ending. */
function print(call: Call, render: (format: Call["format"], style: TextStyle) => string): void {
  if (call.outputs.length === 0) {
    process.stdout.write(render(call.format, styleOf(call)));
    return;
  }
  for (const path of call.outputs) {
    const format = path.endsWith(".json") ? "json" : path.endsWith(".md") ? "markdown" : call.format;
    writeOutput(path, render(format, { colour: false, width: 100 }));
  }
}

function writeOutput(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw new UsageError(`${path} cannot be written: ${(error as Error).message}`);
  }
}

/** One place for what an assessment means to a pipeline. */
function exitCodeOf(assessment: Assessment, call: Pick<Call, "require">): number {
  if (
    assessment.runFailures.some(
      (failure) => failure.kind === "could-not-start" || failure.kind === "crashed" || failure.kind === "timed-out",
    )
  )
    return exitCodes.runFailed;
  if (assessment.configuration.problems.some((problem) => problem.severity === "error")) return exitCodes.usage;
  if (assessment.level === "unmeasured") return exitCodes.unmeasured;
  const reached = requirable.indexOf(assessment.level);
  return reached !== -1 && reached <= requirable.indexOf(call.require) ? exitCodes.ready : exitCodes.notReady;
}

async function runAndAssess(call: Call): Promise<number> {
  const folder = folderOf(call.operands[0]);
  const text = await projectFiles(folder).text(configurationFile);
  const { policy } = parsePolicy(text, new Date().toISOString().slice(0, 10));
  const commands = policy.run.length > 0 ? policy.run : await detectRun(projectFiles(folder));
  if (commands.length === 0)
    throw new UsageError(
      `nothing to run: ${configurationFile} has no "run", and no test command was detected. "readiness init" writes a beginning`,
    );
  const abort = new AbortController();
  process.once("SIGINT", () => abort.abort());
  const outcome = await runCommands(commands, {
    folder,
    reportPatterns: searchPatterns(formats, policy).all,
    output: (output) => process.stderr.write(output),
    started: ({ name, command }) => process.stderr.write(`\n▶ ${name}: ${command.join(" ")}\n`),
    signal: abort.signal,
  });
  return assessAndPrint(call, folder, outcome);
}

function projectFiles(folder: string): ProjectFiles {
  return {
    text: async (path) => {
      try {
        return await readFile(join(folder, path), "utf8");
      } catch {
        return null;
      }
    },
    exists: async (path) => existsSync(join(folder, path)),
  };
}

async function inspectFiles(call: Call): Promise<number> {
  const results: ReadResult[] = [];
  for (const operand of call.operands) results.push(...(await inspected(operand)));
  print(call, (format, style) =>
    format === "json" ? inspectionJson(results) : inspectionText(results.map(inspection), style),
  );
  return results.every((result) => result.status === "read") ? exitCodes.ready : exitCodes.notReady;
}

/** What a file is; of a folder, what the reports in it are: Allure and Criterion write folders of small files. */
async function inspected(operand: string): Promise<readonly ReadResult[]> {
  if (!(statOf(operand)?.isDirectory() ?? false)) return readReportFile(resolve(operand), operand, formats);
  const paths = [...pathsBelow(operand)].sort();
  const found: ReadResult[] = [];
  for (const path of paths) {
    const results = await readReportFile(resolve(path), path, formats);
    // What is no report goes without saying, what may be one and cannot be read does not.
    found.push(...results.filter(({ status }) => status !== "unrecognised"));
  }
  if (found.length === 0) throw new UsageError(`${operand} holds no report: looked at ${paths.length} files in it`);
  return found;
}

/** What stands at a path; undefined where that cannot be told: reading it tells why. */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

/** The files of a folder and of those in it; of a folder that cannot be listed its own path. */
function* pathsBelow(folder: string): Generator<string> {
  let entries: readonly Dirent[];
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch {
    yield folder;
    return;
  }
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* pathsBelow(path);
    else if (entry.isFile() || statOf(path)?.isFile() === true) yield path;
  }
}

async function convertFile(call: Call): Promise<number> {
  const path = call.operands[0]!;
  const results = await readReportFile(resolve(path), path, formats);
  const found = results.filter(({ report }) => report?.kind === "coverage");
  if (found.length > 1)
    throw new UsageError(
      `${path} holds ${found.length} coverage reports: ${found.map((each) => each.path).join(", ")}`,
    );
  const report = found[0]?.report;
  if (report?.kind !== "coverage") {
    process.stderr.write(inspectionText(results.map(inspection), styleOf(call)));
    process.stderr.write(`readiness: ${path} is no coverage report that can be read: nothing to convert\n`);
    return exitCodes.notReady;
  }
  try {
    const { text, notHeld } = convertCoverage(report, call.to!);
    if (call.outputs.length === 0) process.stdout.write(text);
    for (const output of call.outputs) writeOutput(output, text);
    if (notHeld.length > 0 && !call.quiet)
      process.stderr.write(`readiness: ${call.to} cannot hold ${notHeld.join("; ")}: left out\n`);
    return exitCodes.ready;
  } catch (error) {
    if (!(error instanceof NotConvertible)) throw error;
    process.stderr.write(`readiness: ${path} cannot be converted: ${error.message}\n`);
    return exitCodes.notReady;
  }
}

async function explainGate(call: Call): Promise<number> {
  const [id, operand] = call.operands;
  const assessment = await assess(call, folderOf(operand));
  const gate = assessment.gates.find((each) => each.id === id || each.title.toLowerCase() === id?.toLowerCase());
  if (gate === undefined)
    throw new UsageError(`no gate "${id}": there are ${assessment.gates.map((each) => each.id).join(", ")}`);
  print(call, (format, style) => (format === "json" ? `${JSON.stringify(gate, null, 2)}\n` : gateText(gate, style)));
  return gate.verdict === "fail"
    ? exitCodes.notReady
    : gate.verdict === "unknown"
      ? exitCodes.unmeasured
      : exitCodes.ready;
}

async function writeConfiguration(call: Call): Promise<number> {
  const folder = folderOf(call.operands[0]);
  const path = join(folder, configurationFile);
  if (existsSync(path) && !call.force)
    throw new UsageError(`${configurationFile} is there already: --force replaces it`);
  const git = new GitHistory(folder, () => undefined);
  const { files } = await new DiskFiles(
    folder,
    (all, within) => git.notIgnored(all, within),
    () => undefined,
  ).list([]);
  const { text, run } = await proposeConfiguration(projectFiles(folder), files);
  writeOutput(path, text);
  process.stdout.write(
    `Wrote ${join(dirname(call.operands[0] ?? "."), configurationFile)}: ${run.length === 0 ? "no test command detected" : run.map((each) => each.command.join(" ")).join("; ")}\n`,
  );
  return exitCodes.ready;
}
