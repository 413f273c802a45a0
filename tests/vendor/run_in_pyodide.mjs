// node run_in_pyodide.mjs '{"pyodide", "files": {"stdlib", …} or {}, "program", "scratch"}'
// Prints, as its last line, what the program's function `main` gives, as JSON.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gunzipSync } from "node:zlib";

const { pyodide, files, program, scratch } = JSON.parse(process.argv[2]);
const read = (name) => gunzipSync(readFileSync(files[name]));
const { loadPyodide } = await import(pathToFileURL(join(pyodide, "pyodide.mjs")).href);
const options = {};
if (files.stdlib) {
  options.stdLibURL = join(scratch, "stdlib.zip");
  writeFileSync(options.stdLibURL, read("stdlib"));
}
const python = await loadPyodide(options);
for (const name of files.packages ? ["packages", "engine"] : []) {
  const pack = read(name);
  const start = 4 + pack.readUInt32LE(0);
  for (const [path, [at, size]] of Object.entries(JSON.parse(pack.subarray(4, start)))) {
    const file = `/lib/python3.14/site-packages/${path}`;
    python.FS.mkdirTree(file.slice(0, file.lastIndexOf("/")));
    python.FS.writeFile(file, pack.subarray(start + at, start + at + size));
  }
}
python.runPython(readFileSync(program, "utf8"));
console.log(python.runPython("import json; json.dumps(main())"));
