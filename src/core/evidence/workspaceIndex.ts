/** What a look-up by the end of a path found. */
export type SuffixMatch =
  | { readonly kind: "unique"; readonly file: string; readonly segments: number }
  | { readonly kind: "ambiguous"; readonly candidates: readonly string[] }
  | { readonly kind: "none" };

interface Node {
  /** Index of the file whose whole path ends (at its front) here, or -1. */
  file: number;
  /** How many files lie here and below. */
  count: number;
  /** Some file here or below: the answer where count is 1. */
  some: number;
  next: Map<string, Node> | null;
}

/**
 * The files of a workspace, built once and asked by whole path or by the end of a path. Look-ups are hash look-ups per
 * segment: time grows with files plus questions, never with their product.
 */
export class WorkspaceIndex {
  readonly files: readonly string[];
  readonly caseSensitive: boolean;
  readonly #byPath = new Map<string, string>();
  readonly #root: Node = { file: -1, count: 0, some: -1, next: null };

  constructor(files: readonly string[], caseSensitive: boolean) {
    this.files = files;
    this.caseSensitive = caseSensitive;
    files.forEach((file, index) => {
      const key = this.#key(file);
      this.#byPath.set(key, file);
      this.#add(key, index);
    });
  }

  #key(path: string): string {
    const composed = path.normalize("NFC");
    return this.caseSensitive ? composed : composed.toLowerCase();
  }

  #add(path: string, index: number): void {
    const segments = path.split("/");
    let node = this.#root;
    for (let at = segments.length - 1; at >= 0; at--) {
      node.next ??= new Map();
      let next = node.next.get(segments[at]!);
      if (next === undefined) {
        next = { file: -1, count: 0, some: index, next: null };
        node.next.set(segments[at]!, next);
      }
      next.count++;
      node = next;
    }
    node.file = index;
  }

  /** The workspace file of exactly this path, as the file system spells it, or null. */
  get(path: string): string | null {
    return this.#byPath.get(this.#key(path)) ?? null;
  }

  /**
   * The file that shares the longest end with the path, in whole segments. More than one with the same longest end is
   * ambiguous. An end that leaves both a rest of the path and a rest of the file must be two segments or more:
   * one equal name proves nothing.
   */
  bySuffix(path: string): SuffixMatch {
    const segments = this.#key(path)
      .split("/")
      .filter((segment) => segment !== "" && segment !== "..");
    let node = this.#root;
    let depth = 0;
    for (let at = segments.length - 1; at >= 0; at--) {
      const next = node.next?.get(segments[at]!);
      if (next === undefined) break;
      node = next;
      depth++;
    }
    if (depth === 0) return { kind: "none" };
    if (node.count > 1) return { kind: "ambiguous", candidates: this.#below(node, 5) };
    const file = this.files[node.some]!;
    const whole = depth === segments.length || depth === file.split("/").length;
    return whole || depth > 1 ? { kind: "unique", file, segments: depth } : { kind: "none" };
  }

  /** Files of the same name, at most five: what a person may have meant. */
  namesakes(path: string): readonly string[] {
    const node = this.#root.next?.get(this.#key(path.slice(path.lastIndexOf("/") + 1)));
    return node === undefined ? [] : this.#below(node, 5);
  }

  #below(node: Node, most: number): string[] {
    const found: string[] = [];
    const waiting = [node];
    while (waiting.length > 0 && found.length < most) {
      const next = waiting.shift()!;
      if (next.file !== -1) found.push(this.files[next.file]!);
      if (next.next !== null) waiting.push(...next.next.values());
    }
    return found.sort();
  }
}
