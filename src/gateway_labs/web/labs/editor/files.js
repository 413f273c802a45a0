/** The lab's files as tabs: those to edit first and marked, the others there and dimmed. */
import {icon, make, setText} from "../dom.js"
import {Editor} from "./editor.js"
import {Tabs} from "./tabs.js"

export class Files {
  /** @param {import("../panel.js").Lab} lab @param {() => void} check */
  constructor(lab, check) {
    const {work, words, engine} = lab
    Object.assign(this, {lab, work, words})
    this.editor = new Editor(words, {
      edited: (path, text) => work.edit(path, text),
      check,
      touched: () => engine.touch(),
    })
    this.tabs = new Tabs(words("files.label"), path => this.show(path))
    this.element = make("div.gl-files", {}, this.tabs.element, this.editor.element)
    for (const path of work.paths) this.#add(path)
    this.show(work.paths[0])
    this.leave = work.subscribe(event => this.#heard(event))
  }

  show(path) {
    this.tabs.show(path)
    this.editor.show(path, this.work.text(path), this.tabs.tabs.get(path))
  }

  /** Open "path:line" of a report. */
  open(where) {
    const {path, line} = placeOf(where)
    if (!this.work.has(path)) return
    this.show(path)
    this.editor.open(line)
  }

  /** Mark the line of a report, "path:line", or no line. */
  mark(where) {
    const before = this.tabs.chosen
    const {path, line} = where ? placeOf(where) : {}
    for (const other of this.marked ?? []) if (this.work.has(other)) this.#markIn(other, null)
    this.marked = path && this.work.has(path) ? [path] : []
    if (this.marked.length) this.#markIn(path, line)
    this.show(before)
  }

  close() {
    this.leave()
    this.editor.close()
  }

  #markIn(path, line) {
    this.show(path)
    this.editor.mark(line)
  }

  #add(path) {
    const {words} = this
    const edits = this.lab.data.edit.includes(path)
    const [, folder, name] = /^(.*\/)?(.*)$/.exec(path)
    const parts = [make("small", {}, folder ?? ""), name]
    if (edits) parts.unshift(icon("edit"))
    const tab = this.tabs.add(path, this.editor.box, make("span", {}, ...parts))
    tab.append(make("span.gl-sr"))
    tab.title = path
    if (edits) tab.dataset.edit = ""
    else tab.title = words("files.other", {path})
    this.#showState(path)
  }

  #showState(path) {
    const tab = this.tabs.tabs.get(path)
    const {words} = this
    const states = []
    if (this.lab.data.edit.includes(path)) states.push(words("files.edit"))
    if (this.work.isChanged(path)) states.push(words("files.changed"))
    tab.toggleAttribute("data-changed", this.work.isChanged(path))
    setText(tab.querySelector(".gl-sr"), states.length ? ` (${states.join(", ")})` : "")
  }

  #heard(event) {
    if (event.type === "edited") this.#showState(event.path)
    if (event.type !== "files") return
    for (const path of event.paths) this.#changed(path)
  }

  #changed(path) {
    const known = this.tabs.tabs.has(path)
    if (!this.work.has(path)) {
      this.tabs.remove(path)
      this.editor.forget(path)
      if (this.tabs.chosen === path) this.show(this.work.paths[0])
      return
    }
    if (!known) this.#add(path)
    this.editor.replace(path, this.work.text(path))
    this.#showState(path)
  }
}

function placeOf(where) {
  const [, path, line] = /^(.*?)(?::(\d+))?$/.exec(where)
  return {path, line: Number(line ?? 1)}
}
