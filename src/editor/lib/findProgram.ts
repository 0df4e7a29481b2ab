import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { delimiter, isAbsolute, join } from "node:path";
import process from "node:process";

/**
 * Whether a program can be started, as the system would look for it: by its path, or by name along PATH (on Windows with
 * the endings of PATHEXT).
 *
 * @param directory where it would be started
 */
export async function findProgram(
  program: string,
  directory: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<boolean> {
  const windows = process.platform === "win32";
  const endings = windows ? ["", ...(environment["PATHEXT"] ?? ".EXE;.CMD;.BAT;.COM").split(";")] : [""];
  const paths = environment["PATH"] ?? environment["Path"] ?? "";
  const folders = /[\\/]/.test(program) ? [isAbsolute(program) ? "" : directory] : paths.split(delimiter);
  for (const folder of folders) {
    for (const ending of endings) {
      if (await isProgram(`${folder === "" ? program : join(folder, program)}${ending}`)) return true;
    }
  }
  return false;
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
