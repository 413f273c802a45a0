/** "What if I break it?": a wrong answer of the lab; predict what the check says, run it, compare. */
import {button, enable, make, newId, usable} from "../dom.js"
import {diff} from "../editor/diff.js"
import {failure} from "./report.js"
import {question} from "./solution.js"
import {firstFailing} from "../store/standing.js"
import {localTasks} from "../store/store.js"

const OTHERS = 3

/** What stands in the report of a wrong answer: parts of "Got" and "Likely". */
const said = wrong => [wrong.message, wrong.diagnosis].filter(Boolean).map(text => `“${text}”`).join(" · ")

/** Whether a report with `wrong`'s words has `other`'s, too. */
function isIn(other, wrong) {
  return wrong.message.includes(other.message) && (wrong.diagnosis ?? "").includes(other.diagnosis ?? "")
}

/**
 * What a learner can predict for `wrong`: its own message and three of others, in an order that
 * does not tell which.
 */
export function choices(wrong, all) {
  const own = said(wrong)
  const others = [...new Set(all.filter(other => !isIn(other, wrong)).map(said))].filter(text => text !== own)
  const near = all.filter(({task}) => task === wrong.task).map(said)
  const ranked = others.sort((a, b) =>
    Number(near.includes(b)) - Number(near.includes(a)) || order(wrong.name + a) - order(wrong.name + b))
  return [own, ...ranked.slice(0, OTHERS)].sort((a, b) => order(a + wrong.name) - order(b + wrong.name))
}

/** A number that looks like chance and is the same each time. */
function order(text) {
  let value = 2166136261
  for (const character of text) value = Math.imul(value ^ character.codePointAt(0), 16777619)
  return value >>> 0
}

export class BreakIt {
  /** @param {import("../panel.js").Lab} lab @param {{check: Function, open: Function}} does */
  constructor(lab, does) {
    Object.assign(this, {lab, does})
    this.all = lab.data.wrong.filter(({task}) => !localTasks(lab.data).includes(task))
    this.element = make("div.gl-part")
  }

  show() {
    const {data, words} = this.lab
    if (!this.lab.maySeeSolution()) {
      const text = words("break.sure", {n: data.number})
      this.element.replaceChildren(question(this.lab, text, () => this.#seen()))
    } else if (!this.select) this.#begin()
  }

  #seen() {
    this.lab.seen = true
    this.show()
    this.select.focus()
  }

  #begin() {
    const {words} = this.lab
    const id = newId("wrong")
    this.select = make("select", {id, onchange: () => this.#choose(this.select.value)},
      ...this.all.map(({name}) => make("option", {value: name}, name.replaceAll("_", " "))))
    this.body = make("div")
    this.element.replaceChildren(
      make("p", {}, words("break.intro")),
      make("p.gl-wrong", {}, make("label", {for: id}, words("break.choose")), this.select),
      this.body)
    this.#choose(this.all[0].name)
  }

  #choose(name) {
    const {lab: {data, words}} = this
    const wrong = this.all.find(wrong => wrong.name === name)
    const end = {...data.start, ...data.solution}
    const changed = Object.entries(wrong.files).map(([path, text]) => diff(words, {
      path, before: end[path] ?? "", after: text, fold: true,
      left: words("break.right"), right: words("break.wrong"),
    }))
    const tasks = data.tasks.filter(({n}) => !localTasks(data).includes(n))
    const which = choice(words("break.which"), tasks.map(({n, title}) => [`${n}`, `${n} · ${title}`]))
    const what = choice(words("break.what"), choices(wrong, this.all).map(text => [text, text]))
    this.result = make("div.gl-compared", {role: "status"})
    this.run = button(words("break.run"), () => this.#run(wrong, which, what), "main", "check")
    const ready = () => enable(this.run, which.value() !== null && what.value() !== null)
    for (const {element} of [which, what]) element.addEventListener("change", ready)
    ready()
    this.body.replaceChildren(...changed, which.element, what.element,
      make("p.gl-run-wrong", {}, this.run, make("small", {}, words("break.own_safe"))), this.result)
  }

  async #run(wrong, which, what) {
    const {lab: {data, words}} = this
    if (!usable(this.run)) return
    enable(this.run, false)
    this.result.replaceChildren(make("p", {}, words("break.running")))
    const tree = {...data.start, ...data.solution, ...wrong.files}
    const done = await this.does.check(tree).catch(error => {
      this.result.replaceChildren(make("p", {}, error.message))
    })
    enable(this.run, true)
    if (!done) return
    const failing = firstFailing(done.report, localTasks(data))
    this.result.replaceChildren(...(failing
      ? this.#compared(failing, Number(which.value()), what.value())
      : [make("p", {}, words("break.passed"))]))
  }

  #compared(failing, task, text) {
    const {words} = this.lab
    const taskRight = task === failing.n
    const meant = this.all.find(other => said(other) === text)
    const textRight = isIn(meant, {message: failing.got, diagnosis: failing.diagnosis})
    return [
      make("ul.gl-predictions", {},
        predicted(taskRight, words(taskRight ? "break.task_right" : "break.task_wrong", {said: task, n: failing.n})),
        predicted(textRight, words(textRight ? "break.text_right" : "break.text_wrong", {said: text}))),
      failure(this.lab, failing)]
  }
}

function predicted(right, text) {
  return make("li", {"data-right": right}, make("span.gl-sign", {"aria-hidden": "true"}, right ? "✓ " : "✗ "), text)
}

/** A question with radio buttons: {element, value()}. */
function choice(legend, options) {
  const name = newId("choice")
  const radios = options.map(([value]) => make("input", {type: "radio", name, value}))
  const element = make("fieldset.gl-predict", {}, make("legend", {}, legend),
    ...options.map(([, label], index) => make("label", {}, radios[index], make("span", {}, label))))
  return {element, value: () => radios.find(({checked}) => checked)?.value ?? null}
}
