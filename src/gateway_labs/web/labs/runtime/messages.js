/**
 * The messages between a page and its worker: all of them, and what they hold.
 *
 * @typedef {"wasm" | "asm" | "stdlib" | "packages" | "engine"} FileName  a file of the manifest's runtime
 *
 * What the page says. The bytes of each file come in pieces, gzip data or not, as the server gave
 * them; a worker that is given the compiled module needs no "wasm".
 * @typedef {{type: "boot", python: string, module: WebAssembly.Module | null}} Boot  python: "3.14"
 * @typedef {{type: "piece", name: FileName, bytes: Uint8Array}} Piece
 * @typedef {{type: "end", name: FileName}} End
 * @typedef {{type: "call", id: number, name: CallName, args: unknown[]}} Call
 * @typedef {Boot | Piece | End | Call} ToWorker
 *
 * A call is one of gateway_labs.browser.worker's functions; jobs and answers are JSON.
 * @typedef {"check" | "open_session" | "connect" | "send" | "leave" | "close_session"} CallName
 *
 * What the worker says.
 * @typedef {{type: "step", step: Step}} Stepped  how far the start has come
 * @typedef {{type: "compiled", module: WebAssembly.Module}} Compiled  for the next worker
 * @typedef {{type: "ready", versions: Object<string, string>}} Ready
 * @typedef {{type: "posted", message: string}} Posted  what Python posted, JSON (see Heard)
 * @typedef {{type: "dropped", count: number}} Dropped  events that were too many to be shown
 * @typedef {{type: "turns", turning: boolean}} Turns  a session's timers run, or have run
 * @typedef {{type: "returned", id: number, value: unknown}} Returned
 * @typedef {{type: "raised", id: number, error: string}} Raised  a fault of ours, as Python tells it
 * @typedef {{type: "died", error: string, code: number | null}} Died  the interpreter can't go on; code: of its exit
 * @typedef {{type: "failed", kind: FailureKind, error: string}} Failed  it did not start
 * @typedef {Stepped | Compiled | Ready | Posted | Dropped | Turns | Returned | Raised | Died | Failed} FromWorker
 *
 * @typedef {"compile" | "python" | "unpack" | "import"} Step
 * @typedef {"no-wasm" | "memory" | "offline" | "absent" | "fault"} FailureKind
 *
 * What Python posts while a check runs, and while a session is open (gateway_labs.browser.worker).
 * @typedef {object} Digests  as in work/progress.json
 * @property {string} tree
 * @property {string} lab
 *
 * @typedef {{type: "started", task: number, limit: number, overrun: object, digests?: Digests}} Started
 * @typedef {{type: "begin"}} Begin
 * @typedef {{type: "step", did: string, expected: string}} DidStep
 * @typedef {{type: "event", event: object}} HadEvent
 * @typedef {{type: "finished", task: object}} Finished
 * @typedef {{type: "overrun", report: object}} Overrun
 * @typedef {{type: "wire", event: object}} Wire
 * @typedef {{type: "closed", client: string, code: number}} Closed
 * @typedef {{type: "failed", client: string, error: string, traceback: string, where: string | null}} ClientFailed
 * @typedef {{type: "stopped"}} Stopped
 * @typedef {Started | Begin | DidStep | HadEvent | Finished | Overrun | Wire | Closed | ClientFailed | Stopped} Heard
 */

/** Every file that a start needs, in the order of need. @type {FileName[]} */
export const FILES = ["wasm", "asm", "stdlib", "packages", "engine"]
