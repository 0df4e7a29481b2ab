import { CoverageBuilder } from "../formats/coverageBuilder.ts";
import { inParallel } from "../inParallel.ts";
import type { CoverageColumns } from "../model/coverage.ts";
import type { Files } from "../ports.ts";
import { baseOf, folderOf, joinPath } from "./paths.ts";

/** A function of a generated source. Names are those of files, without their folder. */
interface GeneratedFunction {
  /** The source that holds it, and the one where it begins by its directives: Go names either for all of it. */
  readonly names: readonly string[];
  /** Line as the directives count -> where lines of that number are. */
  readonly origins: ReadonlyMap<number, readonly Origin[]>;
}

interface Origin {
  readonly name: string;
  /** In the generated source itself the line that it is, whatever a directive says. */
  readonly line: number;
}

/** `//line grammar.y:10`: the next line is line 10 of that file (go doc cmd/compile, "Compiler Directives"). */
const directive = /^\/\/line (.*?):(\d+)(?::\d+)?\s*$/;

/**
 * Coverage of Go with blocks of generated code in the files that the code is said to be of. Go has the right line of a block
 * and, as its file, the generated one (up to 1.19) or the one where its function begins. A block that may be of two files
 * stays with none: its path names both. Blocks below a directive have no columns.
 *
 * @param placed the workspace file of each path, null where there is none
 */
export async function byLineDirectives(
  columns: CoverageColumns,
  placed: readonly (string | null)[],
  sources: readonly string[],
  files: Files,
): Promise<CoverageColumns> {
  const { statements, paths } = columns;
  if (statements === null) return columns;
  const isGenerated = (at: number) => statements.column[at] === 0 && statements.endColumn[at] === 0;
  /** Folders in reports with such blocks -> folders of the workspace. */
  const folders = new Map<string, string>();
  paths.forEach((path, row) => {
    const file = placed[row];
    if (file !== null && file !== undefined) folders.set(folderOf(path), folderOf(file));
  });
  const wanted = new Set<string>();
  paths.forEach((path, row) => {
    for (let at = statements.start[row]!; at < statements.start[row + 1]!; at++)
      if (isGenerated(at)) wanted.add(folderOf(path));
  });
  const functions = new Map<string, readonly GeneratedFunction[]>();
  await inParallel([...wanted], 8, async (folder) => {
    const own = folders.get(folder);
    const inside = sources.filter((file) => file.endsWith(".go") && folderOf(file) === own);
    const texts = await inParallel(inside, 8, async (file) => ({ file, text: (await files.source(file))?.text ?? "" }));
    functions.set(
      folder,
      texts.flatMap(({ file, text }) => (text.includes("//line ") ? generatedFunctions(baseOf(file), text) : [])),
    );
  });
  if ([...functions.values()].every((found) => found.length === 0)) return columns;
  const builder = new CoverageBuilder();
  const lines = new Map<string, Map<number, number>>();
  paths.forEach((path, row) => {
    const folder = folderOf(path);
    const known = functions.get(folder) ?? [];
    for (let at = statements.start[row]!; at < statements.start[row + 1]!; at++) {
      const hits = statements.hits[at]!;
      const stated = statements.line[at]!;
      const origins = isGenerated(at) ? originsOf(known, baseOf(path), stated) : [];
      const names = [...new Set(origins.map(({ name }) => name))].sort();
      const to = names.length === 0 ? path : joinPath(folder, names.join(" or "));
      const line = origins.length === 1 ? origins[0]!.line : stated;
      const endLine = statements.endLine[at]! + line - stated;
      const weight = statements.weight?.[at] ?? 1;
      builder.file(to).statement(line, statements.column[at]!, endLine, statements.endColumn[at]!, hits, weight);
      if (weight === 0) continue;
      const counts = lines.get(to) ?? new Map<number, number>();
      lines.set(to, counts);
      for (let each = line; each <= endLine; each++) counts.set(each, Math.max(counts.get(each) ?? 0, hits));
    }
  });
  for (const [path, counts] of lines) for (const [line, hits] of counts) builder.file(path).line(line, hits);
  return builder.build();
}

/** Where a block may be of which Go tells one file. */
function originsOf(functions: readonly GeneratedFunction[], name: string, line: number): readonly Origin[] {
  const found = functions.filter(({ names }) => names.includes(name)).flatMap(({ origins }) => origins.get(line) ?? []);
  return [...new Map(found.map((each) => [`${each.line} ${each.name}`, each])).values()];
}

function generatedFunctions(name: string, text: string): GeneratedFunction[] {
  const functions: GeneratedFunction[] = [];
  let file = name;
  let number = 0;
  let open: { readonly names: readonly string[]; readonly origins: Map<number, Origin[]> } | null = null;
  text.split(/\r?\n/).forEach((line, at) => {
    number++;
    const found = directive.exec(line);
    if (found !== null) {
      file = found[1] === "" ? file : baseOf(found[1]!.replaceAll("\\", "/"));
      number = Number(found[2]) - 1;
      return;
    }
    if (/^func\b/.test(line)) {
      open = { names: [name, file], origins: new Map() };
      functions.push(open);
    }
    const origins = open?.origins.get(number) ?? [];
    origins.push({ name: file, line: file === name ? at + 1 : number });
    open?.origins.set(number, origins);
    if (/^(?:\}|func\b.*\}\s*$)/.test(line)) open = null;
  });
  return functions;
}
