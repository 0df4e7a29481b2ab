import assert from "node:assert/strict";
import type { FolderShown } from "../../../../src/editor/render/folder.ts";
import { statusBarLook } from "../../../../src/editor/render/statusBarLook.ts";
import { assessment, folder, gate, missingGate, now } from "../assessments.ts";

const taste = { visible: "always", errorBackground: true } as const;

function look(...folders: readonly FolderShown[]) {
  const found = statusBarLook(folders, taste, now);
  assert.ok(found !== null);
  return found;
}

describe("status bar", () => {
  const critical = missingGate({ critical: true });
  const table: readonly (readonly [string, FolderShown, string, string])[] = [
    [
      "a folder that is looked at for the first time",
      folder({ phase: "starting" }),
      "$(loading~spin) Readiness",
      "Readiness: looking for reports",
    ],
    [
      "a blocked folder",
      folder({ gates: [gate({ critical: true }), critical, critical] }),
      "$(circle-slash) Readiness 24–99",
      "Readiness between 24 and 99 of 100, blocked: 1 critical gate fails, 2 critical gates not measured",
    ],
    [
      "a folder that cannot be assessed",
      folder({ level: "unmeasured", gates: [critical, critical, critical] }),
      "$(question) Readiness 24–99",
      "Readiness between 24 and 99 of 100, cannot be assessed: 3 critical gates not measured",
    ],
    [
      "a ready folder",
      folder({ level: "production-ready", score: { low: 97.9, high: 97.9 }, gates: [gate({ verdict: "pass" })] }),
      "$(pass-filled) Readiness 97",
      "Readiness 97 of 100, production ready: all gates pass",
    ],
    [
      "a folder whose reports are being read again",
      folder({ phase: "reading", previous: assessment({ level: "not-ready", gates: [gate()] }) }),
      "$(loading~spin) Readiness 24–99",
      "Readiness between 24 and 99 of 100, not ready: 1 other gate fails; reading reports",
    ],
    [
      "a folder without reports",
      folder({ level: "unmeasured", reports: [] }),
      "$(question) Readiness: no reports",
      "Readiness: no reports found, nothing is measured",
    ],
    [
      "a folder whose readiness.json cannot be used",
      folder({
        configuration: {
          path: "readiness.json",
          hash: "",
          problems: [{ severity: "error", code: "syntax", message: "no", path: [], offset: 0, length: 1 }],
        },
      }),
      "$(warning) Readiness: readiness.json is broken",
      "Readiness: readiness.json is broken",
    ],
    [
      "a session that failed",
      folder({ phase: "failed", message: "disk is gone" }),
      "$(warning) Readiness failed",
      "Readiness failed: disk is gone",
    ],
  ];
  for (const [what, shown, text, spoken] of table) {
    it(`shows ${what}`, () => {
      assert.deepEqual({ text: look(shown).text, spoken: look(shown).accessibilityLabel }, { text, spoken });
    });
  }

  it("has the error background for blocked only, and only where that is wanted", () => {
    assert.equal(look(folder({})).background, "error");
    for (const level of [
      "unmeasured",
      "not-ready",
      "needs-improvement",
      "conditionally-ready",
      "production-ready",
    ] as const) {
      assert.equal(look(folder({ level })).background, null, level);
    }
    assert.equal(statusBarLook([folder({})], { ...taste, errorBackground: false }, now)?.background, null);
  });

  it("counts passing, failing and unmeasured gates in the tooltip", () => {
    const gates = [gate({ verdict: "pass" }), gate({ critical: true }), gate(), missingGate({ critical: true })];
    const { tooltip } = look(folder({ gates }));
    assert.match(tooltip, /\| \$\(pass\) Pass \| 1 \| 0 \|/);
    assert.match(tooltip, /\| \$\(error\) Fail \| 2 \| 1 \|/);
    assert.match(tooltip, /\| \$\(question\) [^|]+ \| 1 \| 1 \|/);
  });

  it("says how old the newest report is", () => {
    assert.match(look(folder({})).tooltip, /1 report read, the newest `coverage.xml`, written 3 hours ago/);
  });

  it("shows the worst of several folders and lists all of them", () => {
    const good = folder({ level: "production-ready", score: { low: 99, high: 99 }, gates: [] }, "good");
    const bad = folder({ gates: [] }, "bad");
    for (const order of [
      [good, bad],
      [bad, good],
    ]) {
      const { text, tooltip, accessibilityLabel } = look(...order);
      assert.equal(text, "$(circle-slash) Readiness 24–99");
      assert.match(tooltip, /\| good \| \$\(pass-filled\) 99 \| Production ready \|/);
      assert.match(tooltip, /\| bad \| \$\(circle-slash\) 24–99 \| Blocked \|/);
      assert.match(accessibilityLabel, /^Worst of 2 folders, bad: /);
    }
  });

  it("cannot be made to show a link or icon by a message", () => {
    const blockers = [
      { kind: "critical", message: "[x](command:evil) $(flame)", gates: [], consequences: [] },
    ] as const;
    const { tooltip } = look(folder({ blockers }));
    assert.ok(!tooltip.includes("](command:evil)") && !tooltip.includes(" $(flame)"), tooltip);
  });

  it("is hidden without a folder, on request, and without reports where that is asked", () => {
    assert.equal(statusBarLook([], taste, now), null);
    assert.equal(statusBarLook([folder({})], { ...taste, visible: "never" }, now), null);
    assert.equal(statusBarLook([folder({ reports: [] })], { ...taste, visible: "withReports" }, now), null);
    assert.notEqual(statusBarLook([folder({})], { ...taste, visible: "withReports" }, now), null);
  });
});
