import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import { gatherTests } from "../../../../src/core/evidence/testEvidence.ts";
import { WorkspaceIndex } from "../../../../src/core/evidence/workspaceIndex.ts";
import { testCase, testReport } from "../../../../src/core/formats/testReport.ts";
import type { ReadResult, TestReport } from "../../../../src/core/model/report.ts";
import type { TestCase } from "../../../../src/core/model/tests.ts";

/** A report of this path with these tests; `minute` tells when it was written. */
function report(
  path: string,
  cases: readonly TestCase[],
  { format = "junit", minute = 0 } = {},
): { readonly read: ReadResult; readonly report: TestReport } {
  const modified = new Date(Date.UTC(2026, 0, 1, 12, minute)).toISOString();
  const own = testReport({ path, problem() {} }, { cases });
  const provenance = { path, format, producer: null, generated: null, modified, commit: null, sha256: path };
  const read: ReadResult = {
    path,
    size: 1,
    format,
    kind: "tests",
    status: "read",
    problems: [],
    report: own,
    provenance,
  };
  return { read, report: own };
}

/** "class.name outcome" of each test that counts, "flaky" where it is. */
function counted(reads: Parameters<typeof gatherTests>[0], files: readonly string[] = []): readonly string[] {
  return gatherTests(reads, new WorkspaceIndex(files, true))
    .results.map(({ test }) => `${test.className}.${test.name} ${test.outcome}${test.flaky ? " flaky" : ""}`)
    .sort();
}

function tests(className: string, outcomes: Readonly<Record<string, TestCase["outcome"]>>): readonly TestCase[] {
  return Object.entries(outcomes).map(([name, outcome]) => testCase({ name, className, suite: className, outcome }));
}

describe("Tests of several reports", () => {
  const app = (module: string, outcome: TestCase["outcome"], minute: number) =>
    report(
      `${module}/target/surefire-reports/TEST-com.acme.AppTest.xml`,
      tests("com.acme.AppTest", { works: outcome }),
      {
        minute,
      },
    );
  const sources = ["a", "b"].map((module) => `${module}/src/test/java/com/acme/AppTest.java`);

  it("are two where two modules have a test of one name", () => {
    assert.deepEqual(counted([app("a", "failed", 0), app("b", "passed", 5)], sources), [
      "com.acme.AppTest.works failed",
      "com.acme.AppTest.works passed",
    ]);
    assert.equal(counted([app("a", "passed", 0), app("b", "passed", 5)], sources).length, 2);
  });

  it("are one where legs of a matrix run them: the newest counts, and a difference is told", () => {
    const leg = (name: string, outcome: TestCase["outcome"], minute: number) =>
      report(`results/${name}/junit.xml`, tests("app", { one: "passed", two: "passed", three: outcome }), { minute });
    assert.deepEqual(counted([leg("linux", "failed", 0), leg("windows", "passed", 5)]), [
      "app.one passed",
      "app.three passed flaky",
      "app.two passed",
    ]);
  });

  it("are several where the reports of two packages share but a few names", () => {
    const of = (name: string, outcome: TestCase["outcome"], minute: number) =>
      report(
        `packages/${name}/junit.xml`,
        [...tests("index", { renders: outcome }), ...tests(name, { one: "passed", two: "passed" })],
        { minute },
      );
    assert.deepEqual(counted([of("cart", "failed", 0), of("shop", "passed", 5)]), [
      "cart.one passed",
      "cart.two passed",
      "index.renders failed",
      "index.renders passed",
      "shop.one passed",
      "shop.two passed",
    ]);
  });

  it("are one where only those that failed ran once more", () => {
    const all = report("first/junit.xml", tests("app", { one: "passed", two: "passed", three: "failed" }));
    const again = report("again/junit.xml", tests("app", { three: "passed" }), { minute: 5 });
    assert.deepEqual(counted([all, again]), ["app.one passed", "app.three passed flaky", "app.two passed"]);
  });

  it("are one where one run was written in two formats", () => {
    const names = { one: "passed", two: "passed", three: "failed", four: "passed", five: "passed" } as const;
    const found = gatherTests(
      [
        report("reports/junit.xml", tests("tests.app", names)),
        report("reports/ctrf.json", tests("app", names), { format: "ctrf" }),
      ],
      new WorkspaceIndex([], true),
    );
    assert.equal(found.results.length, 5);
    assert.deepEqual(
      [...found.repeated],
      [["reports/junit.xml", { speaker: "reports/ctrf.json", tests: 5, of: 5, isSilent: true, otherwise: [] }]],
    );
  });

  it("are told where one of many ended otherwise in a report that is alike else", () => {
    const names = Array.from({ length: 40 }, (_, at) => `test_${at}`);
    const all = (outcome: TestCase["outcome"]) =>
      tests("app", Object.fromEntries(names.map((name, at) => [name, at === 7 ? outcome : "passed"])));
    const legs = [
      report("linux/junit.xml", all("failed")),
      report("windows/junit.xml", all("passed"), { minute: 5 }),
    ] as const;
    assert.deepEqual(
      counted(legs).filter((each) => !each.endsWith(" passed")),
      ["app.test_7 passed flaky"],
    );
    const formats = [
      report("junit.xml", all("failed")),
      report("ctrf.json", all("passed"), { format: "ctrf" }),
    ] as const;
    assert.ok(counted(formats).some((each) => /^app\.test_7 (?:failed|passed flaky)$/.test(each)));
  });

  describe("in two formats", () => {
    const nested = (home: string, path: readonly string[], outcome: TestCase["outcome"] = "passed") =>
      testCase({ name: path.at(-1)!, className: path.slice(0, -1).join(" > "), suite: home, file: home, outcome });
    const flat = (path: readonly string[], outcome: TestCase["outcome"] = "passed") =>
      testCase({ name: path.join(" "), outcome });
    const ctrf = (path: string, cases: readonly TestCase[], minute = 0) =>
      report(path, cases, { format: "ctrf", minute });
    const all = (reads: Parameters<typeof gatherTests>[0], files: readonly string[] = []) =>
      gatherTests(reads, new WorkspaceIndex(files, true));

    const paths = [
      ["area", "of a circle"],
      ["area", "of kinds", "of many corners"],
      ["scale", "of a circle"],
      ["scale", "takes a,b/c # d"],
    ];
    const one: readonly (readonly [string, readonly TestCase[], readonly TestCase[], number])[] = [
      [
        "one has the describe path in its names",
        paths.map((path) => nested("a.js", path)),
        paths.map((path) => flat(path)),
        4,
      ],
      [
        "one has marks for what the other has blanks for",
        paths.map((path) => testCase({ name: path.join(" > "), className: "tests/a.js", outcome: "passed" })),
        paths.map((path) => flat(path)),
        4,
      ],
      [
        "one escapes or replaces letters",
        ["größe", "tab\tand", 'a "b"', "plain"].map((name) => testCase({ name, outcome: "passed" })),
        ["gr_e_", "tab\\tand", "a &quot;b&quot;", "plain"].map((name) => testCase({ name, outcome: "passed" })),
        4,
      ],
      [
        "one cuts a name, whose neighbours it has",
        ["first", "second\nof two lines", "third"].map((name) => testCase({ name, outcome: "passed" })),
        ["first", "second", "third"].map((name) => testCase({ name, outcome: "passed" })),
        3,
      ],
      [
        "one has the sections of a test",
        ["half", "third/of six", "third/of nine"].map((name) =>
          testCase({ name, className: "shapes", outcome: "passed" }),
        ),
        ["half", "third"].map((name) => testCase({ name, className: "shapes", outcome: "passed" })),
        3,
      ],
      [
        "one has the rows of a test's data",
        ["half", "even(two)", "even(four)", "odd"].map((name) =>
          testCase({ name, className: "shapes", outcome: "passed" }),
        ),
        ["half", "even", "odd"].map((name) => testCase({ name, className: "shapes", outcome: "passed" })),
        4,
      ],
      [
        "one has no names for what did not run",
        [testCase({ name: "runs", outcome: "passed" }), testCase({ name: "is off", outcome: "skipped" })],
        [testCase({ name: "runs", outcome: "passed" }), testCase({ name: "test 2", outcome: "skipped" })],
        2,
      ],
      [
        "the name is one in several classes",
        ["A", "B", "C"].map((className) => testCase({ name: "loads", className, outcome: "passed" })),
        ["loads", "loads #2", "loads #3"].map((name) => testCase({ name, outcome: "passed" })),
        3,
      ],
    ];
    for (const [what, junit, other, count] of one)
      it(`are one run where ${what}`, () => {
        for (const reads of [
          [report("junit.xml", junit), ctrf("ctrf.json", other)],
          [report("junit.xml", other), ctrf("ctrf.json", junit)],
        ]) {
          const { results, repeated } = all(reads);
          assert.equal(results.length, count);
          assert.equal(repeated.size, 1);
        }
      });

    const names = ["creates", "reads", "updates", "deletes", "lists", "finds"];
    const of = (home: string, own = names) => own.map((name) => nested(home, ["user", name]));
    const several: readonly (readonly [string, readonly TestCase[], readonly TestCase[], readonly string[], number])[] =
      [
        [
          "the files of two packages have tests of one name",
          of("tests/user.test.js"),
          of("tests/user.test.js"),
          ["packages/a/tests/user.test.js", "packages/b/tests/user.test.js"],
          12,
        ],
        [
          "folders of other kinds of tests have a file of one name",
          of("tests/unit/user.js"),
          of("tests/e2e/user.js"),
          [],
          12,
        ],
        ["files of other names have tests of one name", of("tests/user.unit.js"), of("tests/user.e2e.js"), [], 12],
        ["two shards ran the halves of a suite", of("a.js", names.slice(0, 3)), of("a.js", names.slice(3)), [], 6],
        [
          "two shards ran the halves of a test's data",
          ["[1]", "[2]", "[3]"].map((row) => nested("a.js", [`area${row}`])),
          ["[4]", "[5]"].map((row) => nested("a.js", [`area${row}`])),
          [],
          5,
        ],
        [
          "modules that are named in full have a class of one name",
          names.map((name) => testCase({ name, className: "com.acme.a.UserTest", outcome: "passed" })),
          names.map((name) => testCase({ name, className: "com.acme.b.UserTest", outcome: "passed" })),
          [],
          12,
        ],
        [
          "few names of few are alike",
          ["works", "a", "b"].map((name) => testCase({ name, className: "Cart", outcome: "passed" })),
          ["works", "c", "d"].map((name) => testCase({ name, className: "Cart", outcome: "passed" })),
          [],
          6,
        ],
      ];
    for (const [what, junit, other, files, count] of several)
      it(`are several where ${what}`, () => {
        const { results, repeated } = all(
          [report("packages/a/junit.xml", junit), ctrf("packages/b/ctrf.json", other)],
          files,
        );
        assert.equal(results.length, count);
        assert.equal(repeated.size, 0);
      });

    const flats = (own: readonly string[], failing = "") =>
      own.map((name) => flat([name], name === failing ? "failed" : "passed"));
    const inClass = (own: readonly string[], failing = "") =>
      own.map((name) => testCase({ name, className: "user", outcome: name === failing ? "failed" : "passed" }));
    const manifests = ["packages/a/package.json", "packages/b/package.json"];
    const more = Array.from({ length: 40 }, (_, at) => `more ${at}`);
    type Told = readonly [path: string, tests: readonly TestCase[]];
    const others: readonly (readonly [string, Told, Told, readonly string[], number])[] = [
      [
        "they lie in two packages, and name no files",
        ["packages/a/junit.xml", inClass(names)],
        ["packages/b/ctrf.json", inClass(names)],
        manifests,
        12,
      ],
      [
        "the files of the one are of a package that the other lies outside of",
        ["reports/junit.xml", of("packages/a/user.test.js")],
        ["packages/b/ctrf.json", flats(names)],
        [...manifests, "packages/a/user.test.js"],
        12,
      ],
      [
        "the tests of the one lie beside their report, and the other report elsewhere",
        ["web/junit.xml", of("web/user.feature")],
        ["api/ctrf.json", inClass(names)],
        ["web/user.feature"],
        12,
      ],
      [
        "they lie in one folder, and one test ended otherwise",
        ["reports/unit.xml", inClass(names)],
        ["reports/ctrf.json", inClass(names, "reads")],
        [],
        12,
      ],
      [
        "they lie in folders beside each other, and one test ended otherwise",
        ["reports/a/junit.xml", inClass(names)],
        ["reports/b/ctrf.json", inClass(names, "reads")],
        [],
        12,
      ],
      [
        "a large one has the few names of a small one by chance",
        ["junit.xml", of("a.js", [...names, ...more])],
        ["scripts/ctrf.json", flats(names)],
        [],
        52,
      ],
      [
        "few tests of one word stand in two folders",
        ["junit.xml", inClass(["works"])],
        ["a/ctrf.json", flats(["works"])],
        [],
        2,
      ],
    ];
    for (const [what, [path, tests], [other, again], files, count] of others)
      it(`are several where ${what}`, () => {
        const { results, repeated } = all([report(path, tests), ctrf(other, again)], files);
        assert.equal(results.length, count);
        assert.equal(repeated.size, 0);
      });

    it("are several where two runners wrote them, though all names and outcomes are alike", () => {
      const [e2e, unit] = [ctrf("results.json", inClass(names)), report("junit.xml", inClass(names))];
      const reads = [
        { ...e2e, report: { ...e2e.report, dialect: "Playwright" } },
        { ...unit, report: { ...unit.report, dialect: "jest-junit" } },
      ];
      const { results, remarks } = all(reads);
      assert.equal(results.length, 12);
      assert.deepEqual(remarks, [], "there is no doubt");
    });

    it("are one run in folders beside each other where each test ended alike", () => {
      const reads = [
        report("out/xml/junit.xml", inClass(names, "reads")),
        ctrf("out/json/ctrf.json", inClass(names, "reads")),
      ];
      assert.equal(all(reads).results.length, 6);
    });

    it("in folders beside each other count each where the first test of one has a name of its own, which is told", () => {
      const { results, remarks } = all([
        report("a/junit.xml", flats(["starts", ...names.slice(1)])),
        ctrf("b/ctrf.json", flats(names)),
      ]);
      assert.equal(results.length, 12);
      assert.match(remarks[0]!.message, /5 tests of each have the same names/);
    });

    it("of one name count each where they are in doubt, which is told", () => {
      const { results, remarks } = all([
        report("reports/a/junit.xml", inClass(names)),
        ctrf("reports/b/ctrf.json", inClass(names, "reads")),
      ]);
      assert.equal(results.filter(({ test }) => test.outcome === "failed").length, 1);
      assert.deepEqual(
        remarks.map(({ path, message }) => `${path}: ${message}`),
        [
          "reports/b/ctrf.json: reports/a/junit.xml and reports/b/ctrf.json may be of one run: 6 tests of each have the same names, but nothing else tells that they are the same tests. Both count",
        ],
      );
    });

    it("of one class and name count each in packages of their own", () => {
      const reads = ["a", "b"].map((name) => report(`packages/${name}/junit.xml`, inClass(names)));
      assert.equal(all(reads, [...manifests, "packages/a/index.js"]).results.length, 12);
    });

    it("lose no test, whatever two packages call theirs", () => {
      const word = fc.constantFrom("renders", "works", "throws", "should create", "updates", "test_init");
      const suite = fc.uniqueArray(word, { minLength: 1 });
      const outcome = fc.constantFrom("passed", "failed") as fc.Arbitrary<TestCase["outcome"]>;
      fc.assert(
        fc.property(suite, suite, fc.infiniteStream(outcome), fc.boolean(), (one, other, outcomes, isFlat) => {
          const told = (own: readonly string[]) =>
            own.map((name) =>
              isFlat
                ? flat([name], outcomes.next().value)
                : testCase({ name, className: "index", outcome: outcomes.next().value }),
            );
          const [a, b] = [told(one), told(other)];
          const { results } = all([report("packages/a/junit.xml", a), ctrf("packages/b/ctrf.json", b)], manifests);
          assert.equal(results.length, one.length + other.length);
          const failures = (tests: readonly TestCase[]) => tests.filter((test) => test.outcome === "failed").length;
          assert.equal(failures(results.map(({ test }) => test)), failures([...a, ...b]));
        }),
      );
    });

    it("count what one of them alone tells of", () => {
      const { results, repeated } = all([
        report("junit.xml", of("a.js")),
        ctrf("ctrf.json", of("a.js", [...names.slice(2), "alone"])),
      ]);
      assert.equal(results.length, 7);
      assert.deepEqual(repeated.get("ctrf.json"), {
        speaker: "junit.xml",
        tests: 4,
        of: 5,
        isSilent: false,
        otherwise: [],
      });
    });

    it("count each of two tests of other names that stand between the same ones", () => {
      const own = (name: string) => of("a.js", [...names.slice(0, 3), name, ...names.slice(3), `${name} last`]);
      assert.equal(all([report("junit.xml", own("one")), ctrf("ctrf.json", own("other"))]).results.length, 9);
    });

    it("hide no failure of one run, and tell that the other does not know it", () => {
      const failing = names.map((name) => nested("a.js", ["user", name], name === "reads" ? "failed" : "passed"));
      for (const reads of [
        [report("junit.xml", of("a.js")), ctrf("ctrf.json", failing)],
        [report("junit.xml", failing), ctrf("ctrf.json", of("a.js"))],
      ]) {
        const { results, repeated } = all(reads);
        assert.deepEqual(
          results.flatMap(({ test }) => (test.outcome === "failed" ? [test.name] : [])),
          ["reads"],
        );
        assert.deepEqual([...repeated.values()][0]!.otherwise, ["reads"]);
      }
    });

    for (const said of ["passed", "failed", "skipped"] as const)
      it(`count a test as ${said} that one tells so, where the other does not tell a skip from a pass`, () => {
        const untold = of("a.js").map((each) => testCase({ ...each, outcome: "skipped", skipKind: "or-passed" }));
        const telling = names.map((name) => nested("a.js", ["user", name], name === "reads" ? said : "passed"));
        for (const folder of ["", "more/"])
          for (const [one, other] of [
            [untold, telling],
            [telling, untold],
          ] as const) {
            const { results } = all([report("junit.xml", one), ctrf(`${folder}ctrf.json`, other)]);
            assert.deepEqual(
              results.map(({ test }) => `${test.name} ${test.outcome} ${test.skipKind}`).sort(),
              names.map((name) => `${name} ${name === "reads" ? said : "passed"} null`).sort(),
            );
          }
      });

    it("are one run in folders beside each other where one of them does not tell skips from passes", () => {
      const untold = names.map((name) => testCase({ name, outcome: "skipped", skipKind: "or-passed" }));
      const telling = names.map((name) => testCase({ name, outcome: name === "reads" ? "skipped" : "passed" }));
      const { results } = all([report("a/junit.xml", telling), ctrf("b/ctrf.json", untold)]);
      assert.equal(results.length, names.length);
    });

    it("of two runs tell of a skip or a pass what the newer one tells", () => {
      const [passed] = of("a.js");
      const untold = testCase({ ...passed!, outcome: "skipped", skipKind: "or-passed" });
      const { results } = all([report("junit.xml", [passed!]), ctrf("ctrf.json", [untold], 5)]);
      assert.deepEqual(
        results.map(({ test }) => test.outcome),
        ["skipped"],
      );
    });

    it("of two runs count as the newer one has it, which is not silent, and a difference is told", () => {
      const failing = names.map((name) => nested("a.js", ["user", name], name === "reads" ? "failed" : "passed"));
      const { results, reports } = all([
        report("junit.xml", [...failing, nested("a.js", ["user", "more"])]),
        ctrf("ctrf.json", of("a.js"), 5),
      ]);
      const reads = results.find(({ test }) => test.name === "reads")!;
      assert.deepEqual([reads.test.outcome, reads.test.flaky], ["passed", true]);
      assert.equal(reports[reads.report]!.read.path, "ctrf.json");
      assert.equal(results.length, 7);
    });

    it("have in common what each of them says of a test", () => {
      const properties = [{ name: "tag", value: "slow" }];
      const { results } = all(
        [
          report("run.tap", [testCase({ name: "area of a circle", outcome: "passed" }), flat(["scale"])], {
            format: "tap",
          }),
          ctrf("ctrf.json", [
            testCase({ ...nested("tests/a.js", ["area", "of a circle"]), line: 3, properties, runs: 2, flaky: true }),
          ]),
        ],
        ["tests/a.js"],
      );
      const { test, file } = results.find(({ test: { name } }) => name === "area of a circle")!;
      assert.deepEqual(
        [file, test.line, test.properties, test.runs, test.flaky],
        ["tests/a.js", 3, properties, 2, true],
      );
    });

    it("of which the silent one alone knows that the run broke off are broken off", () => {
      const broken = ctrf("ctrf.json", of("a.js"));
      const { aborted } = all([
        report("junit.xml", of("a.js")),
        { ...broken, report: { ...broken.report, aborted: "exit 4" } },
      ]);
      assert.deepEqual(aborted, [{ path: "ctrf.json", reason: "exit 4" }]);
    });

    it("tell of an error of a suite once, where one of them lists it as a test", () => {
      const junit = report("junit.xml", [...of("a.js"), nested("a.js", ["user", "before all"], "failed")]);
      const own = ctrf("ctrf.json", of("a.js"));
      const suiteErrors = [{ suite: "user before all", message: "no device" }];
      const { results, suiteErrors: errors } = all([junit, { ...own, report: { ...own.report, suiteErrors } }]);
      assert.deepEqual([results.length, errors.length], [7, 0]);
    });

    it("may be one run where nothing but their numbers is alike, which is told", () => {
      const { results, remarks } = all([
        report("junit.xml", of("a.js")),
        ctrf(
          "ctrf.json",
          names.map((_, at) => testCase({ name: `case ${at}`, className: "other", outcome: "passed" })),
        ),
      ]);
      assert.equal(results.length, 12);
      assert.match(remarks[0]!.message, /^ctrf\.json and junit\.xml may be of one run/);
    });

    it("are one run, whatever their tests are called and in whatever order they stand", () => {
      const word = fc.constantFrom(..."area scale circle of a kinds takes no möbius 3 x_y Box <b> a/b 数".split(" "));
      const suite = fc.uniqueArray(fc.array(word, { minLength: 2, maxLength: 6 }), {
        minLength: 1,
        maxLength: 30,
        selector: (path) => path.join(" "),
      });
      const outcome = fc.constantFrom("passed", "failed", "skipped") as fc.Arbitrary<TestCase["outcome"]>;
      fc.assert(
        fc.property(suite, fc.infiniteStream(outcome), fc.integer({ min: 1, max: 3 }), (tests, outcomes, depth) => {
          const ended = tests.map((path) => [path, outcomes.next().value] as const);
          const deep = ended.map(([path, how]) =>
            nested("a.js", [path.slice(0, -depth).join(" "), path.slice(-depth).join(" ")], how),
          );
          const { results } = all([
            report("junit.xml", deep),
            ctrf("ctrf.json", ended.map(([path, how]) => flat(path, how)).reverse()),
          ]);
          assert.equal(results.length, tests.length);
          for (const how of ["passed", "failed", "skipped"])
            assert.equal(
              results.filter(({ test }) => test.outcome === how).length,
              ended.filter(([, each]) => each === how).length,
            );
        }),
      );
    });
  });

  it("share the list of properties that both state", () => {
    const properties = [{ name: "java.version", value: "21" }];
    const named = (name: string) => testCase({ name, className: "App", outcome: "passed", properties });
    const cases = ["a", "b", "c", "d", "e"].map(named);
    const reads = [report("a.xml", cases), report("a.json", cases, { format: "ctrf" })];
    const { results } = gatherTests(reads, new WorkspaceIndex([], true));
    assert.equal(results.length, 5);
    for (const { test } of results) assert.equal(test.properties, properties);
  });

  it("of thousands of reports are compared by the names they share", () => {
    const reads = Array.from({ length: 5000 }, (_, at) =>
      report(`allure-results/${at}-result.json`, tests(`app${at % 50}`, { [`test_${at}`]: "passed" }), {
        format: "allure",
      }),
    );
    assert.equal(counted(reads).length, 5000);
  });

  it("of thousands of classes with tests of the same names are compared by their class, too", () => {
    const outcomes = Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`test_${at}`, "passed"] as const));
    const reads = Array.from({ length: 2000 }, (_, at) =>
      report(`reports/TEST-${at}.xml`, tests(`app${at}`, outcomes)),
    );
    const start = performance.now();
    assert.equal(counted(reads).length, 200_000);
    const seconds = (performance.now() - start) / 1000;
    assert.ok(seconds < 10, `${seconds.toFixed(1)} s`);
  });

  it("of a thousand modules, each with two formats, are compared where they have a name in common", () => {
    const reads = Array.from({ length: 1000 }, (_, module) =>
      ["junit", "tap"].map((format) => {
        const outcomes = Array.from({ length: 20 }, (_, at) => [`test ${at} of ${module}`, "passed"] as const);
        return report(`m${module}/${format}`, tests(`app${module}`, Object.fromEntries(outcomes)), { format });
      }),
    ).flat();
    const start = performance.now();
    assert.equal(counted(reads).length, 20_000);
    const seconds = (performance.now() - start) / 1000;
    assert.ok(seconds < 10, `${seconds.toFixed(1)} s`);
  }).timeout(120_000);
});
