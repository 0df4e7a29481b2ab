// Builds everything that runs: the extension, the command line and their worker threads into dist/, with `--tests` the
// tests into out/ as well.
import { Buffer } from "node:buffer";
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import * as esbuild from "esbuild";
import { minify as rename } from "terser";

const flags = new Set(process.argv.slice(2));

/** What a package asks another file for and this product never uses, as an expression in its place. */
const unused = [
  // Only `picomatch.scan` needs it.
  [/picomatch[\\/]lib[\\/]scan\.js$/, "null"],
  // Colours of what istanbul-lib-report prints on a terminal: ours go to files.
  [/supports-color[\\/]index\.js$/, "{}"],
];

/** @type {esbuild.Plugin} */
const leaveOut = {
  name: "leave-out",
  setup(build) {
    for (const [filter, value] of unused)
      build.onLoad({ filter }, () => ({ contents: `module.exports = ${value}`, loader: "js" }));
  },
};

/** @type {esbuild.BuildOptions} */
const common = {
  bundle: true,
  platform: "node",
  // jsonc-parser's main file asks for its parts in a way that no bundler sees; its module file does not.
  mainFields: ["module", "main"],
  target: "node20",
  format: "cjs",
  logLevel: "warning",
  legalComments: "none",
  plugins: [leaveOut],
  alias: { "make-dir": "./src/node/convert/makeDirectory.ts" },
};

/** Files of a folder tree whose name ends so. */
function filesBelow(folder, ending) {
  return readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith(ending) && !name.includes("node_modules"))
    .map((name) => join(folder, name));
}

/** Names that come often get the letters that come often: the package is 2 % smaller, and the code the same. */
const namesOnly = { compress: false, mangle: { toplevel: true }, ecma: 2022, format: { shebang: true } };

/**
 * The command line (with the engine and its threads) and the extension. What both need is a file of its own, so that the
 * package holds it once.
 */
async function product() {
  const minify = !flags.has("--dev");
  const { outputFiles } = await esbuild.build({
    ...common,
    minify,
    entryPoints: [
      { in: "src/cli/cli.ts", out: "cli" },
      { in: "src/editor/extension.ts", out: "extension" },
    ],
    outdir: "dist",
    external: ["vscode"],
    // esbuild shares out among ES modules only, and VS Code loads CommonJS.
    format: "esm",
    splitting: true,
    chunkNames: "[name]-[hash]",
    write: false,
  });
  rmSync("dist", { recursive: true, force: true });
  mkdirSync("dist");
  for (const { path, text } of outputFiles) {
    const { code } = await esbuild.transform(text, {
      format: "cjs",
      platform: "node",
      target: common.target,
      supported: { "dynamic-import": false },
      minify,
    });
    const { code: small } = minify ? await rename(code, namesOnly) : { code };
    writeFileSync(path, small, { mode: small.startsWith("#!") ? 0o755 : 0o644 });
  }
}

function tests() {
  rmSync("out", { recursive: true, force: true });
  const levels = ["unit", "corpus", "fuzz", "cli"]
    .map((level) => join("test", level))
    .filter((folder) => existsSync(folder));
  const plain = [...levels.flatMap((folder) => filesBelow(folder, ".test.ts")), "test/fuzz/hunt.ts"];
  const host = ["test/host/index.ts", "test/e2e/index.ts"].filter((file) => existsSync(file));
  const bench = existsSync("test/bench") ? filesBelow("test/bench", ".bench.ts") : [];
  const shared = { ...common, outbase: "test", outdir: "out", sourcemap: "inline" };
  return [
    ...(plain.length > 0
      ? [
          esbuild.build({
            ...shared,
            entryPoints: plain,
            external: ["mocha", "playwright-core", "fast-check", "saxes", "esbuild"],
          }),
        ]
      : []),
    ...(host.length > 0
      ? [esbuild.build({ ...shared, entryPoints: host, external: ["vscode", "mocha", "playwright-core"] })]
      : []),
    ...(bench.length > 0 ? [esbuild.build({ ...shared, entryPoints: bench, packages: "external" })] : []),
    // What the benches read is also made by scripts that are not built.
    esbuild.build({
      ...shared,
      entryPoints: ["test/bench/generate.ts"],
      format: "esm",
      outExtension: { ".js": ".mjs" },
    }),
  ];
}

/** The schema of readiness.json, from the one truth in src/core/policy/schema.ts. */
async function schema() {
  const built = await esbuild.build({
    ...common,
    entryPoints: ["src/core/policy/jsonSchema.ts"],
    format: "esm",
    write: false,
  });
  const module = await import(
    `data:text/javascript;base64,${Buffer.from(built.outputFiles[0].contents).toString("base64")}`
  );
  // Without indentation, which would be a quarter of it in the package.
  const lines = JSON.stringify(module.jsonSchema(), null, 1).replaceAll(/^ +/gm, "");
  writeFileSync("media/readiness.schema.json", `${lines}\n`);
}

await schema();
await Promise.all([product(), ...(flags.has("--tests") ? tests() : [])]);
