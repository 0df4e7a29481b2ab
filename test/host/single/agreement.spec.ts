import assert from "node:assert/strict";
import { assessmentOf, Folder } from "../folder.ts";
import { activate, allReady, shown } from "../snapshot.ts";

describe("the editor and the command line", () => {
  it("say the same of the folder, to the last field", async () => {
    await activate();
    const now = await shown("an assessment", allReady);
    assert.deepEqual(assessmentOf(now), await new Folder().assessedByCommandLine());
  });

  it("say the same of every gate in the view", async () => {
    const now = await shown("rows of the gates", ({ tree }) => tree.length > 8);
    const { gates } = await new Folder().assessedByCommandLine();
    for (const gate of gates) {
      const row = now.tree.find(({ label }) => label === gate.title);
      assert.ok(row !== undefined, gate.title);
      const word = { pass: "passes", fail: "fails", "not-applicable": "not applicable", unknown: "" }[gate.verdict];
      assert.ok(row.description?.startsWith(word), `${gate.title}: ${row.description}`);
      const counts = gate.measurement.counts;
      if (counts !== null) assert.ok(row.description?.includes(`${counts.covered}/${counts.total}`), row.description);
    }
  });
});
