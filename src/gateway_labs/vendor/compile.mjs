// node compile.mjs <folder of pyodide> <folder of gateway_labs> <folder of the packs> <prefix>
// Makes the pack "to" of the pack "from". Prints what compile_pack.py gives, a line each.
import { setImmediate } from "node:timers/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [pyodide, source, packs, prefix] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(join(pyodide, "pyodide.mjs")).href);
const python = await loadPyodide({
  env: {
    HOME: "/home/pyodide",
    PYTHONDONTWRITEBYTECODE: "1",
    PYTHONNODEBUGRANGES: "1", // columns: a third of the bytes, for sources that nobody sees here
  },
});
for (const [at, root] of [["/source/gateway_labs", source], ["/packs", packs]]) {
  python.FS.mkdirTree(at);
  python.FS.mount(python.FS.filesystems.NODEFS, { root }, at);
}
python.globals.set("prefix", prefix);
const steps = python.runPython(`
import sys
sys.path.insert(0, "/source")
from gateway_labs.vendor.compile_pack import compile_pack
compile_pack("/packs/from", "/packs/to", prefix)
`);
for (const step of steps) {
  console.log(step);
  await setImmediate(); // the end of stdin is heard here
}
