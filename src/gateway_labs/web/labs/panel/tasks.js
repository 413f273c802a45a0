/** The tasks with their states, and below them what the last check said. */
import {make, setText, withCode} from "../dom.js"
import {failure, padded} from "./report.js"
import {firstFailing} from "../store/standing.js"
import {localTasks} from "../store/store.js"

/** Milliseconds until it is said how long a task may run. */
const PATIENCE = 1500
const SIGNS = {pass: "✓", fail: "✗", error: "✗", timeout: "✗", running: "…"}

export class Tasks {
  /** @param {import("../panel.js").Lab} lab @param {object} does  see report.js, and celebrate */
  constructor(lab, does) {
    Object.assign(this, {lab, does, rows: new Map()})
    const list = make("ol.gl-tasks", {"aria-label": lab.words("tasks.label")})
    for (const task of lab.data.tasks) list.append(this.#row(task))
    this.verdict = make("div.gl-verdicts")
    this.stale = make("p.gl-stale", {hidden: ""}, lab.words("report.stale"))
    this.element = make("div.gl-part", {}, list, this.stale, this.verdict)
  }

  #row({n, title, where, anchor}) {
    const sign = make("span.gl-sign", {"aria-hidden": "true"}, "·")
    const state = make("span.gl-state")
    const name = anchor ? make("a", {href: `#${anchor}`}, title) : make("span", {}, title)
    const row = make("li", {"data-task": n}, sign, make("span.gl-number", {}, `${n}`), name, state)
    this.rows.set(n, {row, sign, state, local: where === "local"})
    this.#mark(n, "waiting")
    return row
  }

  #mark(n, status) {
    const {row, sign, state, local} = this.rows.get(n)
    row.dataset.status = local ? "local" : status
    setText(sign, local ? "⌂" : (SIGNS[status] ?? "·"))
    if (local) state.replaceChildren(withCode(this.lab.words("tasks.local", {n: this.lab.data.number})))
    else setText(state, this.#stateWords(status))
  }

  #stateWords(status) {
    const {words} = this.lab
    const known = {
      pass: words("tasks.pass"), fail: words("tasks.fail"), error: words("tasks.error"),
      timeout: words("tasks.timeout"), running: words("tasks.running"),
      not_started: words("tasks.not_run"),
    }
    return known[status] ?? words("tasks.waiting")
  }

  /** A check begins: what the last one said fades, and stays until there is something newer. */
  begin() {
    for (const n of this.rows.keys()) this.#mark(n, "waiting")
    this.verdict.dataset.old = ""
    this.stale.hidden = true
  }

  started(n) {
    if (!this.rows.has(n)) return
    this.#mark(n, "running")
    clearTimeout(this.patience)
    this.patience = setTimeout(() => this.#promise(n), PATIENCE)
  }

  /** A task that takes long: it ends by itself. */
  #promise(n) {
    const {row, state} = this.rows.get(n)
    const {limit} = this.lab.data.tasks.find(task => task.n === n)
    if (row.dataset.status === "running") setText(state, this.lab.words("tasks.patience", {limit}))
  }

  finished({n, status}) {
    if (this.rows.has(n)) this.#mark(n, status)
  }

  /** @param {object|null} report  as JSON, or null where none is known */
  show(report, {fresh = false} = {}) {
    this.begin()
    delete this.verdict.dataset.old
    this.verdict.replaceChildren()
    if (!report) return
    for (const task of report.tasks) this.finished(task)
    const failing = firstFailing(report, localTasks(this.lab.data))
    this.failing = failing?.n
    this.verdict.append(failing
      ? failure(this.lab, failing, {open: this.does.open, hint: () => this.does.hint(failing.n)})
      : this.#passed(report, fresh))
  }

  /** Bring the report to sight, as much of it as there is room for below the failing task's row. */
  reveal() {
    const box = this.element.parentElement
    const first = this.rows.get(this.failing)?.row ?? this.verdict
    const [inside, report, row] = [box, this.verdict, first].map(one => one.getBoundingClientRect())
    const below = report.bottom - inside.bottom
    const above = row.top - inside.top
    if (box.scrollHeight <= box.clientHeight) this.verdict.scrollIntoView({block: "nearest"})
    else if (below > 0) box.scrollTop += Math.min(below + 8, above - 4)
  }

  /** The files are not those of the report. */
  showStale(stale) {
    this.stale.hidden = !stale || !this.verdict.hasChildNodes()
  }

  #passed(report, fresh) {
    const {data, words, terms, dataURL} = this.lab
    const local = localTasks(data)
    const count = data.tasks.length - local.length
    const head = local.length
      ? words("passed.here", {n: padded(data.number), count})
      : terms("passed", {n: padded(data.number), count})
    const seconds = terms("seconds", {seconds: report.seconds.toFixed(1)})
    const box = make("div.gl-report.gl-passed", fresh ? {"data-fresh": ""} : {},
      make("p.gl-verdict", {}, make("span.gl-sign", {"aria-hidden": "true"}, "✓ "),
        make("strong", {}, head), make("span.gl-seconds", {}, ` · ${seconds}`)),
      make("p", {}, words("passed.well_done", {goal: data.goal})))
    if (local.length) {
      box.append(make("p", {}, withCode(words("passed.local", {n: data.number, tasks: local.join(", ")}))))
    }
    box.append(make("p.gl-onward", {}, ...this.#onward(dataURL)))
    return box
  }

  #onward(dataURL) {
    const {data, words} = this.lab
    const forward = data.next
      ? [make("a.gl-button.gl-main", {href: new URL(data.next.url, dataURL).href},
          words("passed.next", {title: data.next.title}))]
      : [make("strong", {}, words("passed.last"))]
    const more = (label, part) =>
      make("button.gl-link", {type: "button", onclick: () => this.does.part(part)}, label)
    return [...forward, more(words("passed.compare"), "solution"), more(words("passed.break"), "break")]
  }
}
