import type { Finding } from "../model/findings.ts";
import { matched, missed, type ReportFormat } from "./format.ts";
import { TextLines } from "./textLines.ts";

/**
 * Logs of race detectors: ThreadSanitizer and `go test -race`. Only a log that names a race can be told from any other
 * text: a run without races leaves nothing to recognise, and proves nothing here.
 */
export const raceLog: ReportFormat = {
  id: "race-log",
  kind: "findings",
  title: "ThreadSanitizer and Go race logs",
  patterns: ["**/*tsan*.log", "**/*tsan*.txt", "**/*race*.log", "**/*race*.txt"],
  recognise(head) {
    if (head.shape !== "text") return missed(0, "it is not plain text");
    return /WARNING: (?:ThreadSanitizer: |DATA RACE)/.test(head.text) ? matched : missed(0, "it names no race");
  },
  read() {
    const findings: { rule: string; message: string; file: string | null; line: number | null }[] = [];
    let dialect = "ThreadSanitizer";
    const take = (line: string) => {
      const started = /WARNING: (?:ThreadSanitizer: (.+?)(?: \(pid=\d+\))?|(DATA RACE))\s*$/.exec(line);
      if (started !== null) {
        if (started[2] !== undefined) dialect = "Go race detector";
        const what = started[1] ?? "data race";
        findings.push({ rule: what.replace(/\s+/g, "-"), message: what, file: null, line: null });
        return;
      }
      const open = findings.at(-1);
      // The first frame with a place is where the race was seen.
      const place = /(?:^\s+#\d+ .*? |^\s+)(\/?[\w./+-]+\.\w+):(\d+)(?::\d+)?(?:\s|$)/.exec(line);
      if (open !== undefined && open.file === null && place !== null) {
        open.file = place[1]!;
        open.line = Number(place[2]);
      }
    };
    const lines = new TextLines(take);
    return {
      write: (chunk) => lines.write(chunk),
      end() {
        const rest = lines.rest();
        if (rest !== null) take(rest.line);
        const all: Finding[] = findings.map((each) => ({ ...each, level: "error", endLine: null, suppressed: false }));
        return {
          kind: "findings",
          findings: all,
          aborted: null,
          dialect,
          producer: dialect,
          generated: null,
          commit: null,
          declared: null,
        };
      },
    };
  },
};
