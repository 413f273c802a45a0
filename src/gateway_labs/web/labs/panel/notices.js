/** What the learner has to know before going on: no runtime, work that is not kept, two tabs. */
import {button, make, withCode} from "../dom.js"

export class Notices {
  /** @param {import("../panel.js").Lab} lab */
  constructor(lab) {
    Object.assign(this, {lab, shown: new Map()})
    this.element = make("div.gl-notices")
    lab.engine.subscribe(({state, failure}) => this.#engine(state, failure))
    lab.work.subscribe(event => this.#work(event))
    if (lab.store.unsaved) this.#work({type: "unsaved", error: lab.store.unsaved})
  }

  /** A notice in the place of the one of the same name. */
  show(name, kind, ...content) {
    this.hide(name)
    const box = make(`div.gl-notice.gl-${kind}`, {role: kind === "ask" ? "group" : "alert"}, ...content)
    this.shown.set(name, box)
    this.element.append(box)
    return box
  }

  hide(name) {
    this.shown.get(name)?.remove()
    this.shown.delete(name)
  }

  /** The check itself did not come to an end. */
  showFault(error) {
    if (error.kind === "replaced" || this.lab.engine.told.failure) return
    this.show("check", "bad", make("p", {}, error.message), this.#locally())
  }

  #engine(state, failure) {
    const {words, engine} = this.lab
    if (!failure) return this.hide("engine")
    const again = failure.kind === "no-wasm"
      ? []
      : [make("p", {}, button(words("failed.again"), () => engine.again()))]
    this.show("engine", "bad", make("p", {}, failure.message), ...again, this.#locally())
  }

  /** How to do it without this browser. */
  #locally() {
    const {words, data, overview} = this.lab
    return make("p", {}, withCode(words("failed.local", {n: data.number})), " ",
      make("a", {href: overview}, words("failed.overview")))
  }

  #work(event) {
    const {words} = this.lab
    if (event.type === "unsaved") {
      const text = words("unsaved.text", {error: event.error.message || event.error.name})
      this.show("unsaved", "bad", make("p", {}, text), make("p", {}, words("unsaved.stays")), this.#locally())
    } else if (event.type === "saved") this.hide("unsaved")
    else if (event.type === "conflict") this.#ask(event.path)
    else if (event.type === "files") {
      for (const path of event.paths) if (!this.lab.work.conflicts.includes(path)) this.hide(path)
    }
  }

  #ask(path) {
    const {words, work} = this.lab
    const answer = keepMine => () => {
      this.hide(path)
      work.settle(path, keepMine)
    }
    this.show(path, "ask",
      make("p", {role: "alert"}, withCode(words("conflict.text", {path}))),
      make("p", {}, button(words("conflict.mine"), answer(true)), button(words("conflict.theirs"), answer(false))))
  }
}
