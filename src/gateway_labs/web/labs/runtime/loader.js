/** From the site's files to a running interpreter; what it takes is kept for the next one. */
import {Download} from "./download.js"
import {failure} from "./failure.js"
import {Interpreter} from "./interpreter.js"

export class Loader {
  #download = null
  /** @type {WebAssembly.Module | null} */
  #module = null

  /** `tell({step, loaded, total})` hears how far it is. Nothing is fetched here. */
  constructor(manifestURL, manifest, words, tell) {
    Object.assign(this, {manifestURL, manifest, words, tell})
  }

  /** @returns {Promise<Interpreter>} ready for calls; rejects with a RuntimeFailure */
  async interpreter() {
    try {
      if (!supported()) throw failure(this.words, "no-wasm")
      this.#at(this.#module ? this.words("step.again") : this.words("step.fetch"))
      await this.#prepared()
      return await this.#loaded()
    } catch (error) {
      if (this.#module === null) this.#download = null
      throw failure(this.words, error.kind ?? "fault", error.detail ?? error.message)
    }
  }

  /** While the site is being prepared, wait until it names the runtime's files. */
  async #prepared() {
    while (!this.manifest.runtime && this.manifest.state === "preparing") {
      this.#at(this.manifest.step ?? this.words("step.prepare"))
      await new Promise(done => setTimeout(done, 1000))
      await this.#readManifest()
    }
    if (!this.manifest.runtime || !this.manifest.worker) {
      throw failure(this.words, "absent", this.manifest.reason ?? "")
    }
  }

  async #loaded() {
    try {
      return await this.#booted()
    } catch (error) {
      if (error.kind !== "absent") throw error
      // The site was built again since this page was opened: its files have other names now.
      const names = JSON.stringify(this.manifest.runtime)
      await this.#readManifest()
      if (!this.manifest.runtime || JSON.stringify(this.manifest.runtime) === names) throw error
      this.#download = null
      return this.#booted()
    }
  }

  async #readManifest() {
    try {
      this.manifest = await (await fetch(this.manifestURL, {cache: "no-cache"})).json()
    } catch {
      // The server of a site that is being built may be gone for a moment.
    }
  }

  async #booted() {
    const {runtime, worker, versions} = this.manifest
    this.#download ??= new Download(this.manifestURL, runtime, worker, () => this.tell(this.#progress()))
    const lost = failing(this.#download.done)
    const script = await Promise.race([this.#download.script, lost])
    const python = versions.python.split(".").slice(0, 2).join(".")
    const interpreter = new Interpreter(script, {python, module: this.#module})
    try {
      await Promise.race([this.#ready(interpreter), lost])
      return interpreter
    } catch (error) {
      interpreter.end()
      throw error
    }
  }

  #ready(interpreter) {
    return new Promise((resolve, reject) => {
      const hear = {
        step: ({step}) => this.#step(step),
        compiled: ({module}) => this.#keep(module),
        ready: resolve,
        failed: ({kind, error}) => reject(failure(this.words, kind, error)),
      }
      interpreter.on = {message: message => hear[message.type]?.(message), died: reject}
      interpreter.feed(this.#download, new Set(this.#module ? ["wasm"] : []))
    })
  }

  #keep(module) {
    this.#module = module
    this.#download.forget("wasm")
  }

  #step(step) {
    const told = {
      python: () => this.words("step.python"),
      unpack: () => this.words("step.unpack"),
      import: () => this.words("step.import"),
    }
    this.#at(told[step]())
  }

  #at(step) {
    this.step = step
    this.tell(this.#progress())
  }

  #progress() {
    const {loaded = 0, total = 0} = this.#download ?? {}
    return {step: this.step, loaded, total}
  }
}

const failing = promise => new Promise((_, reject) => promise.catch(reject))

/** What the worker can't do without: WebAssembly, gzip, and workers that are modules. */
function supported() {
  if (typeof WebAssembly !== "object" || typeof DecompressionStream !== "function") return false
  let modules = false
  const options = {
    get type() {
      modules = true
      return "module"
    },
  }
  try {
    new Worker("data:text/javascript,", options).terminate()
  } catch {
    return modules
  }
  return modules
}
