import type { Benchmark } from "../model/benchmarks.ts";
import { plainBenchmark } from "./benchmarkFormats.ts";
import { benchmarkLines } from "./benchmarkText.ts";
import { matched, missed, type ReportFormat } from "./format.ts";
import { hasLine, withoutColours } from "./textLines.ts";

/** Behind the name of a tree's root, the columns: "shapes    fastest  │ slowest  │ median  │ mean  │ samples │ iters". */
const heading = /\bfastest +│ slowest +│ median +│ mean +│ samples +│ iters/;
/** What stands before a name: three characters for each level, the last of them a branch. */
const branch = /^((?:│ {2}| {3})*)[├╰]─ /;
/** The third of the columns: fastest, slowest, median. */
const median = /^[^│]*│[^│]*│ ([\d.]+) (\S+) +│/;

/** What stands between two of the columns. */
const columns = /│/;

/** What divan prints: a tree of benchmarks for each binary. Values are medians. */
export const divan: ReportFormat = {
  id: "divan",
  kind: "benchmarks",
  title: "divan text",
  patterns: ["**/*divan*.txt", "**/*bench*.txt"],
  recognise(head) {
    if (head.shape !== "text") return missed(0, "it is not plain text");
    return hasLine(head.text, heading)
      ? matched
      : missed(/^Timer precision: /m.test(head.text) ? 0.7 : 0, "it has no line with divan's columns");
  },
  read() {
    /** The names from the root to the row before. */
    let path: readonly string[] = [];
    /** Where the columns of numbers begin. */
    let column = 0;
    return benchmarkLines("divan", columns, (printed): Benchmark | null => {
      const line = withoutColours(printed);
      const root = heading.exec(line);
      if (root !== null) {
        column = root.index;
        path = [line.slice(0, column).trimEnd()];
        return null;
      }
      const found = column === 0 ? null : branch.exec(line);
      // Other rows below a benchmark are of what it counts: bytes, items, allocations.
      if (found === null) return null;
      const names = line.slice(found[0].length, column).trimEnd();
      path = [...path.slice(0, found[1]!.length / 3 + 1), names];
      const numbers = line.slice(column);
      const value = median.exec(numbers);
      if (value !== null) return plainBenchmark(path.join(" > "), Number(value[1]), value[2]!, "smaller");
      // A row of a group has empty columns; a median that can not be read is none.
      const isGroup = (numbers.split("│")[2] ?? "").trim() === "";
      return isGroup ? null : plainBenchmark(path.join(" > "), null, null, "smaller");
    });
  },
};
