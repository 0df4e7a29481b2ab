// Child processes of the test runners: run to the end, find a program, print progress.
import { spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import process from "node:process";

/** A thing the tests need and that is not here: its message says what and how to get it. */
export class Missing extends Error {}

/** One line of progress on standard error, so that standard output stays the result. */
export function progress(line) {
  process.stderr.write(`${line}\n`);
}

/** The first of these programs on the PATH, as an absolute path, or null. */
export function findProgram(...names) {
  for (const name of names) {
    for (const folder of (process.env.PATH ?? "").split(delimiter).filter(Boolean)) {
      const path = join(folder, name);
      try {
        accessSync(path, constants.X_OK);
        return path;
      } catch {
        // Not in this folder.
      }
    }
  }
  return null;
}

/**
 * Runs a program to its end and gives { code, output }, output being both streams. `echo` shows the output as it comes.
 * A program that cannot start has code null.
 */
export function run(program, args, { echo = false, timeoutMs, ...options } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], ...options });
    let output = "";
    const take = (chunk) => {
      output += chunk;
      if (echo) process.stdout.write(chunk);
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    const timer =
      timeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            output += `\n${program} was ended after ${timeoutMs / 1000} s\n`;
            child.kill("SIGKILL");
          }, timeoutMs);
    child.on("error", (error) => {
      clearTimeout(timer);
      resolve({ code: null, output: `${output}${error.message}\n` });
    });
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({ code, output });
    });
  });
}
