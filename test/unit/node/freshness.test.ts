import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { chmodSync, renameSync, symlinkSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "mocha";
import type { MeasuredCounts, MeasurementStatus } from "../../../src/core/model/measurement.ts";
import { GitHistory } from "../../../src/node/git.ts";
import { code, lcov, Project } from "./project.ts";

/** Ten lines, eight of them executed. */
const hits = [1, 1, 1, 1, 0, 0, 1, 1, 1, 1];

describe("coverage is trusted as far as its source is still the measured one", () => {
  let project: Project;

  beforeEach(() => {
    project = new Project();
    project.write({ "src/limit.py": code(10), "README.md": "x", ".gitignore": "coverage/\n" });
    project.git("init", "-q");
    project.age("src/limit.py", 7200);
    project.commit("first", 7200);
    project.write({ "coverage/lcov.info": lcov({ "src/limit.py": hits }) }).age("coverage/lcov.info", 3600);
  });

  afterEach(() => project.dispose());

  const expectOverall = async (status: MeasurementStatus, counts: MeasuredCounts) => {
    const { measurement } = await project.gate("overall_test_coverage");
    assert.deepEqual({ status: measurement.status, counts: measurement.counts }, { status, counts });
  };

  it("counts an unchanged file", () => expectOverall("measured", { covered: 8, total: 10, unknown: 0 }));

  it("counts it though a clone touched every file", async () => {
    project.age("src/limit.py", 0);
    await expectOverall("measured", { covered: 8, total: 10, unknown: 0 });
  });

  it("counts it after an edit that was taken back", async () => {
    project.write({ "src/limit.py": `${code(10)}y = 1\n` });
    project.write({ "src/limit.py": code(10) });
    await expectOverall("measured", { covered: 8, total: 10, unknown: 0 });
  });

  it("makes only the changed lines unknown after an edit, and moves the others with it", async () => {
    const lines = code(10).split("\n");
    project.write({
      "src/limit.py": ["a = 1", "b = 2", ...lines.slice(0, 2), "changed = 1", ...lines.slice(3)].join("\n"),
    });
    await expectOverall("stale", { covered: 7, total: 12, unknown: 3 });
    const { offenders } = await project.gate("overall_test_coverage");
    const uncovered = offenders.filter((offender) => offender.kind === "uncovered-lines");
    assert.deepEqual(
      uncovered.map(({ line, endLine }) => [line, endLine]),
      [[7, 8]],
    );
    const stale = offenders.filter((offender) => offender.kind === "stale-lines");
    assert.deepEqual(
      stale.map(({ line, endLine }) => [line, endLine]),
      [
        [1, 2],
        [5, 5],
      ],
    );
  });

  it("knows a file again that was renamed", async () => {
    project.git("mv", "src/limit.py", "src/bounds.py");
    await expectOverall("measured", { covered: 8, total: 10, unknown: 0 });
  });

  it("knows a file again that was moved without a word to git", async () => {
    project.write({ "src/other.py": code(4, "o"), "lib/bounds.py": code(10) }).remove("src/limit.py");
    await expectOverall("measured", { covered: 8, total: 10, unknown: 0 });
    assert.equal((await project.assess()).reports[0]!.proposal, null);
  });

  const over: readonly (readonly [string, () => unknown])[] = [
    ["committed", () => project.commit("moved", 60)],
    ["not committed", () => undefined],
  ];
  for (const [how, then] of over) {
    it(`knows a file again that was moved over another one, which is gone, ${how}`, async () => {
      project
        .write({ "src/better.py": code(10, "b") })
        .age("src/better.py", 7200)
        .commit("second", 5400);
      const measured = lcov({ "src/limit.py": hits, "src/better.py": [1, 1, 1, 1, 1, 1, 1, 1, 1, 0] });
      project.write({ "coverage/lcov.info": measured }).age("coverage/lcov.info", 3600);
      renameSync(join(project.folder, "src/better.py"), join(project.folder, "src/limit.py"));
      then();
      await expectOverall("measured", { covered: 9, total: 10, unknown: 0 });
      const [report] = (await project.assess()).reports;
      assert.deepEqual(report!.unmatched, [{ path: "src/limit.py", reason: "replaced" }]);
      assert.equal(report!.proposal, null);
    });
  }

  it("counts a file that another one was moved over before the tests ran", async () => {
    project
      .write({ "src/better.py": code(10, "b") })
      .age("src/better.py", 7200)
      .commit("second", 5400);
    renameSync(join(project.folder, "src/better.py"), join(project.folder, "src/limit.py"));
    project.commit("moved", 60);
    await expectOverall("measured", { covered: 8, total: 10, unknown: 0 });
  });

  it("knows nothing of two files that changed places, which kept their times, and counts them again on the way back", async () => {
    project
      .write({ "src/other.py": code(10, "y") })
      .age("src/other.py", 7200)
      .commit("second", 5400);
    project.write({ "coverage/lcov.info": lcov({ "src/limit.py": hits, "src/other.py": hits }) });
    project.age("coverage/lcov.info", 3600);
    const exchange = () => {
      const [a, b, c] = ["src/limit.py", "src/other.py", "src/third.py"].map((path) => join(project.folder, path));
      renameSync(a!, c!);
      renameSync(b!, a!);
      renameSync(c!, b!);
    };
    exchange();
    await expectOverall("stale", { covered: 0, total: 20, unknown: 20 });
    exchange();
    await expectOverall("measured", { covered: 16, total: 20, unknown: 0 });
  });

  it("makes what another branch changed unknown, and knows it again on the way back", async () => {
    project.git("checkout", "-qb", "other");
    project.write({ "src/limit.py": code(10).replace("x4 = 4", "x4 = 5") });
    project.commit("other", 0);
    await expectOverall("stale", { covered: 8, total: 10, unknown: 1 });
    project.git("checkout", "-q", "main");
    await expectOverall("measured", { covered: 8, total: 10, unknown: 0 });
  });

  const edited = () => project.write({ "src/limit.py": code(10).replace("x4 = 4", "x4 = 44") });
  const expectAgeUnknown = async () => {
    const { measurement } = await project.gate("overall_test_coverage");
    assert.deepEqual(
      measurement.reasons.map((reason) => reason.code),
      ["age-unknown"],
    );
  };

  it("makes what the branch of today has otherwise unknown, though its commit is older than the report", async () => {
    project.git("checkout", "-qb", "measured");
    edited().commit("second", 5400);
    project.git("checkout", "-q", "main");
    await expectOverall("stale", { covered: 8, total: 10, unknown: 1 });
    project.git("checkout", "-q", "measured");
    await expectOverall("measured", { covered: 8, total: 10, unknown: 0 });
  });

  it("makes what was reset after the report unknown", async () => {
    edited().commit("second", 5400);
    project.git("reset", "-q", "--hard", "HEAD~1");
    await expectOverall("stale", { covered: 8, total: 10, unknown: 1 });
  });

  it("does not take a file as unchanged whose edits were stashed after the report", async () => {
    edited().age("src/limit.py", 4000);
    project.git("stash", "-q");
    await expectAgeUnknown();
  });

  it("keeps what a report of another run says of lines that did not change since, and of the others only newer reports count", async () => {
    const ranNotIn = lcov({ "src/limit.py": hits.map((count) => 1 - count) });
    // Lines 5 and 6 ran in the other run alone, the others in the older one alone.
    for (const [line, covered] of [
      [5, 10],
      [2, 9],
    ] as const) {
      project.write({ "src/limit.py": code(10).replace(`x${line - 1} = ${line - 1}`, "changed = 1") });
      project.write({ "coverage/e2e/lcov.info": ranNotIn });
      const { measurement } = await project.gate("overall_test_coverage");
      assert.deepEqual(measurement.counts, { covered, total: 10, unknown: 0 });
      assert.deepEqual(
        measurement.reasons.map(({ message }) => message),
        [
          "coverage/lcov.info is of src/limit.py as it was: of what may have changed since only other reports tell, and what this one alone covers there is not covered",
        ],
      );
    }
  });

  it("counts files of which only the mode changed", async () => {
    project
      .write({ "src/other.py": code(10, "y") })
      .age("src/other.py", 7200)
      .commit("second", 5400);
    project.write({ "coverage/lcov.info": lcov({ "src/limit.py": hits, "src/other.py": hits }) });
    for (const file of ["src/limit.py", "src/other.py"]) chmodSync(join(project.folder, file), 0o755);
    await expectOverall("measured", { covered: 16, total: 20, unknown: 0 });
  });

  it("counts a file of which only the mode, the name or the ends of lines changed, and that was touched", async () => {
    chmodSync(join(project.folder, "src/limit.py"), 0o755);
    project.age("src/limit.py", 0);
    await expectOverall("measured", { covered: 8, total: 10, unknown: 0 });
    project.write({ "src/limit.py": code(10).replaceAll("\n", "\r\n") });
    await expectOverall("measured", { covered: 8, total: 10, unknown: 0 });
    project.write({ "src/limit.py": code(10) });
    project.git("mv", "src/limit.py", "src/bounds.py");
    project.age("src/bounds.py", 0);
    await expectOverall("measured", { covered: 8, total: 10, unknown: 0 });
  });

  it("knows the lines of many changed files as well as of few", async () => {
    const names = Array.from({ length: 40 }, (_, at) => `src/f${at} ${at % 2 === 0 ? "ü" : '"'}.py`);
    project.write(Object.fromEntries(names.map((name) => [name, code(10)]))).commit("second", 5400);
    const all = lcov(Object.fromEntries([...names, "src/limit.py"].map((name) => [name, hits])));
    project.write({ "coverage/lcov.info": all }).age("coverage/lcov.info", 3600);
    const now = code(10).replace("x4 = 4", "++ src/limit.py\n@@ -1,9 +1,9 @@");
    project.write(Object.fromEntries(names.map((name) => [name, now])));
    await expectOverall("stale", { covered: 41 * 8, total: 41 * 10 + 40, unknown: 40 * 2 });
  });

  it("tells of many changed files which one was measured with an edit that was never committed", async () => {
    const names = Array.from({ length: 40 }, (_, at) => `src/f${at} ${at % 2 === 0 ? "ü" : '"'}.py`);
    const edited = names[7]!;
    project.write(Object.fromEntries(names.map((name) => [name, code(10)]))).commit("second", 5400);
    project.write({ [edited]: code(10).replace("x4 = 4", "x4 = 5") });
    for (const name of names) project.age(name, 30);
    const all = lcov(Object.fromEntries([...names, "src/limit.py"].map((name) => [name, hits])));
    project.write({ "coverage/lcov.info": all }).age("coverage/lcov.info", 10);
    await expectOverall("measured", { covered: 41 * 8, total: 41 * 10, unknown: 0 });
    project.write(Object.fromEntries(names.map((name) => [name, `${code(10)}more = 1\n`])));
    await expectOverall("stale", { covered: 40 * 8, total: 39 * 11 + 20, unknown: 39 + 10 });
  });

  it("takes a name that reads like a pattern as a name", async () => {
    project.write({ "src/[id].py": code(10, "y"), "src/i.py": code(10, "z") }).commit("second", 5400);
    const all = { "src/limit.py": hits, "src/[id].py": hits, "src/i.py": hits };
    project.write({ "coverage/lcov.info": lcov(all) }).age("coverage/lcov.info", 3600);
    project.write({
      "src/[id].py": code(10, "y").replace("y4 = 4", "y"),
      "src/i.py": code(10, "z").replace("z0", "z"),
    });
    await expectOverall("stale", { covered: 23, total: 30, unknown: 2 });
  });

  it("counts a file that was edited and tested anew, though the report is to the byte as before", async () => {
    project.age("coverage/lcov.info", 5);
    await expectOverall("measured", { covered: 8, total: 10, unknown: 0 });
    edited().age("src/limit.py", 4);
    await expectOverall("stale", { covered: 8, total: 10, unknown: 1 });
    project.write({ "coverage/lcov.info": project.read("coverage/lcov.info") });
    await expectOverall("measured", { covered: 8, total: 10, unknown: 0 });
  });

  it("counts a file that was seen as it was measured, and of which only the ends of lines changed since", async () => {
    project.age("coverage/lcov.info", 5);
    await expectOverall("measured", { covered: 8, total: 10, unknown: 0 });
    project.write({ "src/limit.py": code(10).replaceAll("\n", "\r\n") });
    await expectOverall("measured", { covered: 8, total: 10, unknown: 0 });
  });

  it("does not take a time that is yet to come as later than an edit", async () => {
    edited().age("coverage/lcov.info", -86400);
    await expectAgeUnknown();
  });

  it("knows the commit of a report that lies in it though git tells of signatures first", async () => {
    project
      .write({ ".git/verify": "#!/bin/sh\necho Good signature of T >&2\n" })
      .write({ "lcov.info": project.read("coverage/lcov.info") })
      .remove("coverage")
      .commit("with its report", 60);
    chmodSync(join(project.folder, ".git/verify"), 0o755);
    const signed = project
      .git("cat-file", "commit", "HEAD")
      .replace(/\n\n/, "\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n aa\n -----END PGP SIGNATURE-----\n\n");
    project.write({ ".git/signed": signed });
    project.git("reset", "-q", "--soft", project.git("hash-object", "-t", "commit", "-w", ".git/signed").trim());
    project.git("config", "gpg.program", join(project.folder, ".git/verify"));
    project.git("config", "log.showSignature", "true");
    assert.match(project.git("log", "-1", "--format=%H"), /^Good signature/);
    edited();
    await expectOverall("stale", { covered: 8, total: 10, unknown: 1 });
  });

  it("asks of a symbolic link whether the file changed that it leads to", async () => {
    const elsewhere = new Project();
    try {
      elsewhere.write({ "limit.py": code(10) }).age("limit.py", 7200);
      project.write({ "lib/limit.py": code(10) }).age("lib/limit.py", 7200);
      for (const target of ["../lib/limit.py", join(elsewhere.folder, "limit.py")]) {
        project.remove("src/limit.py");
        symlinkSync(target, join(project.folder, "src/limit.py"));
        project.commit("linked", 5400);
        await expectOverall("measured", { covered: 8, total: 10, unknown: 0 });
        elsewhere.age("limit.py", 0);
        project.age("lib/limit.py", 0);
        if (target.startsWith("..")) await expectOverall("measured", { covered: 8, total: 10, unknown: 0 });
        else await expectAgeUnknown();
      }
      project.remove("src/limit.py");
      symlinkSync("../lib/limit.py", join(project.folder, "src/limit.py"));
      project.write({ "lib/limit.py": code(10, "y") });
      await expectOverall("stale", { covered: 0, total: 10, unknown: 10 });
    } finally {
      elsewhere.dispose();
    }
  });

  it("does not take a file as changed that was not committed yet when it was measured, and was touched since", async () => {
    project.write({ "src/new.py": code(10) }).age("src/new.py", 4000);
    project.write({ "coverage/lcov.info": lcov({ "src/limit.py": hits, "src/new.py": hits }) });
    project.age("coverage/lcov.info", 3600);
    await expectOverall("measured", { covered: 16, total: 20, unknown: 0 });
    project.age("src/new.py", 0);
    await expectAgeUnknown();
    project.commit("new", 60);
    await expectAgeUnknown();
  });

  it("does not take a file as unchanged that git was told not to look at", async () => {
    project.git("update-index", "--assume-unchanged", "src/limit.py");
    edited();
    await expectAgeUnknown();
  });

  it("does not take all files as unchanged where git fails", async () => {
    edited().commit("second");
    const tree = project.git("rev-parse", "HEAD~1^{tree}").trim();
    project.remove(`.git/objects/${tree.slice(0, 2)}/${tree.slice(2)}`);
    await expectAgeUnknown();
  });

  it("does not take the last commit of a shallow clone as the one of a report that is committed", async () => {
    project
      .write({ "lcov.info": project.read("coverage/lcov.info") })
      .remove("coverage")
      .commit("second", 5400);
    edited().commit("third", 3000);
    await expectOverall("stale", { covered: 8, total: 10, unknown: 1 });
    const origin = project;
    project = new Project();
    origin.git("clone", "-q", "--depth", "1", `file://${origin.folder}`, project.folder);
    origin.dispose();
    project.age("src/limit.py", 3000);
    await expectAgeUnknown();
  });

  it("counts a file that was edited, tested, and only then committed", async () => {
    project.write({ "src/limit.py": code(11) }).age("src/limit.py", 4000);
    project.write({ "coverage/lcov.info": lcov({ "src/limit.py": [...hits, 1] }) }).age("coverage/lcov.info", 3600);
    project.commit("second", 60);
    await expectOverall("measured", { covered: 9, total: 11, unknown: 0 });
  });

  it("does not move lines by changes since a commit that was not measured", async () => {
    const measured = `a = 1\nb = 2\n${code(10)}`;
    project.write({ "src/limit.py": measured }).age("src/limit.py", 4000);
    project.write({ "coverage/lcov.info": lcov({ "src/limit.py": [1, 1, ...hits] }) }).age("coverage/lcov.info", 3600);
    await expectOverall("measured", { covered: 10, total: 12, unknown: 0 });
    project.write({ "src/limit.py": `${measured}c = 3\n` });
    await expectOverall("stale", { covered: 0, total: 12, unknown: 12 });
  });

  it("does not count a file that is shorter than its report says, whatever git says", async () => {
    project.write({ "coverage/lcov.info": lcov({ "src/limit.py": [...hits, 1, 1] }) });
    await expectOverall("stale", { covered: 0, total: 12, unknown: 12 });
  });

  it("says that git does not answer where there is a repository, and why", async () => {
    const told = async () => {
      const { measurement } = await project.gate("overall_test_coverage");
      return measurement.reasons.filter(({ code }) => code === "no-git").map(({ message }) => message);
    };
    assert.deepEqual(await told(), []);
    project.remove(".git");
    assert.deepEqual(await told(), []);
    // A working tree of which a container has this folder alone.
    project.write({ ".git": "gitdir: /nowhere/.git/worktrees/project\n" });
    assert.deepEqual(await told(), [
      "git does not answer (not a git repository: /nowhere/.git/worktrees/project): what it ignores is taken for source, and what changed since is not known",
    ]);
    const below = new GitHistory(join(project.folder, "src"), () => undefined);
    assert.equal(await below.refusal(), "not a git repository: /nowhere/.git/worktrees/project");
  });

  it("does not ask git in an untrusted folder", async () => {
    project.age("src/limit.py", 0);
    const { gates, commit } = await project.assess({ trusted: false });
    assert.equal(commit, null);
    const overall = gates.find((gate) => gate.id === "overall_test_coverage")!;
    assert.ok(overall.measurement.reasons.some((reason) => reason.code === "age-unknown"));
  });

  it("says that a report with not one hit measured nothing", async () => {
    project.write({ "coverage/lcov.info": lcov({ "src/limit.py": hits.map(() => 0) }) });
    const { measurement, verdict } = await project.gate("overall_test_coverage");
    assert.equal(verdict, "unknown");
    assert.equal(measurement.status, "invalid");
    assert.equal(measurement.value, null);
    assert.equal(measurement.reasons[0]!.code, "nothing-measured");
  });

  for (const algorithm of ["MD5", "SHA1", "SHA256"])
    it(`knows a file by the ${algorithm} that its report states, whatever git and clocks say`, async () => {
      const source = "class C {\n  int M() { return 1; }\n  int N() { return 2; }\n}\n";
      const hash = createHash(algorithm.toLowerCase()).update(source).digest("hex").toUpperCase();
      project.remove("src/limit.py", "coverage/lcov.info").write({
        "src/C.cs": source,
        "coverage/dotnet.xml": `<results><modules><module name="C.dll"><functions><function id="1" name="M()" type_name="C"><ranges><range source_id="0" start_line="2" end_line="2" start_column="1" end_column="20" covered="yes"/><range source_id="0" start_line="3" end_line="3" start_column="1" end_column="20" covered="no"/></ranges></function></functions><source_files><source_file id="0" path="src/C.cs" checksum_type="${algorithm}" checksum="${hash}"/></source_files></module></modules></results>`,
      });
      project.age("coverage/dotnet.xml", 3600);
      await expectOverall("measured", { covered: 1, total: 2, unknown: 0 });
      project.write({ "src/C.cs": source.replaceAll("\n", "\r\n") });
      await expectOverall("measured", { covered: 1, total: 2, unknown: 0 });
      project.write({ "src/C.cs": source.replace("2", "3") });
      await expectOverall("stale", { covered: 0, total: 2, unknown: 2 });
    });

  it("counts a file that is included within a function, without the line behind its end where clang ends it", async () => {
    project.write({ "src/ops.inc": "total += a;\n\n// and b\ntotal += b;\n", "src/main.c": code(4) });
    // As `llvm-cov export -format=lcov -skip-functions` of clang 14 writes it.
    const main = "SF:src/main.c\nDA:1,1\nDA:2,1\nDA:3,1\nDA:4,0\nLF:4\nLH:3\nend_of_record\n";
    project.write({
      "coverage/lcov.info": `SF:src/ops.inc\nDA:1,1\nDA:4,0\nDA:5,0\nLF:0\nLH:0\nend_of_record\n${main}`,
    });
    await expectOverall("measured", { covered: 4, total: 6, unknown: 0 });
  });

  it("makes the lines of a file that no report mentions unknown", async () => {
    project.write({ "src/silent.py": code(5, "s") });
    await expectOverall("partial", { covered: 8, total: 15, unknown: 5 });
  });

  it("reads a source of some ten megabytes, as amalgamations are", async () => {
    project.write({ "src/all.py": code(5, "s") + "# generated\n".repeat(1_000_000) });
    await expectOverall("partial", { covered: 8, total: 15, unknown: 5 });
  });

  for (const [what, report] of [
    ["that no report mentions", { "src/limit.py": hits }],
    ["of which the report holds no lines", { "src/limit.py": hits, "src/huge.py": [] }],
  ] as const)
    it(`measures nothing where a file ${what} is too large to be read: how many lines it has is not known`, async () => {
      project.write({ "src/huge.py": "", "coverage/lcov.info": lcov(report) });
      truncateSync(join(project.folder, "src/huge.py"), 33 * 1024 * 1024);
      const { measurement, nextAction } = await project.gate("overall_test_coverage");
      assert.deepEqual([measurement.status, measurement.value], ["missing", null]);
      assert.match(
        measurement.reasons.map((reason) => `${reason.code}: ${reason.message}`).join("\n"),
        /^source-not-read: how many lines 1 file has is not known: .*: src\/huge\.py$/m,
      );
      assert.equal(nextAction, "Let src/huge.py be measured, or exclude it in readiness.json");
      project.write({ "readiness.json": JSON.stringify({ version: 1, reports: { exclude: ["src/huge.py"] } }) });
      await expectOverall("measured", { covered: 8, total: 10, unknown: 0 });
    });

  it("misses no file in which nothing can be executed", async () => {
    project.write({ "src/__init__.py": '"""Words."""\n', "src/untold.py": code(5) });
    await expectOverall("partial", { covered: 8, total: 15, unknown: 5 });
  });

  it("adds the hits of two reports line by line, and counts one run that wrote two reports once", async () => {
    project.write({
      "coverage/lcov.info": lcov({ "src/limit.py": hits }),
      "coverage/integration/lcov.info": lcov({ "src/limit.py": [0, 0, 0, 0, 2, 0, 0, 0, 0, 0] }),
    });
    await expectOverall("measured", { covered: 9, total: 10, unknown: 0 });
    const statuses = async () => (await project.assess()).reports.map((report) => report.status).sort();
    // Other tests over the same lines: another run.
    project.write({ "coverage/integration/lcov.info": lcov({ "src/limit.py": hits.map((count) => count * 3) }) });
    assert.deepEqual(await statuses(), ["read", "read"]);
    project.write({ "coverage/integration/lcov.info": lcov({ "src/limit.py": hits }) });
    assert.deepEqual(await statuses(), ["duplicate", "read"]);
    project.remove("coverage/integration").write({
      "coverage.xml": `<coverage line-rate="0.8"><packages><package name="src"><classes><class name="limit.py" filename="src/limit.py"><lines>${hits.map((count, at) => `<line number="${at + 1}" hits="${count}"/>`).join("")}</lines></class></classes></package></packages></coverage>`,
    });
    assert.deepEqual(await statuses(), ["duplicate", "read"]);
  });
});
