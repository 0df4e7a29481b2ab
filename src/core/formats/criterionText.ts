import { plainBenchmark } from "./benchmarkFormats.ts";
import { benchmarkLines } from "./benchmarkText.ts";
import { matched, missed, type ReportFormat } from "./format.ts";
import { withoutColours } from "./textLines.ts";

/** "name   time:   [1.0 ns 1.1 ns 1.2 ns]": lower bound, estimate, upper bound. */
const timeLine = /\btime:\s+\[[\d.]+ \S+ ([\d.]+) (\S+) [\d.]+ \S+\]/;
/** "test name ... bench:   1,234 ns/iter (+/- 56)"; harnesses of other things than time have "MB/s" there. */
const bencherLine = / \.\.\. bench:\s+([\d,.]+) ([^\s/]+\/(\w+))/;

/** Of the same form, readable or not; how a time has changed is in percent. */
const likeTime = /\btime:\s+\[(?!.*%)/;
const likeBencher = / \.\.\. bench:/;

const row = new RegExp(`${timeLine.source}|${bencherLine.source}`);

/** What Criterion.rs prints of each benchmark, and the lines of libtest's benches (also --output-format bencher). */
export const criterionText: ReportFormat = {
  id: "criterion-text",
  kind: "benchmarks",
  title: "Criterion.rs and cargo bench text",
  patterns: ["**/*bench*.txt", "**/*criterion*.txt"],
  recognise(head) {
    if (head.shape !== "text") return missed(0, "it is not plain text");
    return timeLine.test(withoutColours(head.text)) || bencherLine.test(head.text)
      ? matched
      : missed(/^Benchmarking \S/m.test(head.text) ? 0.7 : 0, 'it has no line "time: [low estimate high]"');
  },
  read(context) {
    /** A long name stands on a line of its own above its time. */
    let before = "";
    /** Why benchmarks may be missing. */
    let missing: string | null = null;
    let isRunning = false;
    // Criterion's `--output-format bencher` has the lines of libtest's benches, and no such last line.
    let isLibtest = false;
    const reader = benchmarkLines(
      () => (isLibtest ? "libtest" : "Criterion.rs"),
      row,
      (printed) => {
        isLibtest ||= /^test result: .* measured;/.test(printed);
        // Progress is written over with carriage returns where a terminal is assumed.
        const line = withoutColours(printed.slice(printed.lastIndexOf("\r") + 1));
        const time = timeLine.exec(line);
        if (line.startsWith("test ") && line.endsWith(" ... FAILED"))
          missing ??= `"${line.slice("test ".length, -" ... FAILED".length).trim()}" failed`;
        else if (/^error: .*\bbench failed\b/.test(line)) missing ??= "the run failed";
        if (line.startsWith("Benchmarking ")) isRunning = true;
        else if (time !== null || bencherLine.test(line)) isRunning = false;
        const bencher = time === null ? bencherLine.exec(line) : null;
        const like = time === null && bencher === null ? (likeTime.exec(line) ?? likeBencher.exec(line)) : null;
        // A result that can not be read: the benchmark has none.
        if (like !== null) {
          isRunning = false;
          const name =
            line
              .slice(0, like.index)
              .replace(/^[.iF]*test /, "")
              .trim() || before;
          before = "";
          return name === "" ? null : plainBenchmark(name, null, null, null);
        }
        const above = before;
        before = time === null && /^\S/.test(line) && !line.startsWith("Benchmarking ") ? line.trim() : "";
        if (time !== null) {
          const name = line.slice(0, time.index).trim() || above;
          return name === "" ? null : plainBenchmark(name, Number(time[1]), time[2]!, "smaller");
        }
        if (bencher === null) return null;
        const name = line
          .slice(0, bencher.index)
          // Asked for less words, libtest prints a letter for each test before.
          .replace(/^[.iF]*test /, "")
          .trim();
        const better = /^s(?:ec)?$/.test(bencher[3]!) ? "bigger" : "smaller";
        return plainBenchmark(name, Number(bencher[1]!.replaceAll(",", "")), bencher[2]!, better);
      },
    );
    return {
      write: (chunk) => reader.write(chunk),
      end() {
        const report = reader.end();
        const why = missing ?? (isRunning ? "the last one that began has no result" : null);
        if (why !== null)
          context.problem({ severity: "warning", code: "unfinished", message: `${why}: benchmarks may be missing` });
        return report;
      },
    };
  },
};
