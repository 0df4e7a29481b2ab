import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import { normalisePath } from "../../../../src/core/evidence/paths.ts";
import { placePaths } from "../../../../src/core/evidence/place.ts";
import { WorkspaceIndex } from "../../../../src/core/evidence/workspaceIndex.ts";

interface Setting {
  readonly files: readonly string[];
  readonly paths: readonly string[];
  readonly roots?: readonly string[];
  readonly report?: string;
  readonly rules?: readonly { from: string; to: string }[];
  readonly caseSensitive?: boolean;
  readonly excluded?: readonly string[];
  readonly hidden?: readonly string[];
  readonly modules?: readonly string[];
}

function place({
  files,
  paths,
  roots = [],
  report = "coverage/lcov.info",
  rules = [],
  caseSensitive = true,
  excluded = [],
  hidden = [],
  modules = [],
}: Setting) {
  const index = new WorkspaceIndex(files, caseSensitive);
  const context = {
    index,
    folders: ["/work/project", "/mnt/checkouts/project"],
    rules,
    excluded: (file: string) => excluded.includes(file),
    hidden: (file: string) => hidden.includes(file),
  };
  return placePaths(paths, roots, report, context, modules);
}

describe("a report's path is found in the workspace", () => {
  const rows: readonly (readonly [string, Setting, readonly (string | null)[]])[] = [
    ["relative to the workspace", { files: ["src/a.py"], paths: ["src/a.py"] }, ["src/a.py"]],
    ["with a leading ./", { files: ["src/a.py"], paths: ["./src/a.py"] }, ["src/a.py"]],
    ["absolute in the workspace", { files: ["src/a.py"], paths: ["/work/project/src/a.py"] }, ["src/a.py"]],
    ["absolute of another machine", { files: ["src/a.py"], paths: ["/home/ci/build/src/a.py"] }, ["src/a.py"]],
    ["absolute of Windows", { files: ["src/a.cs"], paths: ["D:\\Dev\\project\\src\\a.cs"] }, ["src/a.cs"]],
    ["relative with backslashes", { files: ["src/core/a.py"], paths: ["src\\core\\a.py"] }, ["src/core/a.py"]],
    [
      "below a <source> of another machine",
      { files: ["src/core/a.py", "lib/core/a.py"], paths: ["core/a.py"], roots: ["/home/ci/project/src"] },
      ["src/core/a.py"],
    ],
    [
      "below the folder above the report that holds it",
      {
        files: ["packages/a/src/x.ts", "packages/b/src/x.ts"],
        paths: ["src/x.ts"],
        report: "packages/a/coverage/lcov.info",
      },
      ["packages/a/src/x.ts"],
    ],
    [
      "by package name",
      { files: ["src/main/java/com/acme/Foo.java"], paths: ["com/acme/Foo.java"] },
      ["src/main/java/com/acme/Foo.java"],
    ],
    [
      "by Go import path",
      { files: ["internal/limit/limit.go"], paths: ["example.org/acme/tool/internal/limit/limit.go"] },
      ["internal/limit/limit.go"],
    ],
    [
      "in a Bazel sandbox",
      {
        files: ["lib/math/clamp.cc"],
        paths: ["/root/.cache/bazel/x/sandbox/linux-sandbox/1/execroot/_main/lib/math/clamp.cc"],
      },
      ["lib/math/clamp.cc"],
    ],
    ["as a webpack URL", { files: ["src/app/a.ts"], paths: ["webpack://shop/./src/app/a.ts"] }, ["src/app/a.ts"]],
    [
      "as a file URL with percent-encoding",
      { files: ["src/my file.ts"], paths: ["file:///work/project/src/my%20file.ts"] },
      ["src/my file.ts"],
    ],
    [
      "in another Unicode normalisation",
      { files: ["src/pr\u00fcfung.py"], paths: ["src/pru\u0308fung.py"] },
      ["src/pr\u00fcfung.py"],
    ],
    [
      "in another case where the file system does not tell",
      { files: ["src/Foo.cs"], paths: ["SRC/foo.cs"], caseSensitive: false },
      ["src/Foo.cs"],
    ],
    [
      "absolute behind a symbolic link to the workspace",
      {
        files: ["src/index.ts", "packages/a/src/index.ts"],
        paths: ["/mnt/checkouts/project/src/index.ts"],
      },
      ["src/index.ts"],
    ],
    [
      "however often it is written",
      { files: ["src/a.py"], paths: ["src/a.py", "./src/a.py", "/work/project/src/a.py"] },
      ["src/a.py", "src/a.py", "src/a.py"],
    ],
    [
      "and not where a copy of it lies that nothing else lies beside",
      {
        files: ["src/index.js", "src/util.js"],
        paths: ["/app/src/index.js", "/app/src/util.js", "/opt/other/src/index.js"],
      },
      ["src/index.js", "src/util.js", null],
    ],
    [
      "where most of its neighbours lie, however long the end that it shares with another file",
      {
        files: ["src/index.ts", "src/util.ts", "packages/app/src/index.ts"],
        paths: ["/app/src/index.ts", "/app/src/util.ts"],
      },
      ["src/index.ts", "src/util.ts"],
    ],
    [
      "beside the only neighbour that has its beginning, where its end alone does not tell",
      {
        files: ["web/src/x.ts", "api/src/x.ts", "web/src/page.ts", "api/src/route.ts"],
        paths: ["/w/src/x.ts", "/w/src/page.ts", "/a/src/x.ts", "/a/src/route.ts"],
      },
      ["web/src/x.ts", "web/src/page.ts", "api/src/x.ts", "api/src/route.ts"],
    ],
    [
      "in the module whose report it is, where several have such a file",
      {
        files: ["a/src/main/java/com/acme/Foo.java", "b/src/main/java/com/acme/Foo.java"],
        paths: ["com/acme/Foo.java"],
        report: "b/target/site/jacoco/jacoco.xml",
      },
      ["b/src/main/java/com/acme/Foo.java"],
    ],
    [
      "in the package of its report, by the path of a container",
      {
        files: ["packages/a/src/x.ts", "packages/b/src/x.ts"],
        paths: ["/usr/src/app/src/x.ts"],
        report: "packages/a/coverage/lcov.info",
      },
      ["packages/a/src/x.ts"],
    ],
    [
      "in the module that its group names",
      {
        files: ["a/src/main/java/com/acme/Foo.java", "b/src/main/java/com/acme/Foo.java"],
        paths: ["a/com/acme/Foo.java", "b/com/acme/Foo.java"],
        report: "report/target/site/jacoco-aggregate/jacoco.xml",
      },
      ["a/src/main/java/com/acme/Foo.java", "b/src/main/java/com/acme/Foo.java"],
    ],
    [
      "without the name that its bundle has, where that is the file",
      {
        files: ["src/a.ts", "packages/b/src/a.ts"],
        paths: ["webpack://shop/src/a.ts"],
      },
      ["src/a.ts"],
    ],
    [
      "with the name of its bundle as a folder, where that is the file",
      {
        files: ["shop/src/a.ts", "packages/shop/src/a.ts"],
        paths: ["webpack://shop/./src/a.ts"],
      },
      ["shop/src/a.ts"],
    ],
    [
      "nowhere, where it is a file with and without that name",
      { files: ["shop/src/a.ts", "src/a.ts"], paths: ["webpack://shop/src/a.ts", "webpack://shop/./src/a.ts"] },
      [null, null],
    ],
    [
      "by the name of its bundle, which the folder of one package has",
      {
        files: ["packages/cart/src/a.ts", "packages/shop/src/a.ts"],
        paths: ["webpack://shop/./src/a.ts"],
        report: "report/lcov.info",
      },
      ["packages/shop/src/a.ts"],
    ],
    [
      "by the second part of a package's name",
      {
        files: ["packages/cart/src/a.ts", "packages/shop/src/a.ts"],
        paths: ["webpack://@acme/shop/src/a.ts"],
        report: "report/lcov.info",
      },
      ["packages/shop/src/a.ts"],
    ],
    [
      "above the folder that a bundle was made in",
      { files: ["shared/a.ts", "shop/b.ts", "x/shared/a.ts"], paths: ["webpack://shop/../shared/a.ts"] },
      ["shared/a.ts"],
    ],
    [
      "below the report's package, whatever its bundle is called",
      {
        files: ["packages/cart/src/a.ts", "packages/shop/src/a.ts"],
        paths: ["webpack://web/src/a.ts", "webpack:///src/a.ts"],
        report: "packages/cart/coverage/lcov.info",
      },
      ["packages/cart/src/a.ts", "packages/cart/src/a.ts"],
    ],
    [
      "on this machine, where a file: URL names one",
      { files: ["src/a.ts", "lib/src/a.ts"], paths: ["file://build01/work/project/src/a.ts"] },
      ["src/a.ts"],
    ],
    [
      "with a loader's query, in the package of its report",
      {
        files: ["packages/a/src/App.vue", "packages/b/src/App.vue"],
        paths: ["src/App.vue?a1b2"],
        report: "packages/a/coverage/lcov.info",
      },
      ["packages/a/src/App.vue"],
    ],
    [
      "as Vite serves what lies outside of its project",
      { files: ["src/a.ts", "lib/src/a.ts"], paths: ["/@fs/work/project/src/a.ts"] },
      ["src/a.ts"],
    ],
    [
      "in the folder of its module, where a report of one module names it",
      {
        files: ["a/src/main/java/com/acme/Foo.java", "b/src/main/java/com/acme/Foo.java", "b/src/com/acme/Bar.java"],
        paths: ["com/acme/Foo.java", "com/acme/Bar.java"],
        modules: ["a", "a"],
        report: "b/target/site/jacoco-aggregate/jacoco.xml",
      },
      ["a/src/main/java/com/acme/Foo.java", "b/src/com/acme/Bar.java"],
    ],
    [
      "beside its report, where its module is called otherwise than all folders",
      {
        files: ["a/src/main/java/com/acme/Foo.java", "b/src/main/java/com/acme/Foo.java"],
        paths: ["com/acme/Foo.java"],
        modules: ["Acme :: Core"],
        report: "b/target/site/jacoco-aggregate/jacoco.xml",
      },
      ["b/src/main/java/com/acme/Foo.java"],
    ],
    [
      "nowhere, where two folders are called like its module",
      {
        files: ["x/a/com/acme/Foo.java", "y/a/com/acme/Foo.java"],
        paths: ["com/acme/Foo.java"],
        modules: ["a"],
        report: "target/jacoco.xml",
      },
      [null],
    ],
    [
      "with percent-encoding and the query of a URL",
      { files: ["src/my file.ts", "src/App.vue"], paths: ["src/my%20file.ts", "/ci/src/App.vue?vue&type=script"] },
      ["src/my file.ts", "src/App.vue"],
    ],
    [
      "as it is, where a name has a percent sign",
      { files: ["src/a%20b.ts", "src/a b.ts"], paths: ["src/a%20b.ts"] },
      ["src/a%20b.ts"],
    ],
    [
      "by the name of the workspace's folder, which is that of the checkout elsewhere",
      {
        files: ["src/index.ts", "packages/a/src/index.ts"],
        paths: ["/home/ci/project/src/index.ts", "/home/ci/src/index.ts"],
      },
      ["src/index.ts", null],
    ],
    [
      "and not where a dependency's file of the same end lies",
      {
        files: ["src/lib.rs", "src/Client.php", "src/a.go"],
        paths: [
          "/build/src/lib.rs",
          "/root/.cargo/registry/src/index/foo-1.0.0/src/lib.rs",
          "/rustc/0123abc/library/core/src/lib.rs",
          "/root/.rustup/toolchains/stable/lib/rustlib/src/rust/library/core/src/lib.rs",
          "/app/vendor/acme/http/src/Client.php",
          "/root/go/pkg/mod/example.org/x@v1.2.3/src/a.go",
        ],
      },
      ["src/lib.rs", null, null, null, null, null],
    ],
    [
      "by a rule of readiness.json before all else",
      { files: ["src/a.py", "app/a.py"], paths: ["/app/a.py"], rules: [{ from: "/app/", to: "src/" }] },
      ["src/a.py"],
    ],
    [
      "by the root that its neighbours agree on",
      { files: ["main.py", "core/x.py"], paths: ["/app/core/x.py", "/app/main.py"] },
      ["core/x.py", "main.py"],
    ],
  ];
  for (const [name, setting, expected] of rows) {
    it(name, () => assert.deepEqual(place(setting).files, expected));
  }
});

describe("a report's path is not placed", () => {
  it("where two files are equally near: they are named, none is guessed", () => {
    const placing = place({ files: ["packages/a/src/index.ts", "packages/b/src/index.ts"], paths: ["src/index.ts"] });
    assert.deepEqual(placing.files, [null]);
    assert.deepEqual(placing.unmatched, [
      { path: "src/index.ts", reason: "ambiguous", candidates: ["packages/a/src/index.ts", "packages/b/src/index.ts"] },
    ]);
  });

  it("where two files differ only in how their accents are composed", () => {
    const files = ["src/caf\u00e9.py", "src/cafe\u0301.py", "src/na\u00efve.py"];
    for (const path of ["src/caf\u00e9.py", "/ci/src/cafe\u0301.py", "/work/project/src/caf\u00e9.py"]) {
      const { files: placed, unmatched } = place({ files, paths: [path, "src/nai\u0308ve.py"] });
      assert.deepEqual(placed, [null, "src/na\u00efve.py"]);
      assert.deepEqual(
        unmatched.map(({ reason, candidates }) => [reason, new Set(candidates)]),
        [["ambiguous", new Set(files.slice(0, 2))]],
      );
    }
  });

  it("where two folders that the report names hold such a file", () => {
    const placing = place({
      files: ["lib/a.py", "src/a.py", "src/b.py"],
      paths: ["a.py", "b.py"],
      roots: ["/home/ci/project/lib", "/home/ci/project/src"],
    });
    assert.deepEqual(placing.files, [null, "src/b.py"]);
    assert.deepEqual(placing.unmatched, [{ path: "a.py", reason: "ambiguous", candidates: ["lib/a.py", "src/a.py"] }]);
  });

  it("where one of the folders that the report names may be the workspace", () => {
    const { files } = place({
      files: ["m.py", "src/m.py", "src/k.py"],
      paths: ["m.py", "k.py"],
      roots: ["/home/ci/x", "/home/ci/x/src"],
    });
    assert.deepEqual(files, [null, "src/k.py"]);
  });

  it("where it shares as much with one file as with the folder's name and another", () => {
    const { unmatched } = place({
      files: ["src/a.ts", "packages/project/src/a.ts"],
      paths: ["/project/src/a.ts"],
    });
    assert.deepEqual(unmatched[0]?.candidates, ["packages/project/src/a.ts", "src/a.ts"]);
    const two = ["a/b/project/src/a.ts", "c/b/project/src/a.ts"];
    const placing = place({ files: ["src/a.ts", ...two], paths: ["/b/project/src/a.ts"] });
    assert.deepEqual(placing.unmatched[0]?.candidates, two);
  });

  it("where it lay in this folder, and only another one has a file of its end now", () => {
    const { files, unmatched } = place({
      files: ["src/util.ts", "packages/a/src/index.ts"],
      paths: ["/home/ci/project/src/util.ts", "/home/ci/project/src/index.ts"],
    });
    assert.deepEqual(files, ["src/util.ts", null]);
    assert.deepEqual(unmatched, [{ path: "/home/ci/project/src/index.ts", reason: "not-in-workspace" }]);
  });

  it("where its neighbours say that it lay elsewhere, and is gone", () => {
    const kept = ["a/src/x.ts", "a/src/y.ts", "b/src/z.ts"];
    const files = [...kept, "b/src/index.ts", "main.ts"];
    for (const root of ["/home/ci/work/", ""]) {
      const paths = [...kept, "a/src/index.ts"].map((file) => root + file);
      const placing = place({ files, paths });
      assert.deepEqual(placing.files, [...kept, null]);
      assert.deepEqual(placing.unmatched[0], {
        ...{ path: `${root}a/src/index.ts`, reason: "ambiguous", candidates: ["b/src/index.ts"] },
      });
    }
    // What is installed elsewhere is the package all the same where more than one path says so.
    const installed = ["x.py", "y.py"].map((file) => `/ci/.tox/lib/site-packages/pkg/${file}`);
    const tests = ["tests/a.py", "tests/b.py", "tests/c.py"];
    const placing = place({
      files: ["src/pkg/x.py", "src/pkg/y.py", ...tests],
      paths: [...installed, ...tests.map((file) => `/ci/${file}`)],
    });
    assert.deepEqual(placing.files, ["src/pkg/x.py", "src/pkg/y.py", ...tests]);
  });

  it("where only the file at the top is called like it, and a neighbour says that it lay elsewhere", () => {
    const lost = (...paths: string[]) => place({ files: ["src/a.ts", "lib/src/b.ts", "index.ts", "src/b.ts"], paths });
    for (const root of ["", "/app/"]) {
      const { files, proposal, unmatched } = lost(`${root}src/a.ts`, `${root}src/index.ts`);
      assert.deepEqual([files, proposal], [["src/a.ts", null], null]);
      assert.deepEqual(unmatched[0]!.candidates, ["index.ts"]);
    }
    // What a container has beside each other may come from two folders.
    const { files } = place({ files: ["src/core/x.py", "main.py"], paths: ["/app/core/x.py", "/app/main.py"] });
    assert.deepEqual(files, ["src/core/x.py", "main.py"]);
  });

  it("where its neighbours lie elsewhere on their machine: a system's file of the same end is another one", () => {
    const own = ["src/a.c", "src/b.c", "src/c.c"];
    for (const root of ["/work/project/", "/build/"]) {
      const paths = [...own.map((file) => root + file), "/usr/include/fmt/format.h"];
      const { files, unmatched } = place({ files: [...own, "include/fmt/format.h"], paths });
      assert.deepEqual(files, [...own, null]);
      assert.deepEqual(unmatched[0]!.candidates, ["include/fmt/format.h"]);
    }
    const packaged = place({
      files: [...own, "mod/core.py"],
      paths: [...own.map((file) => `/build/${file}`), "/usr/local/lib/python3.12/site-packages/mod/core.py"],
    });
    assert.deepEqual(packaged.files, [...own, "mod/core.py"]);
  });

  it("beside this folder, of which the report of all packages tells as well", () => {
    const own = ["src/index.ts", "src/app.ts", "src/only.ts", "src/lost.ts"];
    const project = own.slice(0, 3).map((file) => `services/project/${file}`);
    const others = ["index.ts", "app.ts", "page.ts", "lost.ts"].map((name) => `services/web/src/${name}`);
    for (const root of ["", "/builds/acme/mono/", "/app/", "C:\\a\\mono\\"]) {
      const { files } = place({ files: own, paths: [...project, ...others].map((path) => root + path) });
      assert.deepEqual(files, [...own.slice(0, 3), null, null, null, null]);
    }
    const here = place({
      files: own,
      paths: [...own.map((file) => `/work/project/${file}`), "/work/web/src/index.ts", "/work/web/src/app.ts"],
    });
    assert.deepEqual(here.files, [...own, null, null]);
    const above = place({ files: own, paths: [...own, "../web/src/index.ts", "../web/src/app.ts"] });
    assert.deepEqual(above.files, [...own, null, null]);
    assert.equal(above.unmatched[0]!.reason, "outside-workspace");
    // One of another machine may be this folder's.
    const merged = place({
      files: own,
      paths: [...own.map((file) => `/work/project/${file}`), ...own.map((file) => `/app/${file}`)],
    });
    assert.deepEqual(merged.files, [...own, ...own]);
  });

  it("in the report's own package where its neighbours say that it lies elsewhere", () => {
    const { files } = place({
      files: ["a/src/x.ts", "b/src/x.ts", "lib/core/y.ts"],
      paths: ["/ci/src/x.ts", "/ci/lib/core/y.ts"],
      report: "a/coverage/lcov.info",
    });
    assert.deepEqual(files, [null, "lib/core/y.ts"]);
  });

  it("where it is no module's that its group names", () => {
    const { files } = place({
      files: ["a/src/com/acme/Foo.java", "b/src/com/acme/Foo.java"],
      paths: ["c/com/acme/Foo.java"],
      report: "a/build/reports/jacoco.xml",
    });
    assert.deepEqual(files, [null]);
  });

  it("where it is a dependency's file of the same end, and nobody is asked to place it there", () => {
    const { files, proposal } = place({
      files: ["src/index.js"],
      paths: ["/app/src/index.js", "/app/node_modules/left-pad/src/index.js"],
    });
    assert.deepEqual(files, ["src/index.js", null]);
    assert.equal(proposal, null);
    const alone = place({ files: ["src/Client.php"], paths: ["/app/vendor/acme/http/src/Client.php"] });
    assert.deepEqual([alone.files, alone.proposal], [[null], null]);
  });

  it("where it is a dependency's file of the same end", () => {
    const { files } = place({ files: ["src/index.js"], paths: ["/app/node_modules/left-pad/src/index.js"] });
    assert.deepEqual(files, [null]);
  });

  it("where two paths are equally likely the one file", () => {
    const { files, unmatched } = place({ files: ["src/a.c"], paths: ["/one/src/a.c", "/two/src/a.c"] });
    assert.deepEqual(files, [null, null]);
    assert.deepEqual(unmatched[0], { path: "/one/src/a.c", reason: "ambiguous", candidates: ["src/a.c"] });
  });

  it("where only a file's name agrees, and a mapping is proposed", () => {
    const placing = place({ files: ["src/main.py", "src/util.py"], paths: ["/app/main.py", "/app/util.py"] });
    assert.deepEqual(placing.files, [null, null]);
    assert.deepEqual(placing.proposal, { from: "/app/", to: "src/" });
  });

  const gone = ["src/a.ts", "src/b.ts", "app/x.ts"];
  for (const [what, setting] of [
    ["another machine's", { files: gone, paths: ["/ci/build/src/a.ts", "/ci/build/src/b.ts", "/ci/build/gone/x.ts"] }],
    ["this folder's", { files: gone, paths: ["/work/project/gone/x.ts"] }],
    ["those that start from here", { files: gone, paths: ["src/a.ts", "gone/x.ts"] }],
  ] as const) {
    it(`where it is gone, as ${what} paths tell, and no file of its name elsewhere is proposed`, () => {
      const { files, proposal } = place(setting);
      assert.deepEqual([files.at(-1), proposal], [null, null]);
    });
  }

  it("where it climbs out of the workspace", () => {
    const placing = place({ files: ["etc/hosts.py"], paths: ["../../../../outside/passwd"] });
    assert.deepEqual(placing.unmatched, [{ path: "../../../../outside/passwd", reason: "outside-workspace" }]);
  });

  it("where readiness.json excludes the file", () => {
    const placing = place({ files: ["src/generated.py"], paths: ["src/generated.py"], excluded: ["src/generated.py"] });
    assert.deepEqual(placing.unmatched, [{ path: "src/generated.py", reason: "excluded" }]);
  });

  it("where git ignores the file or the editor hides it: the reason says so, and no rule is proposed", () => {
    const files = ["src/main.ts", "lib/gen/api.ts"];
    const hidden = ["src/gen/api.ts", "src/gen/deep.ts"];
    const told = (setting: Partial<Setting>) =>
      place({ files, hidden, paths: [], ...setting }).unmatched.map(({ path, reason }) => `${path} ${reason}`);
    assert.deepEqual(told({ paths: ["src/main.ts", "src/gen/deep.ts", "src/gone.ts"] }), [
      "src/gen/deep.ts ignored",
      "src/gone.ts not-in-workspace",
    ]);
    assert.deepEqual(told({ paths: ["/work/project/src/gen/api.ts"] }), ["/work/project/src/gen/api.ts ignored"]);
    assert.deepEqual(told({ paths: ["/ci/src/main.ts", "/ci/src/gen/deep.ts"] }), ["/ci/src/gen/deep.ts ignored"]);
    assert.deepEqual(told({ paths: ["gen/deep.ts"], report: "src/coverage/lcov.info" }), ["gen/deep.ts ignored"]);
    assert.equal(place({ files, hidden, paths: ["src/gen/deep.ts"] }).proposal, null);
  });

  it("where its case differs and the file system tells cases apart", () => {
    assert.deepEqual(place({ files: ["src/Foo.c", "src/foo.c"], paths: ["src/FOO.c"] }).files, [null]);
  });

  it("where a folder's case differs so: the mapping that is proposed places it", () => {
    const setting = { files: ["src/App.cs"], paths: ["c:\\x\\SRC\\App.cs"] };
    const { proposal } = place(setting);
    assert.deepEqual(proposal, { from: "c:/x/SRC/", to: "src/" });
    assert.deepEqual(place({ ...setting, rules: [proposal!] }).files, ["src/App.cs"]);
  });

  it("for every path of a large report in time that grows with the paths, not with paths times files", () => {
    const files = Array.from({ length: 20_000 }, (_, at) => `packages/p${at % 500}/src/dir${at % 7}/file${at}.ts`);
    const placing = place({ files, paths: files.map((file) => `/ci/build/${file}`) });
    assert.equal(placing.unmatched.length, 0);
  });
});

describe("a report whose paths are all ambiguous", () => {
  it("takes no longer than one whose paths are placed", () => {
    const files = Array.from({ length: 20_000 }, (_, at) => `packages/p${at}/src/index.ts`);
    const placing = place({ files, paths: files.map((_, at) => `/ci/q${at}/src/index.ts`) });
    assert.equal(placing.unmatched.length, 20_000);
    assert.equal(placing.unmatched[0]?.candidates?.length, 5);
  }).timeout(5000);
});

describe("the index of a workspace", () => {
  it("knows the folders that files lie in, as the file system tells them apart", () => {
    for (const [caseSensitive, folders] of [
      [true, ["", "src", "src/deep"]],
      [false, ["", "src", "src/deep", "SRC/Deep"]],
    ] as const) {
      const index = new WorkspaceIndex(["src/deep/a.ts", "b.ts"], caseSensitive);
      const asked = ["", "src", "src/deep", "SRC/Deep", "sr", "src/deep/a.ts", "lib"];
      assert.deepEqual(
        asked.filter((folder) => index.hasFolder(folder)),
        folders,
      );
    }
  });

  const segment = fc.constantFrom("a", "b", "c", "src", "x.ts");
  const path = fc.array(segment, { minLength: 1, maxLength: 5 }).map((segments) => segments.join("/"));

  /** The same answer by comparing with every file. */
  function bySuffixSlowly(files: readonly string[], asked: string) {
    const shared = (file: string) => {
      const [one, other] = [file.split("/").reverse(), asked.split("/").reverse()];
      const at = one.findIndex((each, row) => each !== other[row]);
      return at === -1 ? one.length : at;
    };
    const most = Math.max(0, ...files.map(shared));
    const best = files.filter((file) => shared(file) === most);
    if (most === 0) return "none";
    if (best.length > 1) return "ambiguous";
    return most > 1 || most === asked.split("/").length || most === best[0]!.split("/").length ? best[0] : "none";
  }

  it("answers as a comparison with every file would", () => {
    fc.assert(
      fc.property(fc.uniqueArray(path, { maxLength: 12 }), path, (files, asked) => {
        const match = new WorkspaceIndex(files, true).bySuffix(asked);
        assert.equal(match.kind === "unique" ? match.file : match.kind, bySuffixSlowly(files, asked));
      }),
      { numRuns: 2000, seed: 20261125 },
    );
  });
});

describe("a path is normalised", () => {
  const rows: readonly (readonly [string, string])[] = [
    ["a/./b//c", "a/b/c"],
    ["a/../b", "b"],
    ["/../etc/passwd", "/etc/passwd"],
    ["../src/a.c", "../src/a.c"],
    ["C:\\a\\b", "c:/a/b"],
    ["\\\\?\\C:\\a", "c:/a"],
    ["file:///C:/a/b.ts", "c:/a/b.ts"],
    ["webpack:///./src/a.ts", "src/a.ts"],
    ["webpack:///./src/App.vue?vue&type=script&lang=ts", "src/App.vue"],
    ["file:///a/b.js?t=1700000000", "/a/b.js"],
    ["/a/100%/b", "/a/100%/b"],
    ["file:/a/b%20c.java", "/a/b c.java"],
    ["file:/C:/a/b.java", "c:/a/b.java"],
    ["file://localhost/a/b.ts", "/a/b.ts"],
    ["webpack:/src/a.ts", "src/a.ts"],
    ["webpack://_N_E/./src/a.ts", "src/a.ts"],
    ["webpack-internal:///(rsc)/./src/a.ts", "src/a.ts"],
    ["webpack://_N_E/(app-pages-browser)/./src/a.ts", "src/a.ts"],
    ["webpack://shop/src/a.ts", "shop/src/a.ts"],
    ["turbopack:///[project]/src/a.ts", "src/a.ts"],
    ["turbopack://[project]/src/a.ts", "src/a.ts"],
    ["ng:///src/a.ts", "src/a.ts"],
    ["rsc://React/Server/webpack-internal:///(rsc)/./src/a.ts?0", "src/a.ts"],
    ["rsc://React/Server/file:///home/u/p/src/a.ts?7", "/home/u/p/src/a.ts"],
    ["/@fs/home/u/p/src/a.ts", "/home/u/p/src/a.ts"],
    ["/@fs/C:/p/src/a.ts", "c:/p/src/a.ts"],
    ["http://localhost:5173/src/a.ts?t=1", "src/a.ts"],
    ["http://localhost:5173/@fs/home/u/p/src/a.ts", "/home/u/p/src/a.ts"],
    ["vscode-remote://ssh-remote+host/home/u/a.ts", "/home/u/a.ts"],
    ["/proc/self/cwd/src/a.cc", "src/a.cc"],
    ["/home/u/.cache/bazel/_bazel_u/1f/sandbox/linux-sandbox/3/execroot/_main/src/a.cc", "src/a.cc"],
    ["C:\\b\\execroot\\_main\\src\\a.cc", "src/a.cc"],
    ["/x/execroot/_main/bazel-out/k8-fastbuild/bin/src/a.ts", "src/a.ts"],
  ];
  for (const [written, expected] of rows)
    it(`${written} is ${expected}`, () => assert.equal(normalisePath(written), expected));
});
