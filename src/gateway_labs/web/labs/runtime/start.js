/** Starts Pyodide from our own files alone, and puts the packs into its file system. */
import {loadPyodide} from "pyodide"

/* global PYODIDE_INFO -- the info of Pyodide's lock file, put in by the bundler */

/**
 * Pyodide fetches its .wasm from below this address; ours has come already. A data URL is answered
 * without a network.
 */
const NOWHERE = "data:application/wasm,"

/**
 * @param {import("./messages.js").Boot} boot
 * @param {import("./arriving.js").Arriving} arriving
 * @param {(message: import("./messages.js").FromWorker) => void} say
 * @returns the module gateway_labs.browser.worker
 */
export async function start({python, module}, arriving, say) {
  const compiled = module ? Promise.resolve(module) : compile(arriving, say)
  compiled.catch(() => {})
  const packs = ["packages", "engine"].map(name => arriving.bytes(name))
  Promise.all(packs).catch(() => {})
  const pyodide = await load(compiled, arriving)
  say({type: "step", step: "unpack"})
  for (const pack of packs) unpack(pyodide.FS, await pack, `/lib/python${python}/site-packages`)
  say({type: "step", step: "import"})
  const gc = pyodide.pyimport("gc")
  gc.disable()
  const worker = pyodide.pyimport("gateway_labs.browser.worker")
  worker.warm()
  // What is imported stays: no collection needs to look at it again.
  gc.freeze()
  gc.enable()
  return worker
}

async function compile(arriving, say) {
  const stream = await arriving.stream("wasm")
  const answer = new Response(stream, {headers: {"content-type": "application/wasm"}})
  const module = await (WebAssembly.compileStreaming
    ? WebAssembly.compileStreaming(answer)
    : WebAssembly.compile(await answer.arrayBuffer()))
  say({type: "step", step: "python"})
  say({type: "compiled", module})
  return module
}

async function load(compiled, arriving) {
  const [{default: createPyodideModule}, stdLibURL] = await Promise.all([
    arriving.bytes("asm").then(source => import(addressOf(source, "text/javascript"))),
    arriving.bytes("stdlib").then(zip => addressOf(zip, "application/zip")),
  ])
  const {instantiated, restore} = instantiateOnly(compiled)
  try {
    const loading = loadPyodide({
      createPyodideModule, stdLibURL, indexURL: NOWHERE, packageBaseUrl: NOWHERE,
      lockFileContents: {info: PYODIDE_INFO, packages: {}},
      enableRunUntilComplete: false, stdout: silent, stderr: silent,
    })
    // Pyodide would wait for ever for an instance that can't be made.
    return await Promise.race([loading, instantiated.then(() => loading)])
  } finally {
    restore()
    URL.revokeObjectURL(stdLibURL)
  }
}

const silent = () => {}

const addressOf = (content, type) => URL.createObjectURL(new Blob([content], {type}))

/** Where Pyodide would compile what it fetched, it gets the module that is compiled already. */
function instantiateOnly(compiled) {
  const own = WebAssembly.instantiateStreaming
  const {promise: instantiated, resolve, reject} = withResolvers()
  compiled.catch(reject)
  WebAssembly.instantiateStreaming = async (answer, imports) => {
    Promise.resolve(answer).catch(silent)
    const module = await compiled
    const instance = await WebAssembly.instantiate(module, imports).catch(error => {
      reject(error)
      throw error
    })
    resolve()
    return {module, instance}
  }
  return {instantiated, restore: () => { WebAssembly.instantiateStreaming = own }}
}

/** Promise.withResolvers, which browsers have since 2024 only. */
function withResolvers() {
  const made = {}
  made.promise = new Promise((resolve, reject) => Object.assign(made, {resolve, reject}))
  return made
}

/** A pack as gateway_labs.vendor.pack writes it: length, index, contents. */
function unpack(fs, pack, folder) {
  const header = new DataView(pack).getUint32(0, true)
  const index = JSON.parse(new TextDecoder().decode(new Uint8Array(pack, 4, header)))
  const made = new Set()
  for (const [path, [offset, length]] of Object.entries(index)) {
    const file = `${folder}/${path}`
    const parent = file.slice(0, file.lastIndexOf("/"))
    if (!made.has(parent)) fs.mkdirTree(parent)
    made.add(parent)
    fs.writeFile(file, new Uint8Array(pack, 4 + header + offset, length), {canOwn: true})
  }
}
