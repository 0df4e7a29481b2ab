import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "mocha";
import { Project } from "./project.ts";

const interrogate = `================= Coverage for /elsewhere/app/src/shapes/ =================
------------------------------ Detailed Coverage -------------------------------
| Name                                |                                 Status |
|-------------------------------------|----------------------------------------|
| area.py (module)                    |                                COVERED |
|   circle (L2)                       |                                 MISSED |
|-------------------------------------|----------------------------------------|
----------------------------------- Summary ------------------------------------
| Name              |       Total |       Miss |       Cover |       Cover% |
|-------------------|-------------|------------|-------------|--------------|
| area.py           |           2 |          1 |           1 |          50% |
|-------------------|-------------|------------|-------------|--------------|
| TOTAL             |           2 |          1 |           1 |        50.0% |
---------------- RESULT: FAILED (minimum: 80.0%, actual: 50.0%) ----------------
`;

describe("What is not documented", () => {
  let project: Project;
  beforeEach(() => {
    project = new Project();
  });
  afterEach(() => project.dispose());

  it("is placed in the folder's own files, wherever the report was made", async () => {
    project.write({
      "src/shapes/area.py": '"""Areas."""\ndef circle(): pass\n',
      "src/other/area.py": "",
      "interrogate.txt": interrogate,
    });
    const { gates } = await project.assess();
    const gate = gates.find(({ id }) => id === "documentation_completeness")!;
    assert.deepEqual(gate.measurement.counts, { covered: 1, total: 2, unknown: 0 });
    assert.deepEqual(
      gate.offenders.map(({ file, line }) => [file, line]),
      [["src/shapes/area.py", 2]],
    );
  });
});
