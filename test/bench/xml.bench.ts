import { cobertura } from "../../src/core/formats/cobertura.ts";
import type { ReportFormat } from "../../src/core/formats/format.ts";
import { formats } from "../../src/core/formats/index.ts";
import { jacoco } from "../../src/core/formats/jacoco.ts";
import { XmlScanner } from "../../src/core/formats/xml.ts";
import type { Report } from "../../src/core/model/report.ts";
import { coberturaInput, jacocoInput, junitInput } from "./xmlInputs.ts";

/**
 * Throughput of the XML readers beside peers, alternating in one run on the same bytes: what counts is the ratio.
 * `XML_BENCH_MB` sets the size of each input (default 40), `XML_BENCH_ROUNDS` the rounds (default 4).
 *
 * The peers do less than the readers. For coverage saxes only sums the numbers of the elements that count and keeps
 * nothing; for tests it keeps the cases with the attributes and texts that the reader keeps. The tree parsers build
 * objects; they are slow and need a gigabyte, so they read once, after a warm-up on a tenth.
 */
const size = Number(process.env["XML_BENCH_MB"] ?? 40) * 1e6;
const rounds = Number(process.env["XML_BENCH_ROUNDS"] ?? 4);
const chunkSize = 64 * 1024;

interface Contender {
  readonly name: string;
  /** Reads the bytes and gives a number that all contenders must agree on, or null. */
  readonly run: (bytes: Uint8Array) => Promise<number | null> | number | null;
  /** Reads once. */
  readonly slow?: boolean;
}

function chunks(bytes: Uint8Array, take: (chunk: Uint8Array) => void): void {
  for (let at = 0; at < bytes.length; at += chunkSize) take(bytes.subarray(at, at + chunkSize));
}

function reader(format: ReportFormat, count: (report: Report) => number) {
  return (bytes: Uint8Array) => {
    const reading = format.read({ path: "bench.xml", problem() {} });
    chunks(bytes, (chunk) => reading.write(chunk));
    return count(reading.end());
  };
}

function scanner(element: string) {
  return (bytes: Uint8Array) => {
    let count = 0;
    const scanning = new XmlScanner({
      open(tag) {
        if (tag.name === element) count++;
      },
      close() {},
    });
    chunks(bytes, (chunk) => scanning.write(chunk));
    scanning.end();
    return count;
  };
}

interface SaxesModule {
  readonly SaxesParser: new () => {
    on(event: "opentag", handler: (tag: { name: string; attributes: Record<string, string> }) => void): void;
    on(event: "closetag", handler: (tag: { name: string }) => void): void;
    on(event: "text", handler: (text: string) => void): void;
    write(text: string): void;
    close(): void;
  };
}

/** saxes with a handler that reads the numbers a coverage reader needs. */
function saxesSums({ SaxesParser }: SaxesModule, attributes: readonly string[]) {
  return (bytes: Uint8Array) => {
    let count = 0;
    let sum = 0;
    const parser = new SaxesParser();
    parser.on("opentag", (tag) => {
      if (tag.name !== "line") return;
      count++;
      for (const name of attributes) {
        const value = tag.attributes[name];
        if (value !== undefined) sum += Number(value);
      }
    });
    feed(parser, bytes);
    return sum === -1 ? -1 : count;
  };
}

/** saxes with the handlers of a plain JUnit reader, which keeps every case. */
function saxesCases({ SaxesParser }: SaxesModule) {
  return (bytes: Uint8Array) => {
    const cases: object[] = [];
    const suites: string[] = [];
    let outcome = "passed";
    let message: string | null = null;
    let inMessage = false;
    let attributes: Record<string, string> = {};
    const parser = new SaxesParser();
    parser.on("opentag", (tag) => {
      if (tag.name === "testsuite") suites.push(tag.attributes["name"] ?? "");
      else if (tag.name === "testcase") {
        attributes = tag.attributes;
        outcome = "passed";
        message = null;
      } else if (tag.name === "failure" || tag.name === "error" || tag.name === "skipped") {
        outcome = tag.name;
        message = tag.attributes["message"] ?? "";
        inMessage = true;
      }
    });
    parser.on("text", (text) => {
      if (inMessage) message += text;
    });
    parser.on("closetag", (tag) => {
      inMessage = false;
      if (tag.name === "testsuite") suites.pop();
      if (tag.name !== "testcase") return;
      cases.push({
        name: attributes["name"] ?? "",
        className: attributes["classname"] ?? "",
        suite: suites.at(-1) ?? "",
        file: attributes["file"] ?? null,
        line: attributes["line"] === undefined ? null : Number(attributes["line"]),
        outcome,
        durationSeconds: attributes["time"] === undefined ? null : Number(attributes["time"]),
        message,
        properties: [],
      });
    });
    feed(parser, bytes);
    return cases.length;
  };
}

function feed(parser: { write(text: string): void; close(): void }, bytes: Uint8Array): void {
  const decoder = new TextDecoder();
  chunks(bytes, (chunk) => parser.write(decoder.decode(chunk, { stream: true })));
  parser.close();
}

function newlines(bytes: Uint8Array): null {
  let count = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) count++;
  if (count < 0) throw new Error("no");
  return null;
}

/** A peer that may not be installed. */
async function optional<Module>(name: string): Promise<Module | null> {
  try {
    const module = (await import(name)) as Module & { default?: Module };
    return module.default ?? module;
  } catch {
    console.log(`${name} is not installed: left out`);
    return null;
  }
}

type Callback = (error: Error | null, result: unknown) => void;

async function contendersOf(kind: string): Promise<readonly Contender[]> {
  const saxesModule = await optional<SaxesModule>("saxes");
  const xml2js = await optional<{ parseString(text: string, done: Callback): void }>("xml2js");
  const contenders: Contender[] = [];
  const add = (name: string, run: Contender["run"], slow = false) => contenders.push({ name, run, slow });
  const lines = (report: Report) => (report.kind === "coverage" ? (report.coverage.lines?.hits.length ?? 0) : -1);
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  if (kind === "Cobertura") {
    add("reader", reader(cobertura, lines));
    add("scanner alone", scanner("line"));
    if (saxesModule !== null) add("saxes", saxesSums(saxesModule, ["number", "hits", "condition-coverage"]));
    const parse = await optional<{ parseContent(text: string, done: Callback): void }>("cobertura-parse");
    if (parse !== null)
      add("cobertura-parse", (bytes) => settled((done) => parse.parseContent(decode(bytes), done)), true);
  } else if (kind === "JaCoCo") {
    add("reader", reader(jacoco, lines));
    add("scanner alone", scanner("line"));
    if (saxesModule !== null) add("saxes", saxesSums(saxesModule, ["nr", "ci", "mb", "cb"]));
  } else {
    const junit = formats.find(({ id }) => id === "junit");
    if (junit !== undefined)
      add(
        "reader",
        reader(junit, (report) => (report.kind === "tests" ? report.cases.length : -1)),
      );
    add("scanner alone", scanner("testcase"));
    if (saxesModule !== null) add("saxes with handlers", saxesCases(saxesModule));
  }
  if (xml2js !== null) add("xml2js", (bytes) => settled((done) => xml2js.parseString(decode(bytes), done)), true);
  add("newline scan", newlines);
  return contenders;
}

function settled(start: (done: Callback) => void): Promise<null> {
  return new Promise((resolve, reject) => start((error) => (error === null ? resolve(null) : reject(error))));
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1]!;
}

async function bench(kind: string, make: (bytes: number) => Uint8Array): Promise<void> {
  const whole = make(size);
  const tenth = make(size / 10);
  const contenders = await contendersOf(kind);
  const speeds = contenders.map((): number[] => []);
  let agreed: number | null = null;
  // The first round only warms up.
  for (let round = 0; round <= rounds; round++) {
    for (const [at, { name, run, slow }] of contenders.entries()) {
      // The slow ones fill the heap: they come last, so that the others do not pay for it.
      if (slow === true && round > 0 && round < rounds) continue;
      const bytes = slow === true && round === 0 ? tenth : whole;
      const begin = performance.now();
      const result = await run(bytes);
      const speed = bytes.length / 1e3 / (performance.now() - begin);
      if (round > 0) speeds[at]!.push(speed);
      if (result === null) continue;
      agreed ??= result;
      if (agreed !== result) throw new Error(`${kind}: ${name} counted ${result}, another ${agreed}`);
    }
  }
  console.log(`\n${kind}, ${(whole.length / 1e6).toFixed(0)} MB, ${agreed} elements, ${rounds} rounds`);
  console.log("                     MB/s (range)          reader is");
  for (const [at, { name }] of contenders.entries()) {
    const own = speeds[at]!;
    const last = speeds[0]!.slice(-own.length);
    const ratios = own.map((speed, round) => last[round]! / speed);
    const range = `${median(own).toFixed(0)} (${Math.min(...own).toFixed(0)}–${Math.max(...own).toFixed(0)})`;
    console.log(`${name.padEnd(20)} ${range.padEnd(21)} ${at === 0 ? "" : `${median(ratios).toFixed(1)} x as fast`}`);
  }
}

async function main(): Promise<void> {
  await bench("Cobertura", coberturaInput);
  await bench("JaCoCo", jacocoInput);
  await bench("JUnit", junitInput);
}

void main();
