import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { Assessment } from "../../../src/core/model/assessment.ts";
import type { GateResult } from "../../../src/core/model/gate.ts";
import { assessFolder } from "../../../src/node/openSession.ts";

/** A project of a test in a folder of its own, with real files and a real repository. */
export class Project {
  readonly folder = mkdtempSync(join(tmpdir(), "readiness-project-"));
  readonly #cache = mkdtempSync(join(tmpdir(), "readiness-cache-"));

  /** Writes files; the value is a file's text. */
  write(files: Readonly<Record<string, string | Uint8Array>>): this {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.folder, path)), { recursive: true });
      writeFileSync(join(this.folder, path), text);
    }
    return this;
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), "utf8");
  }

  remove(...paths: readonly string[]): this {
    for (const path of paths) rmSync(join(this.folder, path), { recursive: true, force: true });
    return this;
  }

  /** Sets a file's time, in seconds before now. */
  age(path: string, seconds: number): this {
    const time = new Date(Date.now() - seconds * 1000);
    utimesSync(join(this.folder, path), time, time);
    return this;
  }

  git(...args: readonly string[]): string {
    return execFileSync(
      "git",
      [
        "-c",
        "user.name=T",
        "-c",
        "user.email=t@example.org",
        "-c",
        "init.defaultBranch=main",
        "-c",
        "commit.gpgsign=false",
        ...args,
      ],
      {
        cwd: this.folder,
        encoding: "utf8",
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
  }

  /** Commits everything, at a time in seconds before now. */
  commit(message: string, secondsAgo = 0): this {
    const date = new Date(Date.now() - secondsAgo * 1000).toISOString();
    this.git("add", "-A");
    execFileSync(
      "git",
      ["-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false", "commit", "-qm", message],
      {
        cwd: this.folder,
        env: { ...process.env, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date },
      },
    );
    return this;
  }

  assess(options: { readonly trusted?: boolean; readonly acceptRun?: boolean } = {}): Promise<Assessment> {
    return assessFolder(this.folder, {
      workerPath: resolve("dist/cli.js"),
      trusted: options.trusted ?? true,
      acceptRun: options.acceptRun ?? false,
      cacheDirectory: this.#cache,
      log: () => undefined,
    });
  }

  async gate(id: string): Promise<GateResult> {
    return (await this.assess()).gates.find((gate) => gate.id === id)!;
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
    rmSync(this.#cache, { recursive: true, force: true });
  }
}

/** An LCOV report: file -> hits of its lines, from line 1; null is a line that is not executable. */
export function lcov(files: Readonly<Record<string, readonly (number | null)[]>>): string {
  return Object.entries(files)
    .map(
      ([path, hits]) =>
        `TN:\nSF:${path}\n${hits.map((count, at) => (count === null ? "" : `DA:${at + 1},${count}\n`)).join("")}end_of_record\n`,
    )
    .join("");
}

/** A JUnit report: test name -> its outcome. */
export function junit(
  tests: Readonly<Record<string, "passed" | "failed" | "errored" | "skipped">>,
  timestamp = new Date().toISOString(),
): string {
  const children = {
    passed: "",
    failed: "<failure message='no'>no</failure>",
    errored: "<error message='broke'/>",
    skipped: "<skipped/>",
  };
  const cases = Object.entries(tests).map(
    ([name, outcome]) =>
      `<testcase classname="tests.test_all" name="${name}" time="0.01">${children[outcome]}</testcase>`,
  );
  return `<?xml version="1.0"?><testsuites><testsuite name="all" timestamp="${timestamp}">${cases.join("")}</testsuite></testsuites>`;
}

/** Lines of code of that number. */
export function code(lines: number, word = "x"): string {
  return Array.from({ length: lines }, (_, at) => `${word}${at} = ${at}\n`).join("");
}
