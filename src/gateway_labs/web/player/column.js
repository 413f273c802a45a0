/** One run as a column: where it is, its source, its locals, its lanes and its messages. */
import {fill, make, setText, sight} from "./dom.js"
import {LanesPanel} from "./lanes.js"
import {MessagesPanel} from "./messages.js"
import {SourcePanel} from "./source.js"

export class Column {
  /** `choose()` makes it the column that is stepped; `go(position)` moves it. */
  constructor(run, data, links, choose, go) {
    const {strings} = data
    Object.assign(this, {run, strings, at: -1})
    this.source = new SourcePanel(run, data.notes ?? [], strings, links)
    this.lanes = new LanesPanel(run, id => this.colour(id), strings, go)
    this.messages = new MessagesPanel(run, strings, go)
    this.count = make("span.gp-count")
    this.who = make("p.gp-who")
    this.stack = make("ol.gp-stack", {role: "list", "aria-label": strings.calls})
    this.rows = make("tbody")
    this.localsBox = make(
      "div.gp-locals", {tabindex: 0, role: "group", "aria-label": strings.locals},
      make("table.gp-table", {}, make("caption", {}, strings.locals), this.rows))
    this.element = make(
      "section.gp-column", {"aria-label": run.gateway.toUpperCase(), onclick: choose},
      make("header.gp-title", {}, make("b", {}, run.gateway.toUpperCase()), this.who, this.count),
      this.stack, this.source.element, this.localsBox,
      this.#part(strings.messages, this.messages.element),
      this.#part(strings.threads_and_tasks, this.lanes.element, this.#legend()))
  }

  #part(title, element, ...more) {
    return make("div.gp-part", {}, make("p.gp-head-line", {}, make("span", {}, title), ...more), element)
  }

  #legend() {
    const {strings} = this
    const keys = ["mark-in", "mark-out", "mark-stone", "paused"].map(kind =>
      make("span", {}, make(`i.gp-${kind}`), strings[`legend_${kind}`]))
    return make("span.gp-legend", {"aria-hidden": "true"}, ...keys)
  }

  /** How to bring to sight what is shown: [box, scrollTop] of each box that has to move. */
  sights() {
    if (this.revealed === this.at) return []
    this.revealed = this.at
    const changed = this.rows.querySelector(".gp-changed")
    const locals = changed ? sight(this.localsBox, changed, 20) : []
    return [...this.source.sights(), ...this.messages.sights(), ...locals]
  }

  /** The colour of a thread or a task: threads take the first ones. */
  colour(id) {
    const [kind, number] = id.split("-")
    return `var(--gp-${kind}-${(number - 1) % 4 + 1})`
  }

  show(at) {
    if (at === this.at) return
    this.at = at
    const {run} = this
    const event = run.events[at]
    const step = run.step(at)
    setText(this.count, fill(this.strings.count, {at: at + 1, all: run.last + 1}))
    this.#showWho(event)
    this.#showStack(at)
    // Not on the whole column: every element in it would ask for its style again.
    const now = this.colour(event.thread)
    this.source.show(step, event.kind === "message", now)
    this.rows.style.setProperty("--now", now)
    this.#showLocals(at)
    this.lanes.show(at, event)
    this.messages.show(at)
  }

  #showWho({thread, task}) {
    const key = `${thread} ${task}`
    if (key === this.whoKey) return
    this.whoKey = key
    const chips = [["thread", thread], ["task", task]].filter(([, id]) => id)
    this.who.replaceChildren(...chips.map(([kind, id]) =>
      make(`span.gp-chip.gp-${kind}`, {style: `--colour:${this.colour(id)}`},
        make("small", {}, this.strings[kind]), this.run.name(id))))
  }

  #showStack(at) {
    const names = this.run.stack(at).map(frame => this.run.function(frame.function).name)
    const key = names.join()
    if (key === this.stackKey) return
    this.stackKey = key
    this.stack.replaceChildren(...names.map(name => {
      const short = name.replaceAll(".<locals>", "").split(".").at(-1)
      return make("li", {title: name}, short)
    }))
  }

  #showLocals(at) {
    const locals = this.run.locals(at)
    const key = locals.join("\n") + this.run.step(at)?.frame
    if (key === this.localsKey) return
    this.localsKey = key
    const rows = locals.map(([name, value, changed]) =>
      make(`tr${changed ? ".gp-changed" : ""}`, {},
        make("th", {scope: "row"}, name,
          ...(changed ? [make("span.gp-sr", {}, ` (${this.strings.changed})`)] : [])),
        make("td", {}, value)))
    if (!rows.length) rows.push(make("tr", {}, make("td.gp-none", {}, this.strings.no_locals)))
    this.rows.replaceChildren(...rows)
  }

  /** The step in words, for the status line. */
  words() {
    const event = this.run.events[this.at]
    const step = this.run.step(this.at)
    const parts = []
    if (event.kind === "message") {
      const path = event.direction === "in" ? "to_application" : "from_application"
      const type = this.strings[`end_${event.type}`] ?? event.type
      parts.push(`${fill(this.strings[path], {who: event.who})} ${type}`)
    }
    if (step) {
      const name = this.run.function(step.function).name.replaceAll(".<locals>", "")
      parts.push(fill(this.strings.line_of, {line: step.line, name}))
    }
    parts.push(this.run.name(event.thread))
    if (event.task) parts.push(fill(this.strings.task_named, {task: this.run.name(event.task)}))
    const says = event.kind === "message" ? "" : this.strings[`says_${event.kind}`]
    if (says) parts.push(fill(says, {value: event.value ?? ""}))
    return parts.filter(Boolean).join(", ")
  }
}
