import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile, readlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { extname } from "node:path/posix";
import { folderOf, joinPath } from "../core/evidence/paths.ts";
import type { ChangedFile, History, LineChange, MeasuredCommit } from "../core/ports.ts";

/** Answers of git larger than this are not read: the question is then unanswered, not wrongly answered. */
const mostOutput = 256 * 1024 * 1024;

/** Files whose content is asked for, to know again what was moved: their names are one command line. */
const mostHashed = 300;

/** Stashes that are looked into: more are laid aside for good. */
const mostStashes = 10;
/** Repositories within one folder that are asked; each is some calls of git. */
const mostRepositories = 100;
/** The commit of a folder that is no repository and holds some. */
const noCommit = "";

/** Version control through the git program; every question is unanswered where there is no repository or no git. */
export class GitHistory implements History {
  readonly #folder: string;
  readonly #log: (message: string) => void;
  readonly #answers = new Map<string, Promise<unknown>>();
  /** Repositories within this folder, submodules among them, the outer before the inner. */
  #inner: readonly Inner[] = [];
  /** Files of no repository, where the folder is none. */
  #outside: readonly string[] = [];
  /** What was said of the last question that was not answered. */
  #failure: string | null = null;

  constructor(folder: string, log: (message: string) => void) {
    this.#folder = folder;
    this.#log = log;
  }

  /** Forgets earlier answers: the next questions are asked anew. */
  forget(): void {
    this.#answers.clear();
    for (const { history } of this.#inner) history.forget();
  }

  head(): Promise<string | null> {
    return this.#once("head", async () => firstLine(await this.#git(["rev-parse", "HEAD"])));
  }

  knows(commit: string): Promise<boolean> {
    if (!/^[0-9a-f]{7,64}$/i.test(commit)) return Promise.resolve(false);
    return this.#once(
      `knows ${commit}`,
      async () => (await this.#git(["cat-file", "-e", `${commit}^{commit}`])) !== null,
    );
  }

  async commitOf(report: string, time: string): Promise<MeasuredCommit | null> {
    const inner = this.#innerOf(report);
    // The other repositories have another commit of that time: it is not looked for.
    if (inner !== undefined && (await inner.history.#isCommitted(report.slice(inner.folder.length + 1))))
      return { commit: null, by: "report" };
    if (this.#inner.length > 0 && !(await this.#isRepository())) return { commit: noCommit, by: "time" };
    if (await this.#isCommitted(report)) {
      const last = await this.#once(`last ${report}`, async () =>
        firstLine(await this.#git(["log", "-1", "--format=%H %P", "--", report])),
      );
      const [commit, parent] = last?.split(" ") ?? [];
      // Where a shallow clone ends, everything looks as if it were of its last commit.
      if (commit !== undefined && (parent !== undefined || !(await this.#isShallow()))) return { commit, by: "report" };
      return { commit: null, by: "report" };
    }
    const before = await this.#commitAt(time);
    return before === null ? null : { commit: before, by: "time" };
  }

  /** Files whose edits were laid aside since a time: they may have been there at that time, whatever is now. null: not known. */
  async #stashedAfter(time: number): Promise<readonly string[] | null> {
    const stashes = (await this.#moves("refs/stash")).filter((stash) => stash.time > time).slice(0, mostStashes);
    const found = stashes.map(({ commit }) =>
      this.#once(`stash ${commit}`, () =>
        this.#paths(["diff", "--name-only", "-z", "--relative", `${commit}^1`, commit, "--"]),
      ),
    );
    const paths = await Promise.all(found);
    return paths.every((each) => each !== null) ? paths.flat() : null;
  }

  async #commitAt(time: string): Promise<string | null> {
    return (await this.#checkedOutAt(Date.parse(time))) ?? (await this.#lastBefore(time));
  }

  #innerOf(path: string): Inner | undefined {
    return this.#inner.findLast(({ folder }) => path.startsWith(`${folder}/`));
  }

  #lastBefore(time: string): Promise<string | null> {
    return this.#once(`before ${time}`, async () =>
      firstLine(await this.#git(["rev-list", "-1", `--before=${time}`, "HEAD"])),
    );
  }

  /**
   * What this working tree had checked out at a time, by its own log; null where that does not reach back so far. Dates of
   * commits do not tell: one made before may have been pulled, or switched to, after.
   */
  async #checkedOutAt(time: number): Promise<string | null> {
    return (await this.#moves("HEAD")).find((move) => move.time <= time)?.commit ?? null;
  }

  /** What a reference named, and since when, the newest first. */
  #moves(reference: string): Promise<readonly { readonly commit: string; readonly time: number }[]> {
    return this.#once(`moves ${reference}`, async () => {
      const log = await this.#git(["log", "-g", "--format=%H %gd", "--date=unix", reference, "--"]);
      return [...(log ?? "").matchAll(/^(\w+) .*@\{(\d+)\}$/gm)].map(([, commit, seconds]) => ({
        commit: commit!,
        time: Number(seconds) * 1000,
      }));
    });
  }

  #isShallow(): Promise<boolean> {
    return this.#once(
      "shallow",
      async () => firstLine(await this.#git(["rev-parse", "--is-shallow-repository"])) === "true",
    );
  }

  /** Whether a file is in the repository and as it was committed. */
  async #isCommitted(path: string): Promise<boolean> {
    if ((await this.#tracked())?.get(path) === undefined) return false;
    const head = await this.head();
    return head !== null && (await this.#ownChanges(head))?.has(path) === false;
  }

  /**
   * Files in the index, null: not known. "unseen": git was told to take them as unchanged (or not to check them out)
   * unseen; "link": it knows where the symbolic link leads, and not what is there.
   */
  #tracked(): Promise<ReadonlyMap<string, "file" | "unseen" | "link"> | null> {
    return this.#once("tracked", async () => {
      // "H 100644 <blob> 0", a tab, the path.
      const listed = await this.#paths(["ls-files", "-v", "-s", "-z"]);
      const kindOf = (entry: string) => (/^[a-zS]/.test(entry) ? "unseen" : entry[3] === "2" ? "link" : "file");
      return listed && new Map(listed.map((each) => [each.slice(each.indexOf("\t") + 1), kindOf(each)]));
    });
  }

  /** What git says of a symbolic link is said of the file that it leads to: whether that changed, where it knows it. */
  async #behindLink(link: string, changed: ReadonlyMap<string, ChangedFile>): Promise<"unseen" | "led" | null> {
    const target = await readlink(join(this.#folder, link)).catch(() => "");
    const path = joinPath(folderOf(link), target);
    if ((await this.#tracked())?.get(path) !== "file") return "unseen";
    return changed.has(path) ? "led" : null;
  }

  async changedSince(commit: string, time: string | null): Promise<ReadonlyMap<string, ChangedFile> | null> {
    const own =
      commit === noCommit
        ? new Map(this.#outside.map((path): [string, ChangedFile] => [path, { kind: "unseen", oldPath: path }]))
        : await this.#ownChanges(commit);
    if (own === null) return null;
    const stashed = time === null || commit === noCommit ? [] : await this.#stashedAfter(Date.parse(time));
    if (stashed === null) return null;
    if (stashed.length === 0 && this.#inner.length === 0) return own;
    const all = new Map(own);
    for (const path of stashed) if (!all.has(path)) all.set(path, { kind: "unseen", oldPath: path });
    for (const { folder, history, files } of this.#inner) {
      const base = await this.#innerCommit(commit, folder, history, time);
      const changed = base === null ? null : await history.changedSince(base, time);
      for (const path of changed === null ? files : []) all.set(`${folder}/${path}`, { kind: "unseen", oldPath: path });
      for (const [path, change] of changed ?? [])
        all.set(`${folder}/${path}`, {
          ...change,
          oldPath: `${folder}/${change.oldPath}`,
          ...(change.holds === undefined ? {} : { holds: `${folder}/${change.holds}` }),
          commit: base!,
        });
    }
    return all;
  }

  /** What a repository within this one had checked out: a submodule's commit is told, another's was that of the time. */
  async #innerCommit(commit: string, folder: string, inner: GitHistory, time: string | null): Promise<string | null> {
    const link =
      commit === noCommit
        ? null
        : await this.#once(`link ${commit} ${folder}`, () => this.#git(["ls-tree", commit, "--", folder]));
    const told = /^160000 commit (\w+)/.exec(link ?? "")?.[1];
    if (told !== undefined && (await inner.knows(told))) return told;
    return time === null ? null : inner.#commitAt(time);
  }

  #ownChanges(commit: string): Promise<ReadonlyMap<string, ChangedFile> | null> {
    return this.#once(`changed ${commit}`, async () => {
      const changed = new Map<string, ChangedFile>();
      const fields = await this.#paths([
        "diff",
        "--raw",
        "--no-abbrev",
        "-z",
        "-M",
        "--relative",
        "--no-ext-diff",
        "--no-textconv",
        commit,
        "--",
      ]);
      const untracked = await this.#paths(["ls-files", "-z", "--others", "--exclude-standard"]);
      const tracked = await this.#tracked();
      // Without an answer everything would look unchanged.
      if (fields === null || untracked === null || tracked === null) return null;
      const deleted = new Map<string, string>();
      const modified = new Map<string, string>();
      const before = new Map<string, string>();
      for (let at = 0; at < fields.length; ) {
        // ":100644 100644 <blob then> <blob now> M"; zeros for what is not in the index as it is.
        const [, , blob, now, status] = fields[at++]!.split(" ") as [string, string, string, string, string];
        const path = fields[at++] ?? "";
        if (status.startsWith("R") || status.startsWith("C")) {
          const to = fields[at++] ?? "";
          changed.set(to, { kind: status.startsWith("R") ? "renamed" : "added", oldPath: path });
        } else if (status.startsWith("A")) changed.set(path, { kind: "added", oldPath: path });
        else if (status.startsWith("D")) {
          changed.set(path, { kind: "deleted", oldPath: path });
          deleted.set(path, blob);
        } else {
          changed.set(path, { kind: "modified", oldPath: path });
          modified.set(path, /^0+$/.test(now) ? "" : now);
          before.set(path, blob);
        }
      }
      const present = await this.#present(deleted, before, modified);
      const exchanged = new Set(before.values());
      for (const [path, blob] of present)
        if (exchanged.has(blob) && before.get(path) !== blob)
          changed.set(path, { kind: "modified", oldPath: path, mayBeMoved: true });
      for (const [path, holds] of movesOf(deleted, present))
        changed.set(path, { kind: "modified", oldPath: path, holds });
      for (const [path, is] of tracked) {
        const kind = is === "link" ? await this.#behindLink(path, changed) : is === "unseen" ? is : null;
        if (kind !== null) changed.set(path, { kind, oldPath: path });
      }
      for (const path of untracked) changed.set(path, { kind: "added", oldPath: path });
      for (const [path, oldPath] of await this.#movedByHand(deleted, untracked)) {
        changed.set(path, { kind: "renamed", oldPath });
        if (changed.get(oldPath)?.kind === "deleted") changed.delete(oldPath);
      }
      return changed;
    });
  }

  async hashesThen(commit: string, path: string): Promise<readonly string[] | null> {
    const inner = this.#innerOf(path);
    if (inner !== undefined) return inner.history.hashesThen(commit, path.slice(inner.folder.length + 1));
    const many = await this.#manyHashes(commit);
    return many.get(path) ?? (await this.#hashes(commit, [path])).get(path) ?? null;
  }

  /** Where many files changed: what all of them were, by some calls of git instead of one a file. */
  #manyHashes(commit: string): Promise<ReadonlyMap<string, readonly string[]>> {
    return this.#once(`hashes ${commit}`, async () => {
      const changes = await this.#ownChanges(commit);
      const all = new Map<string, readonly string[]>();
      if (changes === null || changes.size < manyFiles) return all;
      const paths = [...changes.values()].flatMap(({ kind, oldPath }) =>
        kind === "modified" || kind === "renamed" ? [oldPath] : [],
      );
      for (let at = 0; at < paths.length; at += filesOfCall) {
        for (const [path, hashes] of await this.#hashes(commit, paths.slice(at, at + filesOfCall)))
          all.set(path, hashes);
      }
      return all;
    });
  }

  /** Hashes of files of a commit, with the ends of lines as they are and as Windows has them. Without those not there. */
  async #hashes(commit: string, paths: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
    const all = new Map<string, readonly string[]>();
    // A name of two lines would be two questions.
    const asked = paths.filter((path) => !path.includes("\n"));
    if (asked.length === 0 || !(await this.#isRepository())) return all;
    const questions = asked.map((path) => `${commit}:./${path}\n`).join("");
    const output = (await this.#run(["cat-file", "--batch"], "latin1", Buffer.from(questions))) ?? "";
    // Each answer: "<object> blob <bytes>", the bytes, a newline; or "<question> missing".
    let from = 0;
    for (const path of asked) {
      const end = output.indexOf("\n", from);
      if (end === -1) break;
      const size = /^\w+ blob (\d+)$/.exec(output.slice(from, end))?.[1];
      from = end + 1;
      if (size === undefined) continue;
      const text = output.slice(from, from + Number(size));
      from += Number(size) + 1;
      const texts = [text, text.replace(/(?<!\r)\n/g, "\r\n")];
      all.set(
        path,
        texts.map((each) => createHash("sha256").update(each, "latin1").digest("hex")),
      );
    }
    return all;
  }

  /** Files that were moved without a word to git: new path -> old path, where only one of each has the content. */
  async #movedByHand(
    deleted: ReadonlyMap<string, string>,
    untracked: readonly string[],
  ): Promise<readonly (readonly [path: string, oldPath: string])[]> {
    return movesOf(deleted, await this.#blobs(deleted, untracked));
  }

  /** What modified files hold now, where one of those that are gone or modified may have been moved over them. */
  async #present(
    deleted: ReadonlyMap<string, string>,
    before: ReadonlyMap<string, string>,
    modified: ReadonlyMap<string, string>,
  ): Promise<ReadonlyMap<string, string>> {
    if (deleted.size === 0 && modified.size < 2) return new Map();
    const unknown = [...modified].flatMap(([path, blob]) => (blob === "" ? [path] : []));
    const hashed = await this.#blobs(new Map([...deleted, ...before]), unknown);
    return new Map([...[...modified].filter(([, blob]) => blob !== ""), ...hashed]);
  }

  /** Blobs of the files that may be one of those that are gone, by their kind of name. */
  async #blobs(deleted: ReadonlyMap<string, string>, paths: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const names = new Set([...deleted.keys()].map(extname));
    const asked = paths.filter((path) => names.has(extname(path))).slice(0, mostHashed);
    if (asked.length === 0) return new Map();
    const hashes = (await this.#git(["hash-object", "--", ...asked]))?.trim().split("\n") ?? [];
    return new Map(asked.map((path, at) => [path, hashes[at] ?? ""]));
  }

  lineChanges(commit: string, oldPath: string, path: string): Promise<readonly LineChange[] | null> {
    const inner = this.#innerOf(path);
    if (inner !== undefined) {
      const at = inner.folder.length + 1;
      return inner.history.lineChanges(commit, oldPath.slice(at), path.slice(at));
    }
    return this.#once(`lines ${commit} ${oldPath} ${path}`, async () => {
      const known = oldPath === path ? (await this.#manyLineChanges(commit))?.get(path) : undefined;
      if (known !== undefined) return known;
      const diff = await this.#git(["diff", ...diffOptions, `${commit}:./${oldPath}`, "--", path]);
      return diff === null || /^Binary files /m.test(diff) ? null : diff.split("\n").flatMap(hunkOf);
    });
  }

  /** Line changes by path where many files changed: one call of git then instead of one a file. */
  #manyLineChanges(commit: string): Promise<ReadonlyMap<string, readonly LineChange[]> | null> {
    return this.#once(`many ${commit}`, async () => {
      if (((await this.#ownChanges(commit))?.size ?? 0) < manyFiles) return null;
      const diff = await this.#git(["diff", ...diffOptions, "-M", "--relative", "--dst-prefix=", commit, "--"]);
      const all = new Map<string, LineChange[]>();
      let own: LineChange[] = [];
      let content = 0;
      for (const line of diff?.split("\n") ?? []) {
        // What was removed or added may look like a head.
        if (content > 0) {
          if (!line.startsWith("\\")) content--;
          continue;
        }
        const [hunk] = hunkOf(line);
        if (hunk !== undefined) {
          own.push(hunk);
          content = hunk.oldCount + hunk.newCount;
        } else if (line.startsWith("+++ ")) {
          // A tab ends a name with blanks; one in quotes is asked for by itself.
          own = [];
          all.set(line.slice("+++ ".length).replace(/\t$/, ""), own);
        }
      }
      return all;
    });
  }

  /**
   * Which files of the folder git does not ignore, also in repositories within it that it does not ignore; null where there
   * is no repository at all.
   *
   * @param files all files of the folder
   * @param repositories folders within it that hold a ".git"
   */
  async notIgnored(files: readonly string[], repositories: readonly string[]): Promise<readonly string[] | null> {
    const own = await this.#listed();
    const visible = new Set(own ?? []);
    const inner: Inner[] = [];
    for (const folder of [...repositories].sort((a, b) => a.length - b.length).slice(0, mostRepositories)) {
      // A submodule is listed as a file, another repository as a folder; a second working tree holds the same files again.
      const isSeen = visible.has(folder) || visible.has(`${folder}/`);
      const isBelow = own !== null || inner.some((each) => folder.startsWith(`${each.folder}/`));
      if (isBelow && (!isSeen || (await isSecondTree(join(this.#folder, folder))))) continue;
      const history = new GitHistory(join(this.#folder, folder), this.#log);
      const listed = await history.#listed();
      if (listed === null) continue;
      for (const path of listed) visible.add(`${folder}/${path}`);
      inner.push({ folder, history, files: listed });
    }
    this.#inner = inner;
    this.#outside = own === null ? files.filter((path) => this.#innerOf(path) === undefined) : [];
    if (own === null && inner.length === 0) return null;
    const outside = new Set(this.#outside);
    return files.filter((path) => visible.has(path) || outside.has(path));
  }

  async #listed(): Promise<readonly string[] | null> {
    if (!(await this.#isRepository())) return null;
    return this.#paths(["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"]);
  }

  /** Whether there is a repository at all: where there is none, nothing else is asked. */
  #isRepository(): Promise<boolean> {
    return this.#once("repository", async () => {
      const inside = await this.#run(["rev-parse", "--is-inside-work-tree"]);
      return inside?.trim() === "true";
    });
  }

  refusal(): Promise<string | null> {
    return this.#once("refusal", async () => {
      if ((await this.#isRepository()) || !isInWorkingTree(this.#folder)) return null;
      return this.#failure?.replace(/^(?:Command failed.*\n)?(?:fatal: )?/, "").split("\n", 1)[0] ?? null;
    });
  }

  async #paths(args: readonly string[]): Promise<string[] | null> {
    const output = await this.#git(args);
    return output === null ? null : output.split("\0").filter((path) => path !== "");
  }

  #once<T>(question: string, ask: () => Promise<T>): Promise<T> {
    const known = this.#answers.get(question) as Promise<T> | undefined;
    if (known !== undefined) return known;
    const answer = ask();
    this.#answers.set(question, answer);
    return answer;
  }

  async #git(args: readonly string[]): Promise<string | null> {
    return (await this.#isRepository()) ? this.#run(args) : null;
  }

  /** Standard output, or null where git answers with an error. No program that the repository names is run. */
  #run(
    args: readonly string[],
    encoding: "utf8" | "latin1" = "utf8",
    input: Buffer | null = null,
  ): Promise<string | null> {
    const safe = ["-C", this.#folder, "-c", "core.fsmonitor=false", "-c", "core.quotePath=false", "--no-pager"];
    // What is told of a signature stands before the commit.
    safe.push("-c", "log.showSignature=false");
    // "[id].ts" is a name here, not a pattern.
    safe.push("--literal-pathspecs");
    return new Promise((resolve) => {
      const child = execFile(
        "git",
        [...safe, ...args],
        {
          encoding,
          maxBuffer: mostOutput,
          windowsHide: true,
          env: { ...process.env, ...noneOfHooks, GIT_OPTIONAL_LOCKS: "0", GIT_NO_LAZY_FETCH: "1", LC_ALL: "C" },
        },
        (error, output) => {
          if (error !== null) this.#failure = error.message;
          if (error !== null) this.#log(`git ${args[0]}: ${error.message.split("\n")[0]}`);
          resolve(error === null ? output : null);
        },
      );
      // It may end before it has read what it is asked: its answer says so.
      child.stdin?.on("error", () => undefined);
      child.stdin?.end(input ?? undefined);
    });
  }
}

/** A repository within the folder. */
interface Inner {
  /** Relative to the folder. */
  readonly folder: string;
  readonly history: GitHistory;
  /** What it does not ignore, relative to itself. */
  readonly files: readonly string[];
}

/** Whether a folder lies in a working tree of git, as far as the file system tells. */
function isInWorkingTree(folder: string): boolean {
  const above = dirname(folder);
  return existsSync(join(folder, ".git")) || (above !== folder && isInWorkingTree(above));
}

/** What git tells its hooks of the repository that they run for: the folder may lie deeper, or hold others. */
const noneOfHooks = {
  GIT_DIR: undefined,
  GIT_WORK_TREE: undefined,
  GIT_INDEX_FILE: undefined,
  GIT_DIFF_OPTS: undefined,
};

/** New path -> old path of what has the blob of a file that is gone, where only one of each has it. */
function movesOf(
  deleted: ReadonlyMap<string, string>,
  blobs: ReadonlyMap<string, string>,
): readonly (readonly [path: string, oldPath: string])[] {
  const moves = new Map<string, { readonly from: string[]; readonly to: string[] }>();
  for (const [path, blob] of deleted) moves.set(blob, { from: [...(moves.get(blob)?.from ?? []), path], to: [] });
  for (const [path, blob] of blobs) moves.get(blob)?.to.push(path);
  return [...moves.values()].flatMap(({ from, to }) =>
    from.length === 1 && to.length === 1 ? [[to[0]!, from[0]!] as const] : [],
  );
}

/** Whether a folder is a working tree beside the repository's own, which "git worktree add" made. */
async function isSecondTree(folder: string): Promise<boolean> {
  try {
    const link = (await readFile(join(folder, ".git"), "utf8")).trim().split(/[\\/]/);
    return link[0]?.startsWith("gitdir:") === true && link.at(-2) === "worktrees";
  } catch {
    // A folder: a repository of its own.
    return false;
  }
}

/** Another end of line is no other line, and sources are text whatever attributes say. */
const diffOptions = "-U0 --inter-hunk-context=0 --ignore-cr-at-eol --text --no-color --no-ext-diff --no-textconv".split(
  " ",
);
/** Files whose content one call of git is asked for. */
const filesOfCall = 300;
/** From as many on, changed files are not asked for one by one. */
const manyFiles = 30;

/** The change that the head of a hunk tells, if the line is one. */
function hunkOf(line: string): LineChange[] {
  const found = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line);
  if (found === null) return [];
  const [, oldLine, oldCount, newLine, newCount] = found;
  return [
    {
      oldLine: Number(oldLine),
      oldCount: oldCount === undefined ? 1 : Number(oldCount),
      newLine: Number(newLine),
      newCount: newCount === undefined ? 1 : Number(newCount),
    },
  ];
}

function firstLine(output: string | null): string | null {
  const line = output?.split("\n")[0]?.trim();
  return line === undefined || line === "" ? null : line;
}

/** Where there is no version control, or it must not be asked. */
export const noHistory: History = {
  head: async () => null,
  commitOf: async () => null,
  knows: async () => false,
  changedSince: async () => null,
  hashesThen: async () => null,
  lineChanges: async () => null,
};
