/** Rows of many files one after the other, gathered by file and ascending by line. */
interface FileRows {
  /** The rows of file i are `start[i]` up to but not including `start[i + 1]`. */
  readonly start: Uint32Array;
  readonly line: Uint32Array;
  readonly value: Float64Array;
  readonly extra: Uint32Array;
  readonly index: Uint32Array;
  readonly length: number;
}

/**
 * Rows in the order a report gives them: a line, a value and two more numbers. Stretches of one file are remembered, so
 * that a report with its files one after the other and its lines ascending is never copied or sorted.
 */
export class RowStream {
  length = 0;
  #line = new Uint32Array(1024);
  #value = new Float64Array(1024);
  /** Made when a row first has them. */
  #extra: Uint32Array | null = null;
  #index: Uint32Array | null = null;
  /** File and first row of each stretch. */
  readonly #stretchFile: number[] = [];
  readonly #stretchStart: number[] = [];
  #file = -1;
  #lastLine = 0;
  #ascending = true;

  push(file: number, line: number, value: number, extra: number, index: number): void {
    const at = this.length;
    if (at === this.#line.length) this.#grow();
    if (file !== this.#file) {
      this.#file = file;
      this.#stretchFile.push(file);
      this.#stretchStart.push(at);
      this.#lastLine = 0;
    }
    if (line <= this.#lastLine) this.#ascending = false;
    this.#lastLine = line;
    this.#line[at] = line;
    this.#value[at] = value;
    if (extra !== 0) {
      this.#extra ??= new Uint32Array(this.#line.length);
      this.#extra[at] = extra;
    }
    if (index !== 0) {
      this.#index ??= new Uint32Array(this.#line.length);
      this.#index[at] = index;
    }
    this.length = at + 1;
  }

  #grow(): void {
    const size = 2 * this.#line.length;
    const wider = (from: Uint32Array) => {
      const to = new Uint32Array(size);
      to.set(from);
      return to;
    };
    this.#line = wider(this.#line);
    const value = new Float64Array(size);
    value.set(this.#value);
    this.#value = value;
    if (this.#extra !== null) this.#extra = wider(this.#extra);
    if (this.#index !== null) this.#index = wider(this.#index);
  }

  /** The rows of the given files, in that order. */
  byFile(files: readonly number[]): FileRows {
    return this.#inOrder(files) ?? this.#gathered(files);
  }

  /** As they came, where every file is one stretch, the files ascend as asked and so do their lines. */
  #inOrder(files: readonly number[]): FileRows | null {
    if (!this.#ascending) return null;
    const start = new Uint32Array(files.length + 1);
    let stretch = 0;
    for (let at = 0; at < files.length; at++) {
      start[at] = this.#stretchStart[stretch] ?? this.length;
      if (this.#stretchFile[stretch] === files[at]) stretch++;
      start[at + 1] = this.#stretchStart[stretch] ?? this.length;
    }
    if (stretch !== this.#stretchFile.length) return null;
    const length = this.length;
    return {
      start,
      line: this.#line.subarray(0, length),
      value: this.#value.subarray(0, length),
      extra: this.#extra?.subarray(0, length) ?? new Uint32Array(length),
      index: this.#index?.subarray(0, length) ?? new Uint32Array(length),
      length,
    };
  }

  #gathered(files: readonly number[]): FileRows {
    const stretches = new Map<number, number[]>(files.map((file) => [file, []]));
    this.#stretchFile.forEach((file, stretch) => {
      stretches.get(file)?.push(stretch);
    });
    const start = new Uint32Array(files.length + 1);
    const line = new Uint32Array(this.length);
    const value = new Float64Array(this.length);
    const extra = new Uint32Array(this.length);
    const index = new Uint32Array(this.length);
    let at = 0;
    files.forEach((file, position) => {
      const rows: number[] = [];
      let last = -1;
      let ascending = true;
      for (const stretch of stretches.get(file)!) {
        const end = this.#stretchStart[stretch + 1] ?? this.length;
        for (let row = this.#stretchStart[stretch]!; row < end; row++) {
          ascending &&= this.#line[row]! > last;
          last = this.#line[row]!;
          rows.push(row);
        }
      }
      for (const row of ascending ? rows : this.#sorted(rows)) {
        line[at] = this.#line[row]!;
        value[at] = this.#value[row]!;
        if (this.#extra !== null) extra[at] = this.#extra[row]!;
        if (this.#index !== null) index[at] = this.#index[row]!;
        at++;
      }
      start[position + 1] = at;
    });
    return {
      start,
      line: line.subarray(0, at),
      value: value.subarray(0, at),
      extra: extra.subarray(0, at),
      index: index.subarray(0, at),
      length: at,
    };
  }

  /** Rows by line, those of one line in the order they came. */
  #sorted(rows: readonly number[]): number[] {
    // Line and place in one number (24 and at most 29 bits): sorting numbers needs no comparison function.
    const keys = Float64Array.from(rows, (row, place) => this.#line[row]! * 2 ** 29 + place).sort();
    return Array.from(keys, (key) => rows[key % 2 ** 29]!);
  }
}
