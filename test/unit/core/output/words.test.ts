import assert from "node:assert/strict";
import {
  ageText,
  brief,
  capital,
  codeSpan,
  componentDescription,
  countText,
  escapeMarkdown,
  gateDescription,
  gateSpoken,
  linesText,
  percentText,
  scoreText,
  spokenScore,
} from "../../../../src/core/output/words.ts";
import { gate, missingGate, now } from "../../editor/assessments.ts";

describe("words", () => {
  for (const [text, expected] of [
    ["none of 2 tests ran", "None of 2 tests ran"],
    ["reports/junit.xml:1: the file ends", "reports/junit.xml:1: the file ends"],
    ["lcov.info: nothing ran", "lcov.info: nothing ran"],
    ["tests_a\\b.xml: nothing ran", "tests_a\\b.xml: nothing ran"],
    ["", ""],
  ] as const)
    it(`begin a sentence: ${text}`, () => assert.equal(capital(text), expected));

  for (const [low, high, expected] of [
    [87, 87, "87"],
    [87.9, 87.9, "87"],
    [94.9, 94.9, "94"],
    [84.6, 94.99, "84–94"],
    [99.999, 99.999, "99"],
    [100, 100, "100"],
    [5, 100, "5–100"],
    [23.918128654970758, 98.91812865497077, "24–99"],
    [87.2, 87.4, "87.2–87.4"],
    [87.21, 87.26, "87.21–87.26"],
  ] as const) {
    it(`shows a score of ${low} to ${high} as ${expected}`, () => {
      assert.equal(scoreText({ low, high }), expected);
    });
  }

  it("cuts a long list behind one of its parts, and says so", () => {
    const list = Array.from({ length: 60 }, (_, at) => `**/report-${at}.xml`).join(", ");
    const text = brief(`looked for ${list}`);
    assert.ok(text.length <= 222, `${text.length}`);
    assert.match(text, /^looked for \*\*\/report-0\.xml, .*\.xml, …$/);
    assert.equal(brief("looked for a.xml"), "looked for a.xml");
    assert.match(brief("x".repeat(500)), /^x{220} …$/);
  });

  it("says an uncertain score in words", () => {
    assert.equal(spokenScore({ low: 24, high: 99 }), "between 24 and 99 of 100");
    assert.equal(spokenScore({ low: 87, high: 87 }), "87 of 100");
  });

  it("never rounds a percentage up to 100", () => {
    assert.equal(percentText({ low: (100 * 39_369) / 39_370, high: (100 * 39_369) / 39_370 }), "99.99 %");
  });

  it("has no number for what was not measured", () => {
    assert.equal(percentText(null), "not measured");
    assert.equal(gateDescription(missingGate()), "not measured, needs 85 %");
    assert.ok(!/\d+ percent, needs|0\/0/.test(gateSpoken(missingGate())));
  });

  it("describes a failing gate by value, threshold, counts and distance", () => {
    assert.equal(gateDescription(gate()), "fails · 71.2 % of 85 %, 89/125 lines, 18 lines to go");
  });

  it("names unknown things beside the counts", () => {
    const measurement = {
      ...gate().measurement,
      status: "stale" as const,
      value: { low: 60, high: 72 },
      counts: { covered: 75, total: 125, unknown: 15 },
    };
    assert.equal(
      gateDescription(gate({ verdict: "unknown", measurement, distance: null })),
      "out of date · 60–72 % of 85 %, 75/125 lines (15 unknown)",
    );
  });

  it("speaks a gate in whole words", () => {
    assert.equal(
      gateSpoken(gate({ critical: true })),
      "Overall test coverage, critical: fails, 71.2 percent, needs 85 percent, 89 of 125 lines, 18 lines to go",
    );
  });

  it("says a component without a value as such", () => {
    const component = { id: "safety", title: "Safety", target: 100, status: "missing", value: null } as const;
    assert.equal(componentDescription(component), "not measured, target 100");
  });

  for (const [count, unit, expected] of [
    [1, "lines", "1 line"],
    [2, "lines", "2 lines"],
    [1, "branches", "1 branch"],
    [39_370, "lines", "39,370 lines"],
    [1, "hits", "1 hit"],
  ] as const) {
    it(`counts ${expected}`, () => {
      assert.equal(countText(count, unit), expected);
    });
  }

  for (const [time, expected] of [
    ["2026-11-24T11:59:30Z", "just now"],
    ["2026-11-24T11:58:59Z", "1 minute ago"],
    ["2026-11-24T09:00:00Z", "3 hours ago"],
    ["2026-11-01T12:00:00Z", "23 days ago"],
    ["2026-11-25T12:00:00Z", "2026-11-25T12:00:00Z"],
    ["yesterday", "yesterday"],
  ] as const) {
    it(`tells the age of ${time} as ${expected}`, () => {
      assert.equal(ageText(time, now), expected);
    });
  }

  it("names one line and several", () => {
    assert.deepEqual(
      [linesText(0), linesText(3), linesText(3, 3), linesText(3, 7)],
      ["", "line 3", "line 3", "lines 3–7"],
    );
  });

  it("takes the meaning from Markdown signs", () => {
    assert.equal(escapeMarkdown("[a](command:b) $(x) `c`\nd"), "\\[a\\]\\(command:b\\) \\$\\(x\\) \\`c\\` d");
    assert.equal(codeSpan("a`b"), "``a`b``");
  });
});
