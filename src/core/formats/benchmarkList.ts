import type { Report } from "../model/report.ts";
import { benchmarkReport, plainBenchmark } from "./benchmarkFormats.ts";
import { matched, missed, type Reader, type ReportFormat } from "./format.ts";
import { asObject, type JsonObject } from "./head.ts";
import { JsonReader } from "./json.ts";
import { JsonLines, refuseDamaged } from "./jsonLines.ts";
import { number, objects, onlyObjects, text } from "./jsonValues.ts";

type Entry = JsonObject;

/**
 * A plain list of { name, unit, value }, or such objects line by line (github-action-benchmark's custom tools). Which
 * way is better is seldom in it: readiness.json says it.
 */
export const benchmarkList: ReportFormat = {
  id: "benchmark-list",
  kind: "benchmarks",
  title: "list of name, unit and value",
  patterns: ["**/benchmark*.json", "**/*benchmark*.json"],
  recognise(head) {
    const first = head.jsonLines ? asObject(head.json) : objects(head.json)[0];
    return first !== undefined &&
      first !== null &&
      typeof first["name"] === "string" &&
      typeof first["value"] === "number" &&
      "unit" in first
      ? matched
      : missed(0, "its entries have no name, unit and value");
  },
  read: () => new ListReader(),
};

class ListReader implements Reader {
  readonly #entries: Entry[] = [];
  #reader: Reader | JsonLines | null = null;

  write(chunk: Uint8Array): void {
    if (this.#reader === null) {
      const isList = chunk.find((byte) => byte > 0x20) === 0x5b;
      this.#reader = isList
        ? new JsonReader((value) => report(onlyObjects(value)))
        : new JsonLines((entry) => this.#entries.push(entry), refuseDamaged);
    }
    this.#reader.write(chunk);
  }

  end(): Report {
    return this.#reader?.end() ?? report(this.#entries);
  }
}

function report(entries: readonly Entry[]): Report {
  const benchmarks = entries.map((each) => {
    const isBigger = each["biggerIsBetter"];
    const better = isBigger === true ? "bigger" : isBigger === false ? "smaller" : null;
    return plainBenchmark(text(each["name"]) ?? "", number(each["value"]), text(each["unit"]), better);
  });
  return benchmarkReport(benchmarks, "name, unit and value", { producer: null });
}
