/** The panel of a lab: edit its files, check them, read the report, in the page. Entry of the bundle. */
import {make, newId, setText} from "./dom.js"
import {BreakIt} from "./panel/break_it.js"
import {Actions} from "./panel/check.js"
import {Engine} from "./panel/engine.js"
import {Files} from "./editor/files.js"
import {Hints} from "./panel/hints.js"
import {Notices} from "./panel/notices.js"
import {Solution} from "./panel/solution.js"
import {firstFailing} from "./store/standing.js"
import {baseOf, localTasks, openStore} from "./store/store.js"
import {Tabs} from "./editor/tabs.js"
import {Tasks} from "./panel/tasks.js"
import {wordsOf} from "./texts.js"
import {mountTryIt} from "./try_it/try_it.js"
import {Work} from "./editor/work.js"

/**
 * @typedef {object} Lab  what each part of the panel is given
 * @property {object} data  lab.json
 * @property {string} dataURL
 * @property {string} overview  the address of the labs' overview
 * @property {(key: string, fields?: object) => string} words  of [browser_panel]
 * @property {(key: string, fields?: object) => string} terms  of [report]
 * @property {import("./store/store.js").Store} store
 * @property {Work} work
 * @property {Engine} engine
 * @property {boolean} seen  the learner asked to see the solution
 * @property {() => boolean} maySeeSolution
 * @property {(text: string) => void} say  to a screen reader, and to whoever looks there
 */

/**
 * @param {HTMLElement} element  it is empty
 * @param {{manifest: object, manifestURL: string, dataURL: string}} where
 * @returns {Promise<() => void>} how to end it
 */
export async function mount(element, {manifest, manifestURL, dataURL}) {
  const response = await fetch(dataURL, {cache: "no-cache"})
  if (!response.ok) throw new Error(`${dataURL}: ${response.status}`)
  const panel = new Panel(await response.json(), {manifest, manifestURL, dataURL})
  element.append(panel.element)
  return () => panel.close()
}

class Panel {
  constructor(data, {manifest, manifestURL, dataURL}) {
    const store = openStore(baseOf(manifestURL))
    const lab = {
      data, dataURL, store, seen: false,
      overview: new URL("../../labs/", manifestURL).href,
      words: wordsOf(manifest.texts.panel), terms: wordsOf(manifest.texts.report),
      work: new Work(data, store), engine: new Engine(manifest, manifestURL),
      maySeeSolution: () => lab.seen || store.state(data) === "solved",
      say: text => this.#say(text),
    }
    Object.assign(this, {lab, manifest, checks: 0, shown: null})
    this.#build()
    lab.work.subscribe(event => this.#worked(event))
    this.showReport(store.standing(data)?.report ?? null)
  }

  #build() {
    const {lab} = this
    const {words, data} = lab
    const check = () => this.check()
    this.files = new Files(lab, check)
    this.actions = new Actions(lab, {check})
    this.notices = new Notices(lab)
    this.said = make("p.gl-said", {role: "status"})
    this.body = make("div.gl-parts", {id: newId("part"), role: "tabpanel", tabindex: 0})
    this.tabs = new Tabs(words("parts.label"), name => this.part(name))
    this.parts = this.#parts()
    for (const [name, {title}] of Object.entries(this.parts)) this.tabs.add(name, this.body, title)
    this.element = make("section.gl-panel", {"aria-label": words("label", {n: data.number})},
      this.files.element, this.actions.element, this.said, this.notices.element,
      make("div.gl-below", {}, this.tabs.element, this.body))
    // A press on any button of the panel is a touch; the way through with the Tab key is none.
    this.element.addEventListener("click", event => {
      if (event.target.closest("button")) lab.engine.touch()
    })
    this.part("tasks")
  }

  #parts() {
    const {lab} = this
    const {words} = lab
    const does = {
      open: where => this.files.open(where),
      part: name => this.part(name, true),
      hint: n => {
        this.hints.show(n)
        this.part("hints", true)
      },
      taken: () => this.#take(),
      check: tree => this.#run(tree),
    }
    this.tasks = new Tasks(lab, does)
    this.hints = new Hints(lab, does)
    this.solution = new Solution(lab, does)
    this.breakIt = new BreakIt(lab, does)
    const parts = {
      tasks: {title: words("parts.tasks"), part: this.tasks},
      hints: {title: words("parts.hints"), part: this.hints},
      solution: {title: words("parts.solution"), part: this.solution},
      break: {title: words("parts.break"), part: this.breakIt},
    }
    if (!lab.data.run) return parts
    this.tryIt = new TryIt(lab, this.manifest.texts, does.open)
    return {...parts, try_it: {title: words("parts.try_it"), part: this.tryIt}}
  }

  /** Show one of the parts below the editor. */
  part(name, focus = false) {
    const {part} = this.parts[name]
    this.tabs.show(name)
    if (this.element) this.element.dataset.part = name
    this.body.setAttribute("aria-labelledby", this.tabs.tabs.get(name).id)
    if (!["tasks", "hints"].includes(name)) part.show()
    if (!this.body.contains(part.element)) this.body.append(part.element)
    for (const {part: other} of Object.values(this.parts)) other.element.hidden = other !== part
    this.body.scrollTop = 0
    if (focus) this.tabs.tabs.get(name).focus()
  }

  /** Check the learner's files as they are now. */
  async check() {
    const {lab} = this
    lab.work.flush()
    const tree = lab.work.tree()
    if (this.actions.busy && sameTree(tree, this.checked)) return
    this.checked = tree
    const mine = (this.checks += 1)
    this.part("tasks")
    this.#begin()
    try {
      const {report, digests} = await this.#run(tree, {
        started: n => mine === this.checks && this.tasks.started(n),
        finished: task => mine === this.checks && this.tasks.finished(task),
      })
      lab.store.saveReport(lab.data, report, digests, tree)
      if (mine === this.checks) this.#checked(report)
    } catch (error) {
      if (mine === this.checks) this.#failed(error)
    }
  }

  #begin() {
    this.notices.hide("check")
    this.tasks.begin()
    this.files.mark(null)
    this.actions.showBusy(true)
    this.#say("")
  }

  #checked(report) {
    this.actions.showBusy(false)
    this.showReport(report, {fresh: true})
    const {lab} = this
    const failing = firstFailing(report, localTasks(lab.data))
    // The report is in sight: this is for who hears the page.
    this.#say(failing
      ? lab.words("check.failed", {n: failing.n, title: failing.title})
      : lab.words("check.passed"), false)
    this.tasks.reveal()
  }

  #failed(error) {
    this.actions.showBusy(false)
    this.tasks.show(this.lab.store.standing(this.lab.data)?.report ?? null)
    this.notices.showFault(error)
  }

  /** @param {object|null} report */
  showReport(report, how = {}) {
    const {lab} = this
    this.tasks.show(report, how)
    const current = report !== null && lab.store.currentReport(lab.data) !== null
    const failing = current ? firstFailing(report, localTasks(lab.data)) : null
    this.files.mark(failing?.where ?? null)
    this.#standing()
  }

  #run(tree, heard = {}) {
    const {data, engine} = this.lab
    return engine.runtime.check({lab: data.id, course: data.course, tree, test: null}, heard)
  }

  #take() {
    const {work, data, words} = this.lab
    work.take({...Object.fromEntries(Object.entries(data.solution))})
    this.#say(words("solution.taken"))
    this.actions.undo.focus()
  }

  #worked(event) {
    if (event.type === "standing") this.#otherReport()
    if (["edited", "files", "backup", "standing"].includes(event.type)) this.#soon()
    if (event.type === "hints") this.hints.show(this.hints.task)
  }

  /** Another tab checked this lab. */
  #otherReport() {
    if (!this.actions.busy) this.tasks.show(this.lab.store.standing(this.lab.data)?.report ?? null)
  }

  /** Not at each key: a digest of the files is made. */
  #soon() {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.#standing(), 300)
  }

  #standing() {
    const {store, data} = this.lab
    this.actions.showStanding()
    const report = store.standing(data)?.report
    this.tasks.showStale(Boolean(report) && store.currentReport(data) === null)
  }

  /** @param {boolean} shown  or only heard */
  #say(text, shown = true) {
    this.said.classList.toggle("gl-sr", !shown)
    setText(this.said, text)
  }

  close() {
    clearTimeout(this.timer)
    this.tryIt?.close()
    this.files.close()
    this.lab.work.close()
    this.lab.engine.close()
  }
}

/** The chat clients: made when they are looked at first. */
class TryIt {
  constructor(lab, texts, open) {
    this.element = make("div.gl-part")
    this.show = () => {
      const {data, engine: {runtime}, work} = lab
      this.unmount ??= mountTryIt(this.element, {data, runtime, texts, currentTree: () => work.tree(), open})
    }
  }

  close() {
    this.unmount?.()
  }
}

/** A second press on Check, while the same files are checked already, asks for nothing new. */
function sameTree(tree, other) {
  const paths = Object.keys(tree)
  return paths.length === Object.keys(other).length && paths.every(path => tree[path] === other[path])
}
