// Builds everything that runs: the extension, the command line and their worker threads into dist/, the tests into out/.
// `--watch` builds again on each change, `--tests` builds the tests as well.
import { globSync } from "tinyglobby";
import process from "node:process";
import * as esbuild from "esbuild";

const production = !process.argv.includes("--dev");

/** @type {esbuild.BuildOptions} */
const common = {
  bundle: true,
  platform: "node",
  target: "node20",
  format: "cjs",
  logLevel: "warning",
  minify: production,
  keepNames: false,
  legalComments: "none",
};

const builds = [
  // The command line knows no editor: an import of vscode from core or node fails this build.
  { ...common, entryPoints: ["src/cli/cli.ts", "src/node/engineWorker.ts", "src/node/readWorker.ts"], outdir: "dist", banner: {} },
  { ...common, entryPoints: ["src/editor/extension.ts"], outdir: "dist", external: ["vscode"] },
];
