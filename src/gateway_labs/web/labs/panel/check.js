/** The check: its button, how far the interpreter's first start has come, and Reset with Undo. */
import {MAC, button, enable, make, setText} from "../dom.js"
import {SIGNS} from "../store/store.js"

export class Actions {
  /** @param {import("../panel.js").Lab} lab @param {{check: () => void}} does */
  constructor(lab, does) {
    const {words, work} = lab
    Object.assign(this, {lab, work, busy: false})
    this.check = button(words("check.check"), does.check, "main gl-check", "check")
    this.check.append(make("kbd", {"aria-hidden": "true"}, MAC ? "⌘ ⏎" : "Ctrl ⏎"))
    this.check.setAttribute("aria-keyshortcuts", MAC ? "Meta+Enter" : "Control+Enter")
    this.standing = make("span.gl-standing")
    this.reset = button(words("reset.reset"), () => this.#reset(), "quiet", "reset")
    this.undo = button(words("reset.undo"), () => this.#undo(), "quiet", "undo")
    this.bar = make("div.gl-bar", {hidden: ""}, make("i"))
    this.step = make("p.gl-step", {hidden: ""})
    this.element = make("div.gl-actions", {},
      make("div.gl-buttons", {}, this.check, this.standing, make("span.gl-space"), this.undo, this.reset),
      this.bar, this.step)
    lab.engine.subscribe(told => this.#showEngine(told))
    this.showStanding()
  }

  #reset() {
    if (!this.work.changed.length) return this.lab.say(this.lab.words("reset.nothing"))
    this.work.reset()
    this.lab.say(this.lab.words("reset.done"))
    this.undo.focus()
  }

  #undo() {
    this.work.undo()
    this.lab.say(this.lab.words("reset.undone"))
    this.reset.focus()
  }

  /** "running": a check runs, or waits for the interpreter. */
  showBusy(busy) {
    this.busy = busy
    this.element.toggleAttribute("data-busy", busy)
    this.#showEngine(this.lab.engine.told)
  }

  showStanding() {
    const {words, store, data} = this.lab
    const state = store.state(data)
    const text = {
      solved: words("standing.solved"), unsolved: words("standing.unsolved"),
      changed: words("standing.changed"), not_started: words("standing.not_started"),
    }[state]
    this.standing.dataset.state = state
    setText(this.standing, `${SIGNS[state]} ${text}`)
    this.#showUndo()
  }

  #showUndo() {
    const {words} = this.lab
    const when = this.work.undoable
    if (when === null && this.undo === document.activeElement) this.reset.focus()
    this.undo.hidden = when === null
    if (when === null) return
    const time = new Date(when).toLocaleString(document.documentElement.lang || [], {dateStyle: "medium", timeStyle: "short"})
    this.undo.setAttribute("aria-label", words("reset.undo_label", {time}))
    this.undo.title = words("reset.undo_label", {time})
    enable(this.reset, this.work.changed.length > 0)
  }

  #showEngine({state, progress}) {
    const {words} = this.lab
    const works = state === "busy" || state === "ready"
    const busy = works ? words("check.running") : words("check.waiting")
    setText(this.check.querySelector("span:not(.gl-icon)"), this.busy ? busy : words("check.check"))
    enable(this.check, !this.busy)
    this.#showProgress(state === "loading" ? progress : null)
  }

  /** @param {import("../runtime/runtime.js").Progress | null} progress */
  #showProgress(progress) {
    this.bar.hidden = this.step.hidden = !progress
    if (!progress) return
    const {step, loaded, total} = progress
    this.bar.toggleAttribute("data-open", !total)
    this.bar.firstChild.style.width = total ? `${Math.min(100, (100 * loaded) / total)}%` : ""
    const bytes = this.lab.words("check.bytes", {loaded: megabytes(loaded), total: megabytes(total)})
    setText(this.step, total ? `${step} · ${bytes}` : step)
  }
}

const megabytes = bytes => (bytes / 1e6).toFixed(1)
