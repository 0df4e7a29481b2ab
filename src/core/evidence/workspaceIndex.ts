import { baseOf } from "./paths.ts";

/** What a look-up by the end of a path found. */
export type SuffixMatch =
  | { readonly kind: "unique"; readonly file: string; readonly segments: number }
  | { readonly kind: "ambiguous"; readonly candidates: readonly string[]; readonly segments: number }
  | { readonly kind: "none" };

/** Candidates of a look-up, at most. */
export const mostCandidates = 200;

/** What files have in common that share an end of their paths. One file alone needs no nodes for the rest of its path. */
interface Node {
  /** How many files share this end. */
  count: number;
  /** Some file of them: the answer where count is 1. */
  some: number;
  /** Index of the file whose whole path this is, or -1. */
  file: number;
  /** By the next segment before this end; null where there is one file, whose path is compared itself. */
  next: Map<string, Node> | null;
}

/**
 * The files of a workspace, built once and asked by whole path or by the end of a path. Look-ups are hash look-ups per
 * segment: time grows with files plus questions, never with their product.
 */
export class WorkspaceIndex {
  readonly files: readonly string[];
  readonly caseSensitive: boolean;
  /** Symbolic links to folders -> the folder behind each. */
  readonly links: ReadonlyMap<string, string>;
  readonly #links = new Map<string, string>();
  /** Segments of the links' paths, by the last of them. */
  readonly #linksByName = new Map<string, (readonly string[])[]>();
  readonly #byPath = new Map<string, string>();
  /** Files of one path but for how its accents are composed: Linux has both, and reports tell neither. */
  readonly #twins = new Map<string, readonly string[]>();
  /** What was listed of an end: many paths of a report may share one. */
  readonly #listed = new Map<Node, readonly string[]>();
  #folders: ReadonlySet<string> | null = null;
  readonly #root: Node = { count: 0, some: -1, file: -1, next: new Map() };

  constructor(files: readonly string[], caseSensitive: boolean, links: ReadonlyMap<string, string> = new Map()) {
    this.files = files;
    this.caseSensitive = caseSensitive;
    this.links = links;
    for (const [link, folder] of links) {
      const path = this.fold(link);
      this.#links.set(path, this.fold(folder));
      const segments = path.split("/");
      const name = segments.at(-1)!;
      this.#linksByName.set(name, [...(this.#linksByName.get(name) ?? []), segments]);
    }
    files.forEach((file, index) => {
      const key = this.fold(file);
      const known = this.#byPath.get(key);
      if (known === undefined) this.#byPath.set(key, file);
      else this.#twins.set(key, [...this.twins(known), file]);
      this.#add(key, index);
    });
  }

  /** The path in the one form of all that are the same to the file system. */
  fold(path: string): string {
    const composed = path.normalize("NFC");
    return this.caseSensitive ? composed : composed.toLowerCase();
  }

  #add(path: string, index: number): void {
    const segments = path.split("/");
    let node = this.#root;
    for (let at = segments.length - 1; ; at--) {
      node.count++;
      if (node.next === null) {
        // The second file of this end: from here on both are told apart by their next segments.
        node.next = new Map();
        const first = this.fold(this.files[node.some]!).split("/");
        this.#pass(node, first, at - segments.length + first.length, node.some);
      }
      const next = this.#pass(node, segments, at, index);
      if (next === null) return;
      node = next;
    }
  }

  /** Takes a file one segment further. Gives the node it goes on from, null where it is alone from there on. */
  #pass(node: Node, segments: readonly string[], at: number, index: number): Node | null {
    if (at < 0) {
      node.file = index;
      return null;
    }
    const segment = segments[at]!;
    const next = node.next!.get(segment);
    if (next !== undefined) return next;
    node.next!.set(segment, { count: 1, some: index, file: -1, next: null });
    return null;
  }

  /** Whether a file of the workspace lies in the folder, at any depth. "" is the workspace itself. */
  hasFolder(folder: string): boolean {
    this.#folders ??= this.#foldersOfFiles();
    const key = this.fold(folder);
    return this.#folders.has(key) || (this.#links.size > 0 && this.#folders.has(this.#behindLinks(key)));
  }

  #foldersOfFiles(): ReadonlySet<string> {
    const folders = new Set([""]);
    for (const path of this.#byPath.keys()) {
      for (let at = path.lastIndexOf("/"); at > 0; at = path.lastIndexOf("/", at - 1)) {
        const folder = path.slice(0, at);
        if (folders.has(folder)) break;
        folders.add(folder);
      }
    }
    return folders;
  }

  /** The workspace file of exactly this path, as the file system spells it, or null where there is none or several. */
  get(path: string): string | null {
    const files = this.twins(path);
    return files.length === 1 ? files[0]! : null;
  }

  /** The workspace files of this path: one as a rule. */
  twins(path: string): readonly string[] {
    const key = this.fold(path);
    const real = this.#byPath.has(key) || this.#links.size === 0 ? key : this.#behindLinks(key);
    const file = this.#byPath.get(real);
    return file === undefined ? [] : (this.#twins.get(real) ?? [file]);
  }

  /** A path with the folders behind its links, each looked up once: what a link leads to holds no link itself. */
  #behindLinks(path: string): string {
    let real = "";
    for (const segment of path.split("/")) {
      real = real === "" ? segment : `${real}/${segment}`;
      real = this.#links.get(real) ?? real;
    }
    return real;
  }

  /**
   * The file that shares the longest end with the path, in whole segments. More than one with the same longest end is
   * ambiguous. An end that leaves both a rest of the path and a rest of the file must be two segments or more:
   * one equal name proves nothing.
   */
  bySuffix(path: string): SuffixMatch {
    const segments = this.fold(path)
      .split("/")
      .filter((segment) => segment !== "" && segment !== "..");
    const match = this.#byRealSuffix(segments);
    const linked = this.#linksByName.size === 0 ? null : this.#byLinkedSuffix(segments);
    const depth = match.kind === "none" ? 0 : match.segments;
    if (linked === null || linked.segments < depth) return match;
    const real =
      linked.segments > depth || match.kind === "none" ? [] : "file" in match ? [match.file] : match.candidates;
    const candidates = [...new Set([...real, ...linked.files])].sort();
    return candidates.length === 1
      ? { kind: "unique", file: candidates[0]!, segments: linked.segments }
      : { kind: "ambiguous", candidates, segments: linked.segments };
  }

  #byRealSuffix(segments: readonly string[]): SuffixMatch {
    let node = this.#root;
    let depth = 0;
    for (; depth < segments.length; depth++) {
      const next = node.next?.get(segments[segments.length - 1 - depth]!);
      if (next === undefined) break;
      node = next;
    }
    if (depth === 0) return { kind: "none" };
    if (node.count > 1) return { kind: "ambiguous", candidates: this.#below(node, mostCandidates), segments: depth };
    const file = this.files[node.some]!;
    const own = this.fold(file).split("/");
    while (depth < segments.length && depth < own.length && segments.at(-1 - depth) === own.at(-1 - depth)) depth++;
    const whole = depth === segments.length || depth === own.length;
    return whole || depth > 1 ? { kind: "unique", file, segments: depth } : { kind: "none" };
  }

  /** The files behind the links that share the longest end with a path, at which each file has another name. */
  #byLinkedSuffix(
    segments: readonly string[],
  ): { readonly files: ReadonlySet<string>; readonly segments: number } | null {
    const files = new Set<string>();
    let most = 0;
    segments.forEach((segment, at) => {
      for (const link of this.#linksByName.get(segment) ?? []) {
        let shared = 1;
        while (shared < Math.min(link.length, at + 1) && segments[at - shared] === link[link.length - 1 - shared])
          shared++;
        const length = segments.length - at - 1 + shared;
        if (length < most) continue;
        const found = this.twins([...link, ...segments.slice(at + 1)].join("/"));
        if (found.length > 0 && length > most) files.clear();
        if (found.length > 0) most = length;
        for (const file of found) files.add(file);
      }
    });
    return files.size === 0 ? null : { files, segments: most };
  }

  /** Files of the same name, at most five: what a person may have meant. */
  namesakes(path: string): readonly string[] {
    const node = this.#root.next?.get(this.fold(baseOf(path)));
    return node === undefined ? [] : this.#below(node, 5);
  }

  /** As many of the files of an end as asked for, found without a look at the others. */
  #below(node: Node, most: number): readonly string[] {
    const known = this.#listed.get(node);
    if (known !== undefined && most === mostCandidates) return known;
    const found: string[] = [];
    // Each of these holds a file at least.
    const waiting = [node];
    for (let at = 0; at < waiting.length && found.length < most; at++) {
      const { next, some, file } = waiting[at]!;
      if (next === null) found.push(this.files[some]!);
      else {
        if (file !== -1) found.push(...this.twins(this.files[file]!));
        for (const below of next.values()) {
          if (found.length + waiting.length - at - 1 >= most) break;
          waiting.push(below);
        }
      }
    }
    found.sort();
    if (most === mostCandidates) this.#listed.set(node, found);
    return found;
  }
}
