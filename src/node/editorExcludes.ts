import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "jsonc-parser";
import { editorSettingsFile } from "../core/configuration.ts";
import { matcher } from "../core/evidence/globs.ts";

/**
 * Which files of a folder its own `.vscode/settings.json` hides with `files.exclude`: they are no source of the project.
 * Read from the file and not asked of the editor, so that the command line says the same; what a user hides for himself
 * alone changes no verdict. A pattern that fits a folder hides everything in it; `{ "when": "$(basename).ts" }` hides a
 * file where such a one lies beside it. Source: https://code.visualstudio.com/docs/getstarted/settings ("files.exclude").
 *
 * @param folder absolute path of the workspace folder
 * @param files its files, relative and "/"-separated
 */
export async function editorExcludes(
  folder: string,
  files: readonly string[],
  caseSensitive: boolean,
): Promise<(file: string) => boolean> {
  const patterns = await excludePatterns(folder);
  if (patterns.length === 0) return () => false;
  const present = new Set(files);
  const always = patterns.flatMap(([glob, when]) => (when === null ? [glob, `${glob}/**`] : []));
  const isHidden = matcher(always, caseSensitive);
  const conditional = patterns.flatMap(([glob, when]) =>
    when === null ? [] : [{ matches: matcher([glob], caseSensitive), when }],
  );
  return (file) =>
    isHidden(file) || conditional.some(({ matches, when }) => matches(file) && present.has(siblingOf(file, when)));
}

/** A glob and, for files hidden only beside others, what must lie beside them. */
type Exclude = readonly [glob: string, when: string | null];

async function excludePatterns(folder: string): Promise<readonly Exclude[]> {
  let settings: unknown;
  try {
    settings = parse(await readFile(join(folder, editorSettingsFile), "utf8"));
  } catch {
    return [];
  }
  const excluded = (settings as Record<string, unknown> | null | undefined)?.["files.exclude"];
  if (typeof excluded !== "object" || excluded === null) return [];
  return Object.entries(excluded).flatMap(([glob, value]): Exclude[] => {
    if (value === true) return [[withoutSlash(glob), null]];
    const when = (value as { readonly when?: unknown } | null)?.when;
    return typeof when === "string" ? [[glob, when]] : [];
  });
}

/** The file that a `when` asks for: "$(basename)" is the file's name without its extension. */
function siblingOf(file: string, when: string): string {
  const slash = file.lastIndexOf("/") + 1;
  const name = file.slice(slash);
  const dot = name.lastIndexOf(".");
  return file.slice(0, slash) + when.replaceAll("$(basename)", dot > 0 ? name.slice(0, dot) : name);
}

/** "build/" is the folder "build". */
function withoutSlash(glob: string): string {
  return glob.endsWith("/") ? withoutSlash(glob.slice(0, -1)) : glob;
}
