/** The page's client of the worker: one for each tab, loaded when it is asked for and not before. */
import {failure} from "./failure.js"
import {Died} from "./interpreter.js"
import {limited} from "./limit.js"
import {Loader} from "./loader.js"
import {Running} from "./running.js"
import {Session} from "./session.js"
import {wordsOf} from "../texts.js"

export {RuntimeFailure} from "./failure.js"

/**
 * @typedef {import("./failure.js").RuntimeFailure} RuntimeFailure
 * @typedef {"idle" | "loading" | "ready" | "busy" | "failed"} State
 * @typedef {{step: string, loaded: number, total: number}} Progress  `step` in words; bytes, 0 if there are none
 * @typedef {{state: State, progress: Progress | null, failure: RuntimeFailure | null}} Told
 * @typedef {{lab: string, course: Object<string, string>, tree: Object<string, string>, test?: string | null}} Job
 * @typedef {{report: object, digests: import("./messages.js").Digests | null}} Checked
 */

/** Seconds that a check may be without a task: before its first, between two, after the last. */
const BETWEEN = 30
/** Seconds for one message of a session. */
const SESSION_LIMIT = 5

const shared = new Map()

/** The runtime of this tab: pages that come and go have the same one. @returns {Runtime} */
export function sharedRuntime(manifestURL, manifest) {
  if (!shared.has(manifestURL)) shared.set(manifestURL, new Runtime(manifestURL, manifest))
  return shared.get(manifestURL)
}

export class Runtime {
  #loader
  #listeners = new Set()
  #starting = null
  #queue = Promise.resolve()
  #waiting = new Map()
  #interpreter = null
  #running = null
  #session = null
  #turn = () => {}
  /** @type {Told} */
  #told = {state: "idle", progress: null, failure: null}

  /** Nothing is fetched here. */
  constructor(manifestURL, manifest) {
    this.words = wordsOf(manifest.texts.runtime)
    const tell = progress => this.state === "loading" && this.#tell("loading", progress)
    this.#loader = new Loader(manifestURL, manifest, this.words, tell)
  }

  /** @returns {State} */
  get state() {
    return this.#told.state
  }

  /** `heard` is told how it stands, now and each time that it changes. Gives how to stop that. */
  subscribe(heard) {
    this.#listeners.add(heard)
    heard(this.#told)
    return () => this.#listeners.delete(heard)
  }

  /** Load it, once; after a failure, try again. Rejects with a RuntimeFailure. */
  start() {
    if (this.#starting === null || this.state === "failed") this.#starting = quiet(this.#start())
    return this.#starting
  }

  /**
   * Check a tree. Checks run one after another; of those that wait, one for each lab: the newest.
   * A task that does not end, or ends the interpreter, has its place in the report.
   *
   * @param {Job} job
   * @param {object} heard `started(n)`, `step({did, expected})`, `event(event)`, `finished(task)`
   * @returns {Promise<Checked>} rejects with a RuntimeFailure only
   */
  check(job, heard = {}) {
    const mine = {replaced: false}
    const older = this.#waiting.get(job.lab)
    if (older) older.replaced = true
    this.#waiting.set(job.lab, mine)
    return this.#queued(() => {
      if (mine.replaced) throw failure(this.words, "replaced")
      this.#waiting.delete(job.lab)
      return this.#check(job, heard)
    })
  }

  /**
   * Load the learner's application, and open clients to it. One session is open at a time, and a
   * check ends it.
   *
   * @param {Job} job
   * @param {object} heard `wire(event, frame)`, `dropped(count)`, `closed({client, code})`,
   *   `failed({client, error, traceback, where})`,
   *   `stopped({reason})`: "check", "replaced", "limit" or "died"
   * @returns {Promise<Session | {error: {got: string, where: string | null, traceback: string, likely: string | null}}>}
   *   rejects with a RuntimeFailure only
   */
  openSession(job, heard) {
    return this.#queued(() => this.#open(job, heard))
  }

  #queued(work) {
    const turn = this.#queue.then(async () => {
      await this.start()
      return work()
    })
    this.#queue = turn.catch(() => {})
    return quiet(turn)
  }

  async #start() {
    this.#tell("loading")
    try {
      this.#interpreter = await this.#loader.interpreter()
    } catch (error) {
      this.#tell("failed", null, error)
      throw error
    }
    this.#interpreter.on = {message: message => this.#hear(message), died: () => this.#died()}
    this.#tell("ready")
  }

  /** The worker has ended or must end: another takes its place at once. */
  #renew(reason) {
    this.#turn()
    this.#interpreter.end(reason)
    this.#stopSession(reason)
    this.#starting = quiet(this.#start())
  }

  #hear(message) {
    if (message.type === "posted") this.#posted(JSON.parse(message.message))
    else if (message.type === "turns") this.#turns(message.turning)
    else this.#session?.hear(message)
  }

  #posted(heard) {
    if (this.#running) this.#running.hear(heard)
    else this.#session?.hear(heard)
  }

  #turns(turning) {
    this.#turn()
    if (turning) this.#turn = limited(SESSION_LIMIT, () => this.#renew("limit"))
  }

  #died() {
    // A running check hears of it by its call.
    if (!this.#running) this.#renew("died")
  }

  async #check(job, heard, again = false) {
    this.#stopSession("check")
    this.#tell("busy")
    const running = (this.#running = new Running(heard, BETWEEN))
    const answer = quiet(this.#interpreter.call("check", JSON.stringify({test: null, ...job})))
    try {
      const outcome = JSON.parse(await Promise.race([answer, running.over]))
      this.#tell("ready")
      return outcome
    } catch (error) {
      if (!(error instanceof Died) && !running.timedOut) throw this.#fault(error.message)
      this.#renew(running.timedOut ? "limit" : "died")
      if (running.overrun) return {report: running.last(this.#death(error)), digests: running.digests}
      if (running.timedOut) throw this.#fault(this.words("silent", {seconds: BETWEEN}))
      if (again) throw this.#fault(error.message)
    } finally {
      running.close()
      this.#running = null
    }
    // It ended before the check began: what a session had left to do took it along.
    await this.start()
    return this.#check(job, heard, true)
  }

  #death({code = null}) {
    return code === null ? this.words("died") : this.words("died_code", {code})
  }

  /** A fault of ours that leaves the interpreter whole. */
  #fault(message) {
    if (this.state === "busy") this.#tell("ready")
    return failure(this.words, "fault", message)
  }

  async #open(job, heard) {
    this.#stopSession("replaced")
    this.#tell("busy")
    const session = new Session(heard, (name, ...args) => this.#ask(name, args))
    this.#session = session
    try {
      const {error} = JSON.parse(await this.#ask("open_session", [JSON.stringify({test: null, ...job})]))
      if (!error) return session
      session.open = false
      return {error}
    } catch (error) {
      session.open = false
      throw this.#fault(error.message)
    } finally {
      if (!session.open) this.#session = null
      if (this.state === "busy") this.#tell("ready")
    }
  }

  /** One message of a session; a worker that does not come back from it is ended. */
  async #ask(name, args) {
    const done = limited(SESSION_LIMIT, () => this.#renew("limit"))
    try {
      return await this.#interpreter.call(name, ...args)
    } finally {
      done()
    }
  }

  #stopSession(reason) {
    const session = this.#session
    this.#session = null
    session?.stop(reason)
  }

  #tell(state, progress = null, failed = null) {
    this.#told = {state, progress, failure: failed}
    for (const heard of [...this.#listeners]) heard(this.#told)
  }
}

/** A promise whose failure is told by other means as well: nobody has to wait for it. */
function quiet(promise) {
  promise.catch(() => {})
  return promise
}
