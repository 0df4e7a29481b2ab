import { mkdirSync } from "node:fs";

/**
 * What istanbul-lib-report asks `make-dir` for, which Node.js does itself since 10.12: the package holds this in its place
 * (esbuild.mjs), and not make-dir with semver.
 */
export function sync(path: string): void {
  mkdirSync(path, { recursive: true });
}
