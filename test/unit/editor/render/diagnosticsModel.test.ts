import assert from "node:assert/strict";
import {
  byFile,
  diagnosticCodes,
  positionAt,
  reportDiagnostics,
  safetyDiagnostics,
} from "../../../../src/editor/render/diagnosticsModel.ts";
import { explanations } from "../../../../src/editor/render/explanations.ts";
import { assessment, gate, report } from "../assessments.ts";

const gap = {
  file: "src/limits.py",
  line: 4,
  endLine: 6,
  kind: "uncovered-lines",
  message: "Not covered",
  gate: "safety",
  reports: ["coverage.xml"],
} as const;
const gates = [gate({ id: "safety", title: "Safety-critical coverage" })];

describe("diagnostics", () => {
  it("makes one of each gap in safety-critical code, naming gate and report", () => {
    const configuration = { path: "readiness.json", hash: "", problems: [] };
    assert.deepEqual(safetyDiagnostics(assessment({ gates, configuration, safetyGaps: [gap] }), "error"), [
      {
        file: "src/limits.py",
        line: 4,
        endLine: 6,
        message: "Not covered",
        severity: "error",
        code: "safety-uncovered",
        related: [
          { file: "readiness.json", message: "Gate “Safety-critical coverage”" },
          { file: "coverage.xml", message: "Report of the gate “Safety-critical coverage”" },
        ],
      },
    ]);
  });

  it("is only information where nothing is known", () => {
    const kinds = ["uncovered-lines", "partial-branch", "unjustified-exclusion", "stale-lines", "silent-file"] as const;
    const found = safetyDiagnostics(
      assessment({ gates, safetyGaps: kinds.map((kind) => ({ ...gap, kind })) }),
      "warning",
    );
    assert.deepEqual(
      found.map(({ severity, code }) => [severity, code]),
      [
        ["warning", "safety-uncovered"],
        ["warning", "safety-partial-branch"],
        ["warning", "safety-unjustified-exclusion"],
        ["information", "safety-stale"],
        ["information", "safety-silent-file"],
      ],
    );
  });

  it("puts a whole-file gap on the first line", () => {
    const [found] = safetyDiagnostics(assessment({ safetyGaps: [{ ...gap, line: 0, endLine: 0 }] }), "error");
    assert.deepEqual([found?.line, found?.endLine], [1, 1]);
  });

  it("shows what is wrong with a report on the report, at its line", () => {
    const reports = [
      report({
        path: "junit.xml",
        status: "invalid",
        problems: [{ severity: "error", code: "truncated", message: "The report ends early", line: 7 }],
      }),
      report({
        problems: [
          { severity: "warning", code: "summary", message: "Summary and detail differ" },
          { severity: "info", code: "x", message: "fine" },
        ],
      }),
      report({ path: "a.zip!/b.xml", problems: [{ severity: "error", code: "truncated", message: "no" }] }),
    ];
    assert.deepEqual(
      reportDiagnostics(assessment({ reports })).map(({ file, line, severity, code, message }) => [
        file,
        line,
        severity,
        code,
        message,
      ]),
      [
        ["junit.xml", 7, "error", "report-invalid", "The report ends early. Nothing is counted from this report."],
        ["coverage.xml", 1, "warning", "report-warning", "Summary and detail differ"],
      ],
    );
  });

  it("groups by file", () => {
    const found = byFile(
      safetyDiagnostics(
        assessment({ safetyGaps: [gap, { ...gap, file: "b.py" }, { ...gap, line: 9, endLine: 9 }] }),
        "error",
      ),
    );
    assert.deepEqual(
      [...found].map(([file, list]) => [file, list.length]),
      [
        ["src/limits.py", 2],
        ["b.py", 1],
      ],
    );
  });

  it("has an explanation for every code that begins with the code", () => {
    for (const code of diagnosticCodes) assert.ok(explanations[code].startsWith(`# ${code}\n`), code);
    assert.deepEqual(Object.keys(explanations).sort(), [...diagnosticCodes].sort());
  });

  it("finds line and column of an offset", () => {
    const text = "a\r\nbc\rd\n";
    const at = (offset: number) => Object.values(positionAt(text, offset));
    assert.deepEqual(
      [at(0), at(3), at(5), at(6), at(8), at(99)],
      [
        [0, 0],
        [1, 0],
        [1, 2],
        [2, 0],
        [3, 0],
        [3, 0],
      ],
    );
  });
});
