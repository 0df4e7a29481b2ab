import assert from "node:assert/strict";
import * as vscode from "vscode";
import { Folder, gateShown, until } from "../folder.ts";
import { activate, allReady, shown } from "../snapshot.ts";

const safety = "src/safety/saturation.py";
const gate = "safety_critical_coverage";

describe("reports that change while the folder is open", () => {
  const folder = new Folder();
  let xml: string;
  let json: string;

  before(async () => {
    await activate();
    await shown("an assessment", allReady);
    xml = folder.read("coverage.xml");
    json = folder.read("coverage.json");
  });

  const asAtFirst = () =>
    gateShown(
      "20 of 28 branches",
      gate,
      ({ measurement }) => measurement.counts?.covered === 20 && measurement.counts.total === 28,
    );

  it("are read again when a run has rewritten them", async () => {
    await asAtFirst();
    // What a run with more tests would have written: everything taken.
    folder.remove("coverage.json");
    folder.write(
      "coverage.xml",
      xml
        .replaceAll('hits="0"', 'hits="1"')
        .replaceAll(/condition-coverage="\d+% \(\d+\/(\d+)\)"/g, 'condition-coverage="100% ($1/$1)"')
        .replaceAll(/ missing-branches="[^"]*"/g, ""),
    );
    await gateShown("a gate that passes", gate, ({ verdict }) => verdict === "pass");
    await until("no gap in the safety file", () => folder.diagnostics(safety).length === 0);
  });

  it("leave the gate unmeasured while they are gone, and count again when they are back", async () => {
    folder.remove("coverage.xml", "coverage.json");
    const gone = await gateShown(
      "a gate that is not measured",
      gate,
      ({ measurement }) => measurement.status === "missing",
    );
    assert.equal(gone.measurement.value, null);
    assert.equal(gone.verdict, "unknown");
    assert.match(gone.measurement.reasons.map(({ message }) => message).join(" "), /looked for .*coverage\.xml/);
    await until("no gap in the safety file", () => folder.diagnostics(safety).length === 0);
    folder.write("coverage.json", json);
    folder.write("coverage.xml", xml);
    await asAtFirst();
    await until("the gaps again", () => folder.diagnostics(safety).length === 6);
  });

  it("are invalid while half written, with the place and the reason, and never a number", async () => {
    folder.remove("coverage.json");
    folder.write("coverage.xml", xml.slice(0, xml.length / 2));
    const half = await gateShown("an invalid gate", gate, ({ measurement }) => measurement.status === "invalid");
    assert.equal(half.measurement.value, null);
    await until("a diagnostic on the report", () =>
      vscode.languages.getDiagnostics(folder.uri("coverage.xml")).some(({ source }) => source === "readiness"),
    );
    folder.write("coverage.json", json);
    folder.write("coverage.xml", xml);
    await asAtFirst();
    await until(
      "no diagnostic on the report",
      () => vscode.languages.getDiagnostics(folder.uri("coverage.xml")).length === 0,
    );
  });

  it("are found in a folder that a run makes, deletes and makes anew", async () => {
    const overall = "overall_test_coverage";
    const lcov = "TN:\nSF:src/telemetry/recorder.py\nDA:3,1\nDA:6,1\nend_of_record\n";
    const heard = (there: boolean) =>
      shown(`coverage/lcov.info ${there ? "read" : "gone"}`, (now) => {
        const state = now.folders[0]?.state as
          | { readonly assessment?: { readonly reports: readonly { readonly path: string }[] } }
          | undefined;
        return state?.assessment?.reports.some(({ path }) => path === "coverage/lcov.info") === there;
      });
    folder.write("coverage/lcov.info", lcov);
    await heard(true);
    folder.remove("coverage");
    await heard(false);
    folder.write("coverage/lcov.info", lcov);
    await heard(true);
    folder.remove("coverage");
    await heard(false);
    await gateShown("the silent file again", overall, ({ measurement }) => measurement.counts?.total === 172);
  });
});
