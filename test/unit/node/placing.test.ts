import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterEach, beforeEach, describe, it } from "mocha";
import { assessFolder } from "../../../src/node/openSession.ts";
import { code, lcov, Project } from "./project.ts";

const hookVariables = ["GIT_DIR", "GIT_INDEX_FILE"];

describe("Reports are placed in a real folder", () => {
  let project: Project;
  beforeEach(() => {
    project = new Project();
  });
  afterEach(() => project.dispose());

  const report = async () => (await project.assess()).reports.find(({ kind }) => kind === "coverage")!;
  const counts = async () => {
    const gate = await project.gate("overall_test_coverage");
    return { ...gate.measurement.counts };
  };

  /** Files with lines that did not run. */
  const uncovered = async () =>
    (await project.gate("overall_test_coverage")).offenders.flatMap(({ kind, file }) =>
      kind === "uncovered-lines" ? [file] : [],
    );

  it("that was opened through a symbolic link, by the path the tools see", async () => {
    project.write({
      "src/index.ts": code(4),
      "packages/a/src/index.ts": code(4),
      "coverage/lcov.info": lcov({ [`${project.folder}/src/index.ts`]: [1, 1, 0, 0] }),
    });
    const links = mkdtempSync(join(tmpdir(), "readiness-links-"));
    try {
      symlinkSync(project.folder, join(links, "checkout"));
      const assessment = await assessFolder(join(links, "checkout"), {
        workerPath: resolve("dist/cli.js"),
        trusted: true,
        cacheDirectory: join(links, "cache"),
        log: () => undefined,
      });
      assert.deepEqual(assessment.reports[0]!.unmatched, []);
      assert.equal(assessment.reports[0]!.matched, 1);
    } finally {
      rmSync(links, { recursive: true });
    }
  });

  it("behind the links that Bazel makes at the top of a folder", async () => {
    const outside = mkdtempSync(join(tmpdir(), "readiness-links-"));
    try {
      mkdirSync(join(outside, "testlogs", "pkg"), { recursive: true });
      mkdirSync(join(outside, "out", "_coverage"), { recursive: true });
      writeFileSync(
        join(outside, "testlogs", "pkg", "test.xml"),
        '<testsuites><testsuite name="pkg/test" tests="1"><testcase name="pkg/test"/></testsuite></testsuites>',
      );
      writeFileSync(join(outside, "out", "_coverage", "_coverage_report.dat"), lcov({ "src/a.py": [1, 1, 0, 0] }));
      writeFileSync(join(outside, "out", "junit.xml"), "<testsuites/>");
      project.write({ "src/a.py": code(4) });
      symlinkSync(join(outside, "testlogs"), join(project.folder, "bazel-testlogs"));
      symlinkSync(join(outside, "out"), join(project.folder, "bazel-out"));
      const { reports } = await project.assess();
      assert.deepEqual(
        reports.map(({ path, status }) => `${path} ${status}`),
        ["bazel-out/_coverage/_coverage_report.dat read", "bazel-testlogs/pkg/test.xml read"],
      );
      assert.equal(reports[0]!.matched, 1);
    } finally {
      rmSync(outside, { recursive: true });
    }
  });

  it("with all that one report says of a file under several names", async () => {
    project.write({
      "src/a.py": code(4),
      "coverage/lcov.info": lcov({ "src/a.py": [1, 0, 0, 0] }) + lcov({ [`${project.folder}/src/a.py`]: [0, 1, 1, 0] }),
    });
    assert.deepEqual(await counts(), { covered: 3, total: 4, unknown: 0 });
  });

  it("of Go's modules, by the names that their go.mod gives them", async () => {
    const go = (name: string) => `package ${name}\n\nfunc F() int {\n\treturn 1\n}\n`;
    project.write({
      "svc/go.mod": "// The service.\nmodule example.org/acme/tool/v2\n\ngo 1.22\n",
      "svc/run.go": go("tool"),
      "lib/go.mod": "module example.org/acme/lib\n",
      "lib/run.go": go("lib"),
      "coverage.out": "mode: set\nexample.org/acme/tool/v2/run.go:3.14,5.2 1 1\n",
    });
    const { matched, unmatched } = await report();
    assert.deepEqual([matched, unmatched], [1, []]);
    assert.equal((await counts()).covered, 3);
  });

  for (const release of ["1.19.8", "1.26.8"]) {
    it(`of code that Go ${release} has from a generator, by its "//line": each block in the file that it is said to be of`, async () => {
      const sample = "test/fixtures/samples/go-generated";
      for (const file of ["go.mod", "grammar/grammar.go"]) project.write({ [file]: readFileSync(join(sample, file)) });
      project.write({
        "grammar/grammar.y": code(101),
        "coverage.out": readFileSync(`test/fixtures/go-generated-${release}/generated.out`),
      });
      const { reports, gates } = await project.assess();
      assert.deepEqual([reports[0]!.matched, reports[0]!.unmatched], [2, []]);
      assert.deepEqual(reports[0]!.stale, []);
      assert.deepEqual(
        gates[0]!.offenders.map(({ file, line, endLine }) => [file, line, endLine]),
        [["grammar/grammar.go", 13, 16]],
      );
    });
  }

  it("of Go, whose blocks hold blank lines and comments: a few of them prove nothing", async () => {
    const body = "package a\n\n// F.\n\n// It.\n\nfunc F() {\n\ta()\n\n\tb()\n}\n";
    project.write({
      "go.mod": "module example.com/a\n",
      "a.go": body,
      "coverage.out": "mode: set\nexample.com/a/a.go:2.2,2.3 1 1\nexample.com/a/a.go:7.10,11.2 2 1\n",
    });
    assert.deepEqual((await project.assess()).reports[0]!.stale, []);
  });

  it("whose generated code may be of two files: it is of none", async () => {
    const generated = [
      "package a",
      "//line rules:1",
      "func parse(n int) int {",
      "\tif n > 0 {",
      "\t\treturn 1",
      "\t}",
      "//line a.y:2",
      "\tn++",
      "\treturn n",
      "}",
    ];
    project.write({
      "go.mod": "module example.com/a\n",
      "a.go": `${generated.join("\n")}\n`,
      "a.y": code(3),
      "coverage.out": "mode: set\nexample.com/a/rules:2.0,3.0 1 1\nexample.com/a/a.y:3.0,3.0 1 0\n",
    });
    const [report] = (await project.assess()).reports;
    assert.deepEqual(
      report!.unmatched.map(({ path }) => path),
      ["example.com/a/a.y or rules"],
    );
  });

  it("of Dart's packages, by the names that their pubspec.yaml gives them, and never one of another package", async () => {
    const source = (path: string) => ({ source: path, hits: [1, 1, 2, 0] });
    project.write({
      "app/pubspec.yaml": "# The app.\nname: shop\nversion: 1.0.0\n",
      "app/lib/src/a.dart": code(2),
      "app/lib/src/utils.dart": code(2),
      "tool/lib/src/utils.dart": code(2, "t"),
      "coverage/test/a_test.dart.vm.json": JSON.stringify({
        type: "CodeCoverage",
        coverage: ["package:shop/src/a.dart", "package:args/src/utils.dart"].map(source),
      }),
    });
    const { matched, unmatched } = await report();
    assert.deepEqual([matched, unmatched], [1, [{ path: "package:args/src/utils.dart", reason: "not-in-workspace" }]]);
    assert.equal((await counts()).covered, 1);
  });

  it("that had other files then: one that moved to another package, is gone or not checked out is none of the same end", async () => {
    project.write({ "a/src/x.py": code(4), "b/src/x.py": code(4, "q"), ".gitignore": "coverage/\n" });
    project.git("init", "-q");
    project.commit("first", 7200);
    project.write({ "coverage/lcov.info": lcov({ "/ci/a/src/x.py": [1, 1, 0, 0] }) }).age("coverage/lcov.info", 3600);
    assert.deepEqual(await uncovered(), ["a/src/x.py"]);
    project.git("mv", "a/src/x.py", "b/src/y.py");
    assert.deepEqual(await uncovered(), ["b/src/y.py"]);
    project.remove("b/src/y.py");
    assert.deepEqual((await report()).unmatched, [{ path: "/ci/a/src/x.py", reason: "not-in-workspace" }]);
    project.git("reset", "-q", "--hard");
    project.git("sparse-checkout", "set", "b");
    assert.deepEqual((await report()).unmatched, [{ path: "/ci/a/src/x.py", reason: "not-in-workspace" }]);
  });

  it("with repositories of their own in it, each file judged by its own one", async () => {
    const inner = new Project();
    try {
      inner.write({ "src/b.py": code(4), ".gitignore": "build/\n" }).git("init", "-q");
      inner.commit("first", 9000);
      project.write({ "src/a.py": code(4), ".gitignore": "coverage/\nfetched/\n" }).git("init", "-q");
      project.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner.folder, "libs/sub");
      project.commit("first", 7200);
      for (const folder of ["nested", "fetched"]) project.git("clone", "-q", inner.folder, folder);
      project.git("worktree", "add", "-q", "tree", "-b", "tree");
      project.write({ "libs/sub/build/b.py": code(4) });
      const all = ["src/a.py", "libs/sub/src/b.py", "nested/src/b.py", "libs/sub/build/b.py", "fetched/src/b.py"];
      project
        .write({
          "coverage/lcov.info": lcov(
            Object.fromEntries(all.map((path) => [`${project.folder}/${path}`, [1, 1, 0, 0]])),
          ),
        })
        .age("coverage/lcov.info", 3600);
      const { matched, unmatched, stale } = await report();
      assert.deepEqual([matched, stale], [3, []]);
      assert.deepEqual(
        unmatched.map(({ reason }) => reason),
        ["ignored", "ignored"],
      );
      project.write({ "libs/sub/src/b.py": code(4).replace("x3", "y"), "nested/src/b.py": code(4).replace("x3", "y") });
      assert.deepEqual([...(await report()).stale].sort(), ["libs/sub/src/b.py", "nested/src/b.py"]);
      assert.deepEqual(await counts(), { covered: 6, total: 12, unknown: 2 });
      // In a hook of the outer one, to which git tells where that is.
      Object.assign(process.env, { GIT_DIR: `${project.folder}/.git`, GIT_INDEX_FILE: `${project.folder}/.git/index` });
      const found = await counts();
      for (const name of hookVariables) delete process.env[name];
      assert.deepEqual(found, { covered: 6, total: 12, unknown: 2 });
      // Opened above them all, in no repository.
      project.remove(".git", "libs", "tree").write({ "src/a.py": code(4, "z") });
      assert.deepEqual((await report()).stale, ["nested/src/b.py"]);
    } finally {
      for (const name of hookVariables) delete process.env[name];
      inner.dispose();
    }
  });

  it("where links to its files are no code beside them, and placed where a report names them", async () => {
    project.write({ "src/a.py": code(4), "coverage/lcov.info": lcov({ "src/a.py": [1, 1, 0, 0] }) });
    symlinkSync("a.py", join(project.folder, "src/b.py"));
    assert.deepEqual(await counts(), { covered: 2, total: 4, unknown: 0 });
    project.write({ "coverage/lcov.info": lcov({ "src/b.py": [1, 1, 0, 0] }) });
    assert.equal((await report()).matched, 1);
  });

  describe("behind links to folders of it", () => {
    const link = (path: string, target: string) => {
      mkdirSync(dirname(join(project.folder, path)), { recursive: true });
      symlinkSync(target, join(project.folder, path));
    };
    beforeEach(() => {
      project.write({ "libs/a/src/x.ts": code(4), "libs/b/src/x.ts": code(4) });
    });
    const rows: readonly (readonly [what: string, link: string, target: string, path: (folder: string) => string])[] = [
      ["relative", "packages/core", "../libs/a", () => "packages/core/src/x.ts"],
      ["absolute", "packages/core", "../libs/a", (folder) => `${folder}/packages/core/src/x.ts`],
      ["through a link to the folder of all", "here", ".", () => "here/libs/a/src/x.ts"],
      ["round a circle of links", "libs/a/up", "..", () => "libs/a/up/a/up/a/src/x.ts"],
      [
        "as pnpm and npm tie packages together",
        "libs/b/node_modules/@acme/a",
        "../../../a",
        () => "libs/b/node_modules/@acme/a/src/x.ts",
      ],
      [
        "of another machine, by the link's own name",
        "packages/core",
        "../libs/a",
        () => "/home/ci/shop/packages/core/src/x.ts",
      ],
      ["of another machine, by the last of it", "core", "libs/a", () => "/home/ci/shop/core/src/x.ts"],
      ["through a link with an absolute target", "packages/core", "ABSOLUTE/libs/a", () => "packages/core/src/x.ts"],
    ];
    for (const [what, from, target, path] of rows)
      it(what, async () => {
        link(from, target.replace("ABSOLUTE", project.folder));
        project.write({ "coverage/lcov.info": lcov({ [path(project.folder)]: [1, 1, 0, 0] }) });
        assert.deepEqual([(await report()).matched, (await report()).unmatched], [1, []]);
        assert.deepEqual(await uncovered(), ["libs/a/src/x.ts"]);
      });

    const undecided: readonly (readonly [what: string, links: Readonly<Record<string, string>>, other: string])[] = [
      ["a folder that is named like the link", { core: "libs/a" }, "x/core/src/x.ts"],
      ["another link of its name", { "one/core": "../libs/a", "two/core": "../libs/b" }, "x/src/y.ts"],
    ];
    for (const [what, links, other] of undecided)
      it(`of another machine, and of ${what}: nothing tells which`, async () => {
        for (const [from, to] of Object.entries(links)) link(from, to);
        project.write({
          [other]: code(4),
          "coverage/lcov.info": lcov({ "/home/ci/shop/core/src/x.ts": [1, 1, 0, 0] }),
        });
        const { matched, unmatched } = await report();
        assert.deepEqual([matched, unmatched.map(({ reason }) => reason)], [0, ["ambiguous"]]);
      });

    it("below a report's root that is one", async () => {
      link("packages/core", "../libs/b");
      project.write({
        "coverage/cobertura.xml": `<coverage><sources><source>${project.folder}/packages/core</source></sources><packages><package name="p"><classes><class filename="src/x.ts"><lines><line number="1" hits="1"/><line number="2" hits="0"/></lines></class></classes></package></packages></coverage>`,
      });
      assert.deepEqual(await uncovered(), ["libs/b/src/x.ts"]);
    });

    it("but not where a link leads out of it or nowhere", async () => {
      const outside = mkdtempSync(join(tmpdir(), "readiness-links-"));
      try {
        mkdirSync(join(outside, "src"));
        writeFileSync(join(outside, "src/x.ts"), code(4));
        link("packages/out", outside);
        link("packages/none", "../nowhere");
        link("packages/self", "self");
        const paths = ["out", "none", "self"].map((name) => `packages/${name}/src/x.ts`);
        project.write({ "coverage/lcov.info": lcov(Object.fromEntries(paths.map((path) => [path, [1, 1, 0, 0]]))) });
        const { matched, unmatched } = await report();
        assert.deepEqual([matched, unmatched.map(({ path }) => path)], [0, paths]);
      } finally {
        rmSync(outside, { recursive: true });
      }
    });
  });

  it("whose ignored files are no source of it", async () => {
    project.write({
      ".gitignore": "generated/\n",
      "src/a.py": code(4),
      "src/generated/b.py": code(10),
      "coverage/lcov.info": lcov({ "src/a.py": [1, 1, 1, 1] }),
    });
    project.git("init", "-q");
    assert.deepEqual(await counts(), { covered: 4, total: 4, unknown: 0 });
  });

  it("whose own files.exclude hides files, folders, and files beside others", async () => {
    project.write({
      ".vscode/settings.json": `{
        // what the team does not want to see
        "files.exclude": { "**/generated": true, "src/*.js": { "when": "$(basename).ts" }, "src/shown.ts": false },
      }`,
      "src/a.ts": code(4),
      "src/a.js": code(4),
      "src/shown.ts": code(2),
      "src/deep/generated/c.ts": code(10),
      "coverage/lcov.info": lcov({ "src/a.ts": [1, 1, 1, 1], "src/a.js": [0, 0, 0, 0] }),
    });
    assert.deepEqual(await counts(), { covered: 4, total: 6, unknown: 2 });
    assert.deepEqual(
      (await report()).unmatched.map(({ path }) => path),
      ["src/a.js"],
    );
  });

  it("of which none is in the folder: the gate says so, and how to place them", async () => {
    project.write({
      "src/core/a.py": code(2),
      "src/core/b.py": code(2),
      "coverage/lcov.info": lcov({ "/app/a.py": [1, 1], "/app/b.py": [1, 0] }),
    });
    const { measurement, verdict, nextAction } = await project.gate("overall_test_coverage");
    assert.equal(verdict, "unknown");
    assert.deepEqual(measurement.reasons, [
      {
        code: "not-placed",
        message: "none of the 2 files in coverage/lcov.info is a file of this folder, such as /app/a.py",
      },
    ]);
    assert.equal(measurement.evidence.length, 1);
    assert.equal(nextAction, 'Accept the path rule { "from": "/app/", "to": "src/core/" } into readiness.json');
    project.write({ "coverage/lcov.info": lcov({ "/app/a.py": [1, 1], "src/core/b.py": [1, 0] }) });
    const partly = await project.gate("overall_test_coverage");
    assert.equal(
      partly.measurement.reasons[0]!.message,
      "1 of 2 files in coverage/lcov.info are not placed, such as /app/a.py",
    );
    assert.equal(partly.nextAction, nextAction);
    project.write({ "readiness.json": '{ "reports": { "paths": [{ "from": "/app/", "to": "src/core/" }] } }' });
    assert.deepEqual(await counts(), { covered: 3, total: 4, unknown: 0 });
  });
});
