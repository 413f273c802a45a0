/** The module worker: it starts Python, then does what the page calls for. */
import {Arriving} from "./runtime/arriving.js"
import {start} from "./runtime/start.js"

/** Events of a session that one call may show; a consumer that never rests makes any number. */
const MOST_EVENTS = 300

const arriving = new Arriving()
let python = null
let shown = 0
let turn = 0

/** @param {import("./runtime/messages.js").FromWorker} message */
function say(message) {
  self.postMessage(message)
}

/** What Python's functions get to post with. */
function post(message) {
  if (message.startsWith('{"type": "wire"')) {
    shown += 1
    if (shown > MOST_EVENTS) return
  }
  say({type: "posted", message})
}

async function boot(options) {
  try {
    python = await Promise.race([start(options, arriving, say), rejected()])
    say({type: "ready", versions: JSON.parse(python.versions())})
  } catch (error) {
    say({type: "failed", kind: kindOf(error), error: String(error?.stack ?? error)})
  }
}

/** Rejects with what nobody caught: where Pyodide's own start fails, it may wait for ever. */
function rejected() {
  return new Promise((_, reject) => {
    self.onunhandledrejection = event => {
      event.preventDefault()
      reject(event.reason)
    }
  })
}

function kindOf(error) {
  if (error instanceof WebAssembly.CompileError || error instanceof WebAssembly.LinkError) return "no-wasm"
  if (error instanceof RangeError || /memory/i.test(error?.message)) return "memory"
  return "fault"
}

const CALLS = {
  check: job => python.check(job, post),
  open_session: job => python.open_session(job, post),
  connect: (client, path) => python.connect(client, path),
  send: (client, frame) => python.send(client, frame),
  leave: (client, code) => python.leave(client, code),
  close_session: () => python.close_session(),
}

function call({id, name, args}) {
  shown = 0
  guarded(() => {
    const value = CALLS[name](...args)
    clearTimeout(turn)
    if (name !== "check" && name !== "close_session") pump()
    tellDropped()
    say({type: "returned", id, value})
    if (name === "check") tidyUp()
  }, error => say({type: "raised", id, error}))
}

/** The next check finds its place clean: this is done while nobody waits. */
function tidyUp() {
  turn = setTimeout(() => guarded(() => python.tidy(), error => console.error(error)))
}

/** Run what is ready in a session's loop, now and when its next timer is due. */
function pump() {
  clearTimeout(turn)
  const seconds = python.pump()
  if (typeof seconds !== "number") return
  turn = setTimeout(() => {
    shown = 0
    say({type: "turns", turning: true})
    guarded(pump, error => console.error(error))
    tellDropped()
    say({type: "turns", turning: false})
  }, seconds * 1000)
}

function tellDropped() {
  if (shown > MOST_EVENTS) say({type: "dropped", count: shown - MOST_EVENTS})
}

/** An exception of Python's leaves it whole; any other error means that it is broken. */
function guarded(work, raised) {
  try {
    work()
  } catch (error) {
    if (error?.constructor?.name === "PythonError") raised(error.message)
    else say({type: "died", error: String(error?.message ?? error), code: error?.status ?? null})
  }
}

/** @param {{data: import("./runtime/messages.js").ToWorker}} event */
self.onmessage = ({data}) => {
  if (data.type === "boot") boot(data)
  else if (data.type === "piece") arriving.piece(data.name, data.bytes)
  else if (data.type === "end") arriving.end(data.name)
  else call(data)
}
