// node bundle.mjs <node_modules> <folder to write to> <entry>…
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [modules, outdir, ...entryPoints] = process.argv.slice(2);
const esbuild = createRequire(join(modules, "of-the-lock-file.js"))("esbuild");
const pyodide = (name) => JSON.parse(readFileSync(join(modules, "pyodide", name), "utf8"));
const info = { ...pyodide("pyodide-lock.json").info, version: pyodide("package.json").version };
await esbuild
  .build({
    entryPoints,
    outdir,
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    charset: "utf8",
    define: { PYODIDE_INFO: JSON.stringify(info) }, // of its lock file, which names 120 kB of packages
    legalComments: "none",
    nodePaths: [modules],
    external: ["node:*", "ws"], // Pyodide's way under Node
    logLevel: "error", // on stderr, with the place
  })
  .catch(() => (process.exitCode = 1));
await esbuild.stop();
