import type { Mutant, MutantStatus } from "../model/mutation.ts";
import { matched, missed, type ReportFormat } from "./format.ts";
import { XmlScanner } from "./xml.ts";

const statuses: Readonly<Record<string, MutantStatus>> = {
  KILLED: "killed",
  TIMED_OUT: "timeout",
  MEMORY_ERROR: "killed",
  RUN_ERROR: "invalid",
  NON_VIABLE: "invalid",
  SURVIVED: "survived",
  NO_COVERAGE: "no-coverage",
};

/** PIT's mutations.xml. */
export const pit: ReportFormat = {
  id: "pit",
  kind: "mutation",
  title: "PIT mutations.xml",
  patterns: ["**/mutations.xml", "**/pit-reports/**/*.xml"],
  recognise({ xml }) {
    if (xml === null) return missed(0, "it is not XML");
    return xml.root === "mutations" ? matched : missed(0, `its root is <${xml.root}>, not <mutations>`);
  },
  read(context) {
    const mutants: Mutant[] = [];
    const texts = new Map<string, string>();
    let status = "";
    const scanner = new XmlScanner(
      {
        open(tag) {
          if (tag.name === "mutation") {
            status = tag.get("status") ?? "";
            texts.clear();
          } else tag.keepText(4096);
        },
        close(name, text) {
          if (name !== "mutation") {
            texts.set(name, text);
            return;
          }
          const packageOf = (texts.get("mutatedClass") ?? "").split(".").slice(0, -1).join("/");
          const file = texts.get("sourceFile");
          const line = Number(texts.get("lineNumber"));
          mutants.push({
            file: file === undefined ? null : packageOf === "" ? file : `${packageOf}/${file}`,
            line: Number.isInteger(line) && line > 0 ? line : null,
            mutator: (texts.get("mutator") ?? "").split(".").at(-1)!,
            status: statuses[status] ?? "pending",
          });
        },
      },
      context.problem,
    );
    return {
      write: (chunk) => scanner.write(chunk),
      end() {
        scanner.end();
        return {
          kind: "mutation",
          mutants,
          dialect: "PIT",
          producer: "PIT",
          generated: null,
          commit: null,
          declared: null,
        };
      },
    };
  },
};
