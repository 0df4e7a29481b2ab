import { damagedValue } from "./damagedRow.ts";
import { asObject, type JsonObject } from "./head.ts";
import { armHits, countOf } from "./istanbulStatements.ts";
import { objects } from "./jsonValues.ts";
import { type Original, type Place, readSourceMap, type SourceMap } from "./sourceMap.ts";

interface Location {
  readonly start: Place;
  readonly end: Place;
}

interface Mapped {
  readonly source: string;
  readonly loc: Location;
}

/** One source's coverage, as Istanbul writes it. Elements of one place are one, their hits added. */
class Source {
  readonly #statements: Location[] = [];
  readonly #functions: JsonObject[] = [];
  readonly #branches: JsonObject[] = [];
  readonly #hits: { readonly s: number[]; readonly f: number[]; readonly b: number[][] } = { s: [], f: [], b: [] };
  readonly #index = new Map<string, number>();

  statement(loc: Location, hits: number): void {
    const at = this.#place("s", [loc], this.#statements, loc);
    this.#hits.s[at] = (this.#hits.s[at] ?? 0) + hits;
  }

  function(name: unknown, decl: Location, loc: Location, hits: number): void {
    const at = this.#place("f", [decl], this.#functions, { name, decl, loc });
    this.#hits.f[at] = (this.#hits.f[at] ?? 0) + hits;
  }

  branch(type: unknown, loc: Location, locations: readonly Location[], hits: readonly number[]): void {
    const at = this.#place("b", locations, this.#branches, { type, loc, locations });
    this.#hits.b[at] = hits.map((each, arm) => (this.#hits.b[at]?.[arm] ?? 0) + each);
  }

  /** Members by number, as the report has them. */
  file(): JsonObject {
    const { s, f, b } = this.#hits;
    return {
      statementMap: { ...this.#statements },
      s: { ...s },
      fnMap: { ...this.#functions },
      f: { ...f },
      branchMap: { ...this.#branches },
      b: { ...b },
    };
  }

  #place<T>(kind: string, locations: readonly Location[], into: T[], element: T): number {
    const key = `${kind}${locations.map(({ start, end }) => `:${start.line}:${start.column}:${end.line}:${end.column}`).join("")}`;
    const known = this.#index.get(key);
    if (known !== undefined) return known;
    this.#index.set(key, into.length);
    return into.push(element) - 1;
  }
}

/**
 * Coverage of transpiled files, brought to their sources by the maps within it: as nyc does when it reports
 * (istanbul-lib-source-maps 5, lib/transformer.js and lib/get-mapping.js; before, it lost each "else" that is not written).
 */
export class MappedCoverage {
  readonly #sources = new Map<string, Source>();
  /** Arms with null for a count. */
  uncounted = 0;

  /** Each source and its coverage. */
  get sources(): ReadonlyMap<string, Source> {
    return this.#sources;
  }

  /** Adds a file; false where its map can not be read. What the map does not place is of no source. */
  add(path: string, file: JsonObject): boolean {
    const map = readSourceMap(asObject(file["inputSourceMap"]) ?? {});
    if (map === null) return false;
    const mapping = (loc: unknown) => mapped(map, loc, path);
    const entries = (key: string) => Object.entries(asObject(file[key]) ?? {});
    const counts = (key: string) => asObject(file[key]) ?? {};
    for (const [id, loc] of entries("statementMap")) {
      const found = mapping(loc);
      const hits = countOf(counts("s")[id], `statement ${id}`);
      if (found !== null) this.#source(found.source).statement(found.loc, hits);
    }
    for (const [id, value] of entries("fnMap")) {
      const { name, decl, loc } = asObject(value) ?? {};
      const [declared, body] = [mapping(decl), mapping(loc)];
      const hits = countOf(counts("f")[id], `function ${id}`);
      if (declared !== null && body?.source === declared.source)
        this.#source(declared.source).function(name, declared.loc, body.loc, hits);
    }
    for (const [id, value] of entries("branchMap")) this.#branch(id, asObject(value) ?? {}, counts("b")[id], mapping);
    return true;
  }

  #branch(id: string, branch: JsonObject, counts: unknown, mapping: (loc: unknown) => Mapped | null): void {
    if (!Array.isArray(counts)) throw damagedValue(counts, `list of the counts of branch ${id}`);
    const arms: (Mapped & { readonly hits: number })[] = [];
    objects(branch["locations"]).forEach((loc, arm) => {
      // An "else" that is not written has no place of its own: it stands where its "if" does.
      const isImplicit = branch["type"] === "if" && arm > 0 && asObject(loc["start"])?.["line"] === undefined;
      const found = mapping(loc) ?? (isImplicit ? (arms[0] ?? null) : null);
      const hits = armHits(counts[arm], id, this);
      if (found !== null) arms.push({ ...found, hits });
    });
    const [first] = arms;
    if (first === undefined || arms.some(({ source }) => source !== first.source)) return;
    const loc = mapping(branch["loc"])?.loc ?? first.loc;
    this.#source(first.source).branch(
      branch["type"],
      loc,
      arms.map((arm) => arm.loc),
      arms.map(({ hits }) => hits),
    );
  }

  #source(path: string): Source {
    const source = this.#sources.get(path) ?? new Source();
    this.#sources.set(path, source);
    return source;
  }
}

function mapped(map: SourceMap, loc: unknown, path: string): Mapped | null {
  const [from, to] = [placeOf(asObject(loc)?.["start"]), placeOf(asObject(loc)?.["end"])];
  if (from === null || to === null) return null;
  const start = eitherWay(map, from.line, from.column);
  let end: Original | null = endOf(map, to);
  if (start === null || end === null || start.source !== end.source) return null;
  if (start.line === end.line && start.column === end.column) {
    const after = map.original(to.line, to.column, "after");
    if (after === null) return null;
    end = { ...after, column: after.column - 1 };
  }
  const { line, column } = end;
  return {
    source: resolved(path, start.source),
    loc: { start: { line: start.line, column: start.column }, end: { line, column } },
  };
}

function placeOf(value: unknown): Place | null {
  const { line, column } = asObject(value) ?? {};
  if ((line ?? null) !== null && typeof line !== "number") throw damagedValue(line, "line number");
  return typeof line === "number" && typeof column === "number" && line >= 0 && column >= 0 ? { line, column } : null;
}

function eitherWay(map: SourceMap, line: number, column: number): Original | null {
  return map.original(line, column, "before") ?? map.original(line, column, "after");
}

/** A range ends where the next segment of its last line begins; without one, with the line. */
function endOf(map: SourceMap, { line, column }: Place): Original | null {
  const before = eitherWay(map, line, column - 1);
  if (before === null) return null;
  const next = map.generated({ ...before, column: before.column + 1 });
  const original = next === null ? null : map.original(next.line, next.column, "before");
  return original?.line === before.line ? original : { ...before, column: Number.POSITIVE_INFINITY };
}

/** The path of a source, which is relative to the file that was measured. */
function resolved(path: string, source: string): string {
  if (/^(?:[\\/]|\w+:)/.test(source)) return source;
  const parts = path.split(/[\\/]/).slice(0, -1);
  for (const part of source.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "." && part !== "") parts.push(part);
  }
  return parts.join("/");
}
