/** One worker, from its start to its end. */

/** @typedef {import("./messages.js").FromWorker} FromWorker */

export class Died extends Error {
  /** @param {string} message @param {number | null} code the exit code, if it ended so */
  constructor(message, code = null) {
    super(message)
    this.code = code
  }
}

export class Interpreter {
  #calls = new Map()
  #last = 0
  #ended = false

  /**
   * @param {string} script the worker's address
   * @param {{python: string, module: WebAssembly.Module | null}} boot
   * @param {object} on
   * @param {(message: FromWorker) => void} on.message hears all but the answers of calls
   * @param {(error: Error) => void} on.died the interpreter has gone, or can't go on; once
   */
  constructor(script, boot, on) {
    this.on = on
    this.worker = new Worker(script, {type: "module", name: "gateway-labs"})
    this.worker.onmessage = ({data}) => this.#hear(data)
    this.worker.onerror = event => {
      event.preventDefault()
      this.#die(event.message ?? "the worker ended")
    }
    this.worker.onmessageerror = () => this.#die("a message of the worker could not be read")
    this.#say({type: "boot", ...boot})
  }

  /** @param {import("./download.js").Download} download */
  feed(download, without) {
    download.deliver(
      without,
      (name, bytes) => this.#say({type: "piece", name, bytes}),
      name => this.#say({type: "end", name}))
  }

  /** Call a function of gateway_labs.browser.worker; a `Died` if the interpreter ends first. */
  call(name, ...args) {
    return new Promise((resolve, reject) => {
      if (this.#ended) return reject(new Died("the worker has ended"))
      this.#last += 1
      this.#calls.set(this.#last, {resolve, reject})
      this.#say({type: "call", id: this.#last, name, args})
    })
  }

  /** End it now, whatever it does. Its calls end as `Died`. */
  end(reason = "the worker was ended", code = null) {
    if (this.#ended) return
    this.#ended = true
    this.worker.terminate()
    for (const {reject} of this.#calls.values()) reject(new Died(reason, code))
    this.#calls.clear()
  }

  #say(message) {
    if (!this.#ended) this.worker.postMessage(message)
  }

  /** @param {FromWorker} message */
  #hear(message) {
    if (this.#ended) return
    const call = this.#calls.get(message.id)
    if (message.type === "returned") call?.resolve(message.value)
    else if (message.type === "raised") call?.reject(new Error(message.error))
    else if (message.type === "died") this.#die(message.error, message.code)
    else this.on.message(message)
    this.#calls.delete(message.id)
  }

  #die(error, code = null) {
    if (this.#ended) return
    this.end(error, code)
    this.on.died(new Died(error, code))
  }
}
