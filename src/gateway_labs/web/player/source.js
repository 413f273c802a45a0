/** The source of the function of the current step, with the current line lit and the notes. */
import {escapeText, fill, make, setText, sight} from "./dom.js"

export class SourcePanel {
  constructor(run, notes, strings, links) {
    Object.assign(this, {run, notes, strings, links})
    this.lists = new Map()
    this.file = make("p.gp-file")
    this.box = make("div.gp-code.highlight", {tabindex: 0, role: "group"})
    this.says = make("span.gp-says")
    this.note = make("div.gp-note", {role: "note"})
    this.element = make("div.gp-source", {}, this.file, this.box)
  }

  /** `now` is the colour of the thread that runs. */
  show(step, atMessage, now) {
    if (!step) return
    const list = this.#list(step.function)
    if (list !== this.list) this.#open(list, step.function)
    const line = list.lines.get(step.line)
    if (line !== this.line) {
      this.line?.classList.remove("gp-lit")
      this.line?.removeAttribute("aria-current")
      line?.classList.add("gp-lit")
      line?.setAttribute("aria-current", "step")
      this.line = line
      this.#annotate(line, list.notes.get(step.line))
    }
    line?.style.setProperty("--now", now)
    this.element.dataset.kind = atMessage ? "message" : step.kind
    this.#say(step, line, atMessage)
  }

  /** What was opened since the last time starts from its top. */
  sights() {
    const from = this.opened ? 0 : undefined
    this.opened = false
    if (this.line) return sight(this.box, this.line, 90, from)
    return from === undefined ? [] : [[this.box, from]]
  }

  #open(list, number) {
    const {name, file} = this.run.function(number)
    this.box.replaceChildren(list.element)
    this.opened = true
    this.box.setAttribute("aria-label", fill(this.strings.source_of, {name}))
    this.file.replaceChildren(make("b", {}, name.replaceAll(".<locals>", "")), make("span", {}, file))
    this.list = list
  }

  #say(step, line, atMessage) {
    const text = atMessage ? "" : this.strings[`says_${step.kind}`] ?? ""
    setText(this.says, fill(text, {value: step.value ?? ""}))
    if (line && text) line.querySelector(".gp-line").append(this.says)
    else this.says.remove()
  }

  #annotate(line, note) {
    this.note.remove()
    if (!line || !note) return
    this.note.innerHTML = note.html
    const more = make("a.gp-more", {href: note.page}, this.strings.in_walkthrough)
    if (note.page) this.note.append(more)
    for (const link of this.note.querySelectorAll("a[href]")) {
      link.href = this.links(link.getAttribute("href"))
    }
    line.append(this.note)
  }

  #noted(number, note) {
    const show = event => this.#annotate(event.currentTarget.parentElement, note)
    const label = fill(this.strings.note_at, {line: number})
    return make("button.gp-number.gp-noted", {type: "button", "aria-label": label, onclick: show}, number)
  }

  #list(number) {
    if (!this.lists.has(number)) this.lists.set(number, this.#make(this.run.function(number)))
    return this.lists.get(number)
  }

  #make(code) {
    const html = code.html ?? code.source.split("\n").map(escapeText)
    const last = code.line + html.length
    const here = this.notes.filter(
      note => note.file === code.file && note.line >= code.line && note.line < last)
    const notes = new Map(here.map(note => [note.line, note]))
    const element = make("ol.gp-lines", {role: "list"})
    // All lines at once: not a parse for each of them.
    element.innerHTML = html.map((text, index) =>
      `<li><span class="gp-number">${code.line + index}</span>` +
      `<code class="gp-line">${text || " "}</code></li>`).join("")
    const lines = new Map([...element.children].map((row, index) => [code.line + index, row]))
    for (const [number, note] of notes) {
      lines.get(number).firstChild.replaceWith(this.#noted(number, note))
    }
    return {element, lines, notes}
  }
}
