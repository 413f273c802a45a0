// node compile.mjs <folder of pyodide> <folder of gateway_labs> <folder of the packs> <jobs>
// Prints what compile_pack.py gives, a line each. The jobs' files are below /packs/.
import { setImmediate } from "node:timers/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [pyodide, source, packs, jobs] = process.argv.slice(2);
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
python.globals.set("jobs", jobs);
const steps = python.runPython(`
import sys
sys.path.insert(0, "/source")
from gateway_labs.vendor.compile_pack import compile_packs
compile_packs(jobs)
`);
for (const step of steps) {
  console.log(step);
  await setImmediate(); // the end of stdin is heard here
}
