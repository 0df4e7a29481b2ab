import { coverageTotals } from "../model/coverage.ts";
import type { CoverageReport } from "../model/report.ts";
import { CoverageBuilder, type FileBuilder } from "./coverageBuilder.ts";
import { coverageReport, refuseEmpty } from "./coverageReport.ts";
import { compareCounts } from "./declared.ts";
import { InvalidReport, matched, missed, type ReadContext, type ReportFormat } from "./format.ts";
import { type XmlContent, XmlReader } from "./xmlReader.ts";
import type { XmlTag } from "./xmlTag.ts";

/**
 * BullseyeCoverage's XML (`covxml`, https://www.bullseye.com/covxml): in folders, sources and functions a probe for each
 * function, decision, condition and label with the ways that it went, and since version 6 of the format the line that
 * each block begins on. How often something ran is not in it: hits are 1 or 0.
 */
export const bullseye: ReportFormat = {
  id: "bullseye",
  kind: "coverage",
  title: "BullseyeCoverage XML (covxml)",
  patterns: ["**/*bullseye*.xml", "**/covxml*.xml", "**/*coverage*.xml"],
  recognise({ xml }) {
    return xml?.root === "BullseyeCoverage" ? matched : missed(0, "its root element is not <BullseyeCoverage>");
  },
  read: (context) => new XmlReader(context, new BullseyeCoverage(context)),
};

/** Which of a decision's two ways were gone. */
const ways: Readonly<Record<string, readonly [whenTrue: number, whenFalse: number]>> = {
  full: [1, 1],
  true: [1, 0],
  false: [0, 1],
  none: [0, 0],
};

/** The root's own sums: functions, and decisions with labels and handlers. */
const figures = ["fn_cov", "fn_total", "cd_cov", "cd_total", "d_cov", "d_total"] as const;

class BullseyeCoverage implements XmlContent {
  readonly #context: ReadContext;
  readonly #builder = new CoverageBuilder();
  /** Names of the folders that are open, outermost first, and the depth of each. */
  readonly #folders: { readonly name: string; readonly depth: number }[] = [];
  #depth = 0;
  #file: FileBuilder | null = null;
  #function = "";
  /** How many arms a line of the file has so far: they have no names. */
  readonly #arms = new Map<string, number>();
  #root = "";
  #format: string | null = null;
  #producer = "BullseyeCoverage";
  readonly #declared = new Map<string, number>();

  constructor(context: ReadContext) {
    this.#context = context;
    this.#builder.has("branches", "functions");
  }

  open(tag: XmlTag): void {
    this.#depth = tag.depth;
    switch (tag.name) {
      case "BullseyeCoverage":
        this.#root = tag.get("dir") ?? "";
        this.#format = tag.get("version");
        for (const name of figures) this.#declared.set(name, tag.number(name));
        return;
      case "folder":
        this.#folders.push({ name: tag.get("name") ?? "", depth: tag.depth });
        return;
      case "src": {
        const names = [...this.#folders.map(({ name }) => name), tag.get("name") ?? ""];
        this.#file = this.#builder.file(names.map(withoutSlash).join("/"));
        this.#arms.clear();
        return;
      }
      case "fn":
        this.#function = tag.get("name") ?? "";
        return;
      case "block":
        this.#block(tag);
        return;
      case "probe":
        this.#probe(tag);
    }
  }

  #block(tag: XmlTag): void {
    const [line, entered] = [tag.number("line"), tag.number("entered")];
    if (this.#file === null || Number.isNaN(line) || Number.isNaN(entered))
      throw new InvalidReport("structure", 'a block is of no source, or has no line or no "entered"', tag.line);
    this.#file.line(line, entered);
  }

  #probe(tag: XmlTag): void {
    const [line, kind, event] = [tag.number("line"), tag.get("kind") ?? "", tag.get("event") ?? ""];
    if (kind === "constant") return;
    const gone = Object.hasOwn(ways, event) ? ways[event]! : null;
    if (this.#file === null || Number.isNaN(line) || gone === null)
      throw new InvalidReport(
        "structure",
        "a probe is of no source, or has no line or no event that is known",
        tag.line,
      );
    const once = event === "none" ? 0 : 1;
    if (kind === "function") this.#file.function(this.#function, line, 0, once);
    else if (kind === "decision" || kind === "condition") {
      this.#arm(this.#file, kind, line, gone[0], "true");
      this.#arm(this.#file, kind, line, gone[1], "false");
    } else this.#arm(this.#file, "decision", line, once, kind);
  }

  #arm(file: FileBuilder, kind: "decision" | "condition", line: number, hits: number, label: string): void {
    const place = `${kind}:${line}`;
    const key = this.#arms.get(place) ?? 0;
    this.#arms.set(place, key + 1);
    if (kind === "decision") file.branch(line, key, hits, label);
    else file.condition(line, key, hits, label);
  }

  comment(text: string): void {
    const version = /^\s*BullseyeCoverage XML (\d[\d.]*)/.exec(text)?.[1];
    if (version !== undefined) this.#producer = `BullseyeCoverage ${version}`;
  }

  close(): void {
    if (this.#folders.at(-1)?.depth === this.#depth) this.#folders.pop();
    this.#depth--;
  }

  report(): CoverageReport {
    refuseEmpty(this.#builder, "source");
    const coverage = this.#builder.build();
    const totals = coverageTotals(coverage);
    const of = (name: string) => this.#declared.get(name) ?? Number.NaN;
    for (const [what, stated, counted] of [
      ["functions", { covered: of("fn_cov"), total: of("fn_total") }, totals.functions],
      ["decisions", { covered: of("d_cov"), total: of("d_total") }, totals.branches],
    ] as const) {
      compareCounts(this.#context, what, stated, counted);
    }
    return coverageReport({
      coverage,
      roots: this.#root === "" ? [] : [this.#root],
      dialect: this.#format === null ? "covxml" : `covxml ${this.#format}`,
      producer: this.#producer,
      declared: Object.fromEntries(this.#declared),
    });
  }
}

/** A folder's name without the slashes that it ends with; the root alone is one. */
function withoutSlash(name: string): string {
  let end = name.length;
  while (end > 1 && (name[end - 1] === "/" || name[end - 1] === "\\")) end--;
  return name.slice(0, end);
}
