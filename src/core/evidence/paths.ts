/**
 * A report's path in one form: "/" between segments, no ".", no empty segments, ".." folded where it can be, URL
 * schemes (webpack:, file:) and their percent-encoding undone, Unicode composed (NFC). A drive letter stays as "c:".
 */
export function normalisePath(written: string): string {
  // React names what a server ran by the URL that it has there; Vite what lies outside of its project by the whole path.
  let path = written
    .trim()
    .replace(/^(?:rsc|about):\/\/React\/[^/]*\/(?=[a-z-]+:)/i, "")
    .replace(/^\/@fs\/(?=[A-Za-z]:)/, "")
    .replace(/^\/@fs\/+/, "/");
  // Some that join paths leave one slash of "webpack:///"; Java writes "file:/a".
  const scheme = /^(webpack(?:-internal)?|turbopack|file|https?|vscode-remote|ng|rollup|vite|vitest):\/{1,3}/i.exec(
    path,
  );
  if (scheme !== null) {
    path = ofUrl(scheme[1]!.toLowerCase(), path.slice(scheme[0].length));
    // What loaders and caches put there ("?1a2b", "?vue&type=script"); in a name it would be encoded.
    path = path.split("?", 1)[0]!;
    try {
      path = decodeURIComponent(path);
    } catch {
      // A lone "%" is part of the name.
    }
  }
  path = path.replace(/^\\\\[?.]\\/, "");
  if (/^[A-Za-z]:[\\/]/.test(path) || path.startsWith("\\\\") || (path.includes("\\") && !path.startsWith("/"))) {
    path = path.replaceAll("\\", "/");
  }
  path = withoutSandbox(path);
  const absolute = path.startsWith("/");
  const segments: string[] = [];
  for (const segment of path.split("/")) {
    if (segment === "" || segment === ".") continue;
    if (segment === ".." && segments.length > 0 && segments.at(-1) !== "..") segments.pop();
    else if (segment !== ".." || !absolute) segments.push(segment);
  }
  if (segments[0] !== undefined && /^[A-Za-z]:$/.test(segments[0])) segments[0] = segments[0].toLowerCase();
  return ((absolute ? "/" : "") + segments.join("/")).normalize("NFC");
}

/**
 * Other places that a URL may name: its first part is a name that the bundler was given, which a folder may have as
 * well ("webpack://shop/src/a.ts" is shop/src/a.ts or src/a.ts), or a machine.
 */
export function otherReadings(written: string): readonly string[] {
  const url = /^(webpack|turbopack|file|ng|rollup|vite|vitest):\/\/([^/:]+)\/(.+)$/i.exec(written.trim());
  if (url === null || url[2] === "[project]" || /^localhost$/i.test(url[2]!)) return [];
  const [, scheme, name, rest] = url as unknown as [string, string, string, string];
  const parts = rest.replace(/^(?:\([\w-]+\)\/)?\.\//, "").split("/");
  if (name !== ".") parts.unshift(name);
  const own = normalisePath(written);
  // The name of a package may have two parts: "@acme/shop".
  const most = name.startsWith("@") ? 2 : 1;
  const readings = Array.from({ length: most + 1 }, (_, at) =>
    normalisePath(`${scheme}:///${parts.slice(at).join("/")}`),
  );
  return [...new Set(readings)].filter((path) => path !== own && path !== "");
}

/** What stands behind the scheme of a URL, as a path. */
function ofUrl(scheme: string, rest: string): string {
  const behindHost = rest.slice(rest.indexOf("/") + 1);
  switch (scheme) {
    case "file": {
      const path = rest.replace(/^localhost\//i, "");
      return /^[A-Za-z]:/.test(path) ? path : `/${path}`;
    }
    case "vscode-remote":
      return `/${behindHost}`;
    case "http":
    case "https":
      // What a development server serves lies below its project, but for what it names from the root.
      return behindHost.startsWith("@fs/") ? ofUrl("file", behindHost.slice("@fs/".length)) : behindHost;
    default:
      // webpack://name/./a is relative to the project, as is (layer)/./a of Next.js.
      return rest.replace(/^(?:(?:[^/]*\/)?(?:\([\w-]+\)\/)?\.\/|\[project\]\/)/, "");
  }
}

/** Bazel runs in a tree of links to the workspace, of which only what follows is a place in it. */
function withoutSandbox(path: string): string {
  const tree = "/execroot/";
  const at = path.lastIndexOf(tree);
  const below = at === -1 ? -1 : path.indexOf("/", at + tree.length);
  const rest = below === -1 ? path : path.slice(below + 1);
  return rest.replace(/^\/proc\/self\/cwd\//, "").replace(/^bazel-out\/[^/]+\/bin\//, "");
}

/** Whether a normalised path names its place from the root of a file system. */
export function isAbsolute(path: string): boolean {
  return path.startsWith("/") || /^[a-z]:(\/|$)/.test(path);
}

/** Folder of a "/"-separated path; "" at the top. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash === -1 ? "" : path.slice(0, slash);
}

/** The last part of a "/"-separated path. */
export function baseOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** Joins and normalises. */
export function joinPath(folder: string, path: string): string {
  return normalisePath(folder === "" ? path : `${folder}/${path}`);
}

/** Joins what is normalised: nearly always there is nothing to fold, and roots times paths are many. */
export function joinNormalised(folder: string, path: string): string {
  return folder === "" || folder.endsWith("/") || path.startsWith("/") || path.startsWith("..")
    ? joinPath(folder, path)
    : `${folder}/${path}`;
}

/** Path relative to the folder, or null where it is not below it. Both normalised. */
export function relativeTo(folder: string, path: string, caseSensitive: boolean): string | null {
  const fold = (text: string) => (caseSensitive ? text : text.toLowerCase());
  const prefix = folder.endsWith("/") || folder === "" ? folder : `${folder}/`;
  return fold(path).startsWith(fold(prefix)) ? path.slice(prefix.length) : null;
}

/** The folder and all above it, nearest first, ending with "". */
export function ancestors(folder: string): string[] {
  const all = [folder];
  for (let at = folder; at !== ""; ) {
    at = folderOf(at);
    all.push(at);
  }
  return all;
}
