import type { RunCommand } from "./policy.ts";

/** What detection asks of a folder. Paths are relative to it. */
export interface ProjectFiles {
  /** Text of a file, null where there is none. */
  text(path: string): Promise<string | null>;
  exists(path: string): Promise<boolean>;
}

/** A configuration made from what a folder shows of itself. */
interface Proposal {
  /** readiness.json with comments. */
  readonly text: string;
  readonly run: readonly RunCommand[];
}

const timeoutSeconds = 20 * 60;

function command(
  name: string,
  words: readonly [string, ...string[]],
  writes: readonly string[] | null = null,
): RunCommand {
  return { name, command: words, directory: "", timeoutSeconds, environment: {}, writes };
}

/** The commands that would make this folder's reports, by the build files it has. */
export async function detectRun(project: ProjectFiles): Promise<readonly RunCommand[]> {
  return [
    ...(await detectNode(project)),
    ...(await detectPython(project)),
    ...((await project.exists("go.mod"))
      ? [
          command(
            "go tests",
            ["go", "test", "-covermode=count", "-coverprofile=coverage.out", "./..."],
            ["coverage.out"],
          ),
        ]
      : []),
    ...((await project.exists("Cargo.toml"))
      ? [command("cargo tests", ["cargo", "llvm-cov", "--lcov", "--output-path", "lcov.info"], ["lcov.info"])]
      : []),
    ...(await detectJvm(project)),
  ];
}

async function detectNode(project: ProjectFiles): Promise<RunCommand[]> {
  const text = await project.text("package.json");
  if (text === null) return [];
  let manifest: {
    scripts?: Record<string, string>;
    devDependencies?: Record<string, string>;
    dependencies?: Record<string, string>;
  };
  try {
    manifest = JSON.parse(text) as typeof manifest;
  } catch {
    return [];
  }
  const scripts = manifest.scripts ?? {};
  const packages = { ...manifest.dependencies, ...manifest.devDependencies };
  const covering = Object.entries(scripts).find(
    ([name, script]) => /\b(?:c8|nyc|--coverage|istanbul)\b/.test(script) && /test|cover/.test(name),
  );
  if (covering !== undefined) return [command("tests", ["npm", "run", covering[0]])];
  if ("vitest" in packages || /vitest/.test(scripts["test"] ?? "")) {
    return [
      command(
        "tests",
        [
          "npx",
          "vitest",
          "run",
          "--coverage.enabled",
          "--coverage.reporter=json",
          "--coverage.reporter=lcov",
          "--coverage.reportOnFailure",
          "--reporter=default",
          "--reporter=junit",
          "--outputFile.junit=reports/junit.xml",
        ],
        ["coverage/**", "reports/junit.xml"],
      ),
    ];
  }
  if ("jest" in packages || /jest/.test(scripts["test"] ?? "")) {
    return [
      command(
        "tests",
        [
          "npx",
          "jest",
          "--coverage",
          "--coverageReporters=json",
          "--coverageReporters=lcov",
          "--json",
          "--outputFile=reports/jest.json",
        ],
        ["coverage/**", "reports/jest.json"],
      ),
    ];
  }
  if ("mocha" in packages && ("c8" in packages || "nyc" in packages)) {
    const tool = "c8" in packages ? "c8" : "nyc";
    return [
      command(
        "tests",
        [
          "npx",
          tool,
          "--reporter=lcov",
          "--reporter=json",
          "mocha",
          "--reporter",
          "xunit",
          "--reporter-option",
          "output=reports/junit.xml",
        ],
        ["coverage/**", "reports/junit.xml"],
      ),
    ];
  }
  const test = scripts["test"];
  return test === undefined || /no test specified/.test(test) ? [] : [command("tests", ["npm", "test"])];
}

async function detectPython(project: ProjectFiles): Promise<RunCommand[]> {
  const texts = await Promise.all(
    [
      "pyproject.toml",
      "setup.cfg",
      "tox.ini",
      "pytest.ini",
      "requirements.txt",
      "requirements-dev.txt",
      "setup.py",
    ].map((path) => project.text(path)),
  );
  const all = texts.filter((text) => text !== null).join("\n");
  if (!/pytest/.test(all) && !(await project.exists("pytest.ini")) && !(await project.exists("conftest.py"))) return [];
  const python = (await project.exists(".venv/bin/python")) ? ".venv/bin/python" : "python";
  const source = (await project.exists("src")) ? "src" : ".";
  const coverage = [`--cov=${source}`, "--cov-branch", "--cov-report=xml:coverage.xml"];
  const command_: [string, ...string[]] = [python, "-m", "pytest", ...coverage, "--junitxml=reports/junit.xml"];
  return [command("tests", command_, ["coverage.xml", "reports/junit.xml"])];
}

async function detectJvm(project: ProjectFiles): Promise<RunCommand[]> {
  if (await project.exists("pom.xml")) {
    const maven = (await project.exists("mvnw")) ? "./mvnw" : "mvn";
    return [
      command(
        "maven tests",
        [maven, "--batch-mode", "verify", "-Dmaven.test.failure.ignore=true"],
        ["**/target/site/jacoco/jacoco.xml", "**/target/surefire-reports/*.xml"],
      ),
    ];
  }
  if ((await project.exists("build.gradle")) || (await project.exists("build.gradle.kts"))) {
    const gradle = (await project.exists("gradlew")) ? "./gradlew" : "gradle";
    return [
      command(
        "gradle tests",
        [gradle, "test", "jacocoTestReport", "--continue"],
        ["**/build/reports/jacoco/**/*.xml", "**/build/test-results/**/*.xml"],
      ),
    ];
  }
  return [];
}

/** Names that often hold code of a scope: only ever a suggestion, in a comment. */
const suggestive: Readonly<Record<string, RegExp>> = {
  critical: /(?:^|\/)(?:core|controllers?|engine|dynamics|kernel|domain)(?:\/|\.)/i,
  safety: /(?:^|\/)[^/]*(?:safety|saturat|limit|clamp|guard|watchdog|validat|interlock|emergency)[^/]*\.[a-z]+$/i,
};

/**
 * A readiness.json for a folder: the commands it seems to use, and scopes suggested in comments. What it holds beside
 * comments changes nothing that is not also true without it.
 *
 * @param files source files of the folder, for suggestions
 */
export async function proposeConfiguration(project: ProjectFiles, files: readonly string[]): Promise<Proposal> {
  const run = await detectRun(project);
  const documents = [];
  for (const path of ["README.md", "docs/", "CHANGELOG.md"]) if (await project.exists(path)) documents.push(path);
  const code = files.filter((file) => !/(?:^|\/)(?:tests?|docs|examples?|node_modules)\//.test(file));
  const suggestion = (scope: string) =>
    JSON.stringify(code.filter((file) => suggestive[scope]!.test(file)).slice(0, 5));
  const runText = run.map((each) => {
    const parts = [
      `"name": ${JSON.stringify(each.name)}`,
      `"command": ${inline(each.command)}`,
      '"timeout": "20m"',
      ...(each.writes === null ? [] : [`"writes": ${inline(each.writes)}`]),
    ];
    return `    { ${parts.join(", ")} }`;
  });
  const text = `{
  // How ready this project is, and what decides it: committed, read by the editor and by CI alike.
  "profile": "production",

  // Which code is held to more than the rest. Nothing is guessed from names: declare it, or say in "gates" why there is
  // none ("safety_critical_coverage": { "notApplicable": "no safety function in this library" }).
  "scopes": {
    // "critical": ${suggestion("critical")},
    // "safety": ${suggestion("safety")}
  },

  // Commands that make the reports; "Readiness: Run Assessment" and "readiness run" run them.
  "run": [${runText.length === 0 ? "" : `\n${runText.join(",\n")}\n  `}],

  "gates": {
    "documentation_completeness": { "required": ${inline(documents.length > 0 ? documents : ["README.md"])} }
    // "numerical_stability": { "tests": { "files": ["tests/**/*stability*"] }, "minimumTests": 10 },
    // "performance_benchmarks": { "baseline": "benchmarks/baseline.json", "tolerance": "10%" },
    // "system_compatibility": { "environments": ["py3.11", "py3.12"], "results": "reports/junit-{environment}.xml" }
  }
}
`;
  return { text, run };
}

function inline(list: readonly string[]): string {
  return `[${list.map((each) => JSON.stringify(each)).join(", ")}]`;
}
