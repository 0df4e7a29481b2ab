import { lstatSync, realpathSync, statSync } from "node:fs";
import { readdir, readlink, realpath, stat } from "node:fs/promises";
import { isAbsolute, join, relative, sep } from "node:path";
import { filesAtOnce, inParallel } from "../core/inParallel.ts";

/** Links beyond this number are not looked at. */
const mostLinks = 10_000;

/** Names of folders at the top that patterns name outright. */
export function namedFolders(patterns: readonly string[]): readonly string[] {
  const first = patterns.flatMap((pattern) => (pattern.includes("/") ? [pattern.split("/", 1)[0]!] : []));
  return [...new Set(first)].filter(isLiteral);
}

/** Whether a pattern, or a part of one, stands for itself alone. */
export function isLiteral(pattern: string): boolean {
  return !/[*?[{(!]/.test(pattern);
}

/**
 * Folders at the top of a folder that are symbolic links and that patterns name outright, with where they lead: Bazel
 * keeps what tests wrote in `bazel-testlogs`. Other links are not followed: they may lead anywhere, and back.
 */
export function linkedFolders(root: string, patterns: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const name of namedFolders(patterns)) {
    const path = join(root, name);
    try {
      if (lstatSync(path).isSymbolicLink() && statSync(path).isDirectory()) found.set(name, realpathSync(path));
    } catch {
      // It is not there, or leads nowhere.
    }
  }
  return found;
}

/**
 * Which of these symbolic links of a folder lead to folders, and where to: below the folder itself, "/"-separated, "" for
 * itself, or null where that is outside.
 */
export async function foldersBehind(
  root: string,
  links: readonly string[],
): Promise<ReadonlyMap<string, string | null>> {
  const found = new Map<string, string | null>();
  const real = await realpath(root).catch(() => root);
  await inParallel(links.slice(0, mostLinks), filesAtOnce, async (link) => {
    try {
      const target = await realpath(join(root, link));
      if (!(await stat(target)).isDirectory()) return;
      const inside = relative(real, target);
      const isOutside = inside === ".." || inside.startsWith(`..${sep}`) || isAbsolute(inside);
      found.set(link, isOutside ? null : inside.split(sep).join("/"));
    } catch {
      // It leads nowhere, or in a circle.
    }
  });
  return found;
}

/**
 * Links in folders of packages (node_modules), by which npm, Yarn and pnpm tie the packages of a workspace together; not
 * those to what was fetched, which pnpm keeps in such a folder as well.
 *
 * @param folders relative to the root
 */
export async function packageLinks(root: string, folders: readonly string[]): Promise<readonly string[]> {
  const linksIn = async (folder: string, scoped: boolean): Promise<readonly string[]> => {
    const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => []);
    const found: string[] = [];
    for (const entry of entries) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory() && scoped && entry.name.startsWith("@")) found.push(...(await linksIn(path, false)));
      else if (
        entry.isSymbolicLink() &&
        !/(?:^|[\\/])node_modules(?:[\\/]|$)/.test(await readlink(join(root, path)).catch(() => "node_modules"))
      )
        found.push(path);
    }
    return found;
  };
  return (await inParallel(folders, filesAtOnce, (folder) => linksIn(folder, true))).flat();
}
