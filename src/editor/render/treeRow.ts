/** A row of the view as plain data. */
export interface TreeRow {
  /** Stable while the thing it shows is the same, so that an unfolded row stays unfolded. */
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  /** Markdown. */
  readonly tooltip?: string;
  readonly icon?: { readonly id: string; readonly color?: string };
  /** What menus look at. */
  readonly context?: string;
  /** The row for a screen reader; the label and description where it is not given. */
  readonly spoken?: string;
  /** What a click opens: a path as the engine names it, and a 1-based line. */
  readonly open?: { readonly path: string; readonly line?: number; readonly endLine?: number };
  /** Key of the workspace folder it belongs to. */
  readonly folder: string;
  /** Whether there are children. */
  readonly folds: boolean;
  readonly children: readonly TreeRow[];
  readonly unfolded?: boolean;
  /** The gate of a gate's row. */
  readonly gate?: string;
  /** The path rule that a report's row proposes. */
  readonly rule?: { readonly from: string; readonly to: string };
}

/** A row without the parts that every row of a folder shares. */
export type RowDraft = Omit<TreeRow, "folder" | "children" | "folds" | "id"> & {
  readonly key: string;
  /** A function makes them when they are first asked for; it gives at least one. */
  readonly children?: readonly RowDraft[] | (() => readonly RowDraft[]);
};

/**
 * Gives rows their identities: the path of keys from the folder down; equal keys among siblings are counted. What is
 * folded is not made before it is asked for: there may be thousands of places.
 */
export function finishRows(drafts: readonly RowDraft[], folder: string, parent: string = folder): TreeRow[] {
  const seen = new Map<string, number>();
  return drafts.map(({ key, children = [], ...rest }) => {
    const times = seen.get(key) ?? 0;
    seen.set(key, times + 1);
    const id = `${parent}/${encodeURIComponent(key)}${times === 0 ? "" : `#${times}`}`;
    const folds = typeof children === "function" || children.length > 0;
    let made: readonly TreeRow[] | undefined;
    return {
      ...rest,
      id,
      folder,
      folds,
      get children() {
        made ??= finishRows(typeof children === "function" ? children() : children, folder, id);
        return made;
      },
    };
  });
}

/** The first rows, and one that says how many there are besides. `total` is the true number where the list was cut. */
export function cut(drafts: readonly RowDraft[], most: number, total: number = drafts.length): RowDraft[] {
  const shown = drafts.slice(0, most);
  const rest = total - shown.length;
  return rest > 0 ? [...shown, { key: "…", label: `and ${rest} more`, icon: { id: "ellipsis" } }] : shown;
}
