/** "Try it": two or three clients in the page, connected to the learner's own application. */
import {button, make, setText} from "../dom.js"
import {wordsOf} from "../texts.js"
import {TryClient} from "./client.js"
import {Wire} from "./wire.js"

const NAMES = ["A", "B", "C"]
/** Milliseconds between two looks at the learner's files while a session is open. */
const LOOK = 600

/**
 * @typedef {object} Trial
 * @property {{id: string, course: object, run: {path: string}}} data  lab.json
 * @property {import("../runtime/runtime.js").Runtime} runtime
 * @property {object} texts  the manifest's
 * @property {() => Object<string, string>} currentTree  the learner's files as they are now
 * @property {(where: string) => void} [open]  shows "path:line" in the editor
 *
 * @param {HTMLElement} element an empty one
 * @param {Trial} trial
 * @returns {() => void} how to end it
 */
export function mountTryIt(element, trial) {
  const shown = new TryIt(trial)
  element.append(shown.element)
  return () => shown.close()
}

class TryIt {
  #session = null
  #opening = null
  #tree = ""
  #look = 0
  #closed = false

  /** @param {Trial} trial */
  constructor({data, runtime, texts, currentTree, open = null}) {
    Object.assign(this, {data, runtime, currentTree, open})
    this.words = wordsOf(texts.try_it)
    this.chat = wordsOf(texts.chat)
    this.codes = texts.chat.close_codes
    this.wire = new Wire(this.words, this.chat)
    this.clients = []
    this.#build()
    this.add()
    this.add()
    this.leave = runtime.subscribe(told => this.#told(told))
  }

  close() {
    this.#closed = true
    this.leave()
    clearInterval(this.#look)
    this.#session?.close().catch(() => {})
    this.element.remove()
  }

  #build() {
    this.status = make("p.gl-try-status", {role: "status", "data-state": "off"})
    this.problem = make("div.gl-try-problem", {role: "alert", hidden: ""})
    this.row = make("div.gl-try-clients")
    this.more = button(this.words("add"), () => this.add().focus())
    this.element = make("section.gl-try", {"aria-label": this.words("label")},
      make("div.gl-try-row.gl-try-top", {}, this.status, this.more),
      this.problem, this.row, this.wire.element,
      this.wire.legend, make("p.gl-try-note", {}, this.words("note")))
    this.#say("off", this.words("status.off"))
  }

  add() {
    const client = new TryClient(NAMES[this.clients.length], this.data.run.path, {
      connect: (one, path) => this.#connect(one, path),
      send: (one, frame) => this.#session?.send(one.name, frame),
      leave: one => this.#session?.leave(one.name, 1000),
    }, this)
    this.clients.push(client)
    this.row.append(client.element)
    this.wire.lanes(this.clients.map(({name}) => name))
    this.more.hidden = this.clients.length === NAMES.length
    return client
  }

  async #connect(client, path) {
    client.say("wait", this.chat("socket.connecting", {path}))
    try {
      const session = await this.#opened()
      if (!session) return client.ended(this.words("not_loaded"))
      client.connecting(path)
      await session.connect(client.name, path)
    } catch (error) {
      client.ended(error.message)
    }
  }

  /** The session with the code as it is now; null if the learner's files can't be loaded. */
  #opened() {
    if (this.#session?.open) return this.#session
    this.#opening ??= this.#load().finally(() => { this.#opening = null })
    return this.#opening
  }

  async #load() {
    const tree = this.currentTree()
    const hears = {
      wire: (event, frame) => this.#wired(event, frame),
      dropped: count => this.wire.note(this.words("dropped", {count})),
      closed: ({client, code}) => this.#client(client)?.closed(code),
      failed: failed => this.wire.failed(failed, this.#place(failed.where)),
      stopped: ({reason}) => this.#stopped(reason),
    }
    this.#say("wait", this.words("status.opening"))
    this.problem.hidden = true
    try {
      const {id, course} = this.data
      const opened = await this.runtime.openSession({lab: id, course, tree}, hears)
      if (opened.error) return this.#broken(opened.error)
      if (this.#closed) return await opened.close(), null
      this.#session = opened
      this.#watch(tree)
      this.#say("on", this.words("status.on"))
      return opened
    } catch (error) {
      this.#say("bad", error.message)
      throw error
    }
  }

  #broken({got, where, traceback, likely}) {
    this.#say("bad", this.chat("server.without_work"))
    const lines = [make("b", {}, this.chat("problem")), make("p", {}, got)]
    if (likely) lines.push(make("p", {}, likely))
    if (traceback) lines.push(make("pre", {tabindex: 0, role: "region", "aria-label": this.words("traceback")}, traceback))
    if (where) lines.push(make("p", {}, this.#place(where)))
    this.problem.replaceChildren(...lines, make("p", {}, this.words("problem_do")))
    this.problem.hidden = false
    return null
  }

  /** A place in the learner's files; a press opens it, where there is an editor. */
  #place(where) {
    if (!where) return ""
    if (!this.open) return make("code", {}, where)
    return make("button.gl-link", {type: "button", onclick: () => this.open(where)}, where)
  }

  /** The session runs the code that it was opened with, so it ends when that changes. */
  #watch(tree) {
    this.#tree = JSON.stringify(tree)
    clearInterval(this.#look)
    this.#look = setInterval(() => {
      if (JSON.stringify(this.currentTree()) === this.#tree) return
      this.#session?.close().catch(() => {})
      this.#stopped("edited")
    }, LOOK)
  }

  #stopped(reason) {
    clearInterval(this.#look)
    this.#session = null
    const told = {
      check: () => this.words("stopped.check"),
      edited: () => this.words("stopped.edited"),
      replaced: () => this.words("stopped.replaced"),
      limit: () => this.words("stopped.limit"),
      died: () => this.words("stopped.died"),
    }
    const words = told[reason]()
    this.#say(reason === "limit" || reason === "died" ? "bad" : "off", words)
    this.wire.note(words)
    for (const client of this.clients) client.ended(this.words("ended"))
  }

  #wired(event, frame) {
    this.wire.add(event)
    this.#client(event.who)?.heard(event, frame)
  }

  #client(name) {
    return this.clients.find(client => client.name === name)
  }

  #told({state, progress, failure}) {
    if (!this.#opening) return
    if (state === "loading" && progress) this.#say("wait", progress.step)
    else if (state === "failed") this.#say("bad", failure.message)
  }

  #say(state, text) {
    this.status.dataset.state = state
    setText(this.status, text)
  }
}
