/** Hints, one by one, for the task that fails first or another one that the learner chooses. */
import {button, make, newId, setText} from "../dom.js"
import {localTasks} from "../store/store.js"

export class Hints {
  /** @param {import("../panel.js").Lab} lab @param {{part: (name: string) => void}} does */
  constructor(lab, does) {
    Object.assign(this, {lab, does, task: null})
    const name = newId("hint-task")
    const choice = make("fieldset.gl-choice", {}, make("legend", {}, lab.words("hints.task")))
    this.radios = lab.data.tasks.map(task => {
      const radio = make("input", {type: "radio", name, value: task.n, onchange: () => this.show(task.n)})
      choice.append(make("label", {title: task.title}, radio, make("span", {}, `${task.n}`)))
      return radio
    })
    this.title = make("p.gl-hint-title")
    this.list = make("ol.gl-hints", {role: "list"})
    this.more = button("", () => this.#more(), "main")
    this.end = make("p.gl-hint-end", {hidden: ""}, `${lab.words("hints.last")} `,
      make("button.gl-link", {type: "button", onclick: () => does.part("solution")}, lab.words("hints.solution")))
    this.element = make("div.gl-part", {}, choice, this.title, this.list, this.more, this.end)
    this.#draw(this.#suggested())
  }

  /** Choose a task; without one, that which is next. */
  show(n = this.#suggested()) {
    this.#draw(n)
  }

  #suggested() {
    const {data, store} = this.lab
    return store.nextTask(data) ?? data.tasks.find(({n}) => !localTasks(data).includes(n))?.n ?? 1
  }

  #draw(n) {
    const {data, store, words} = this.lab
    const task = data.tasks[n - 1]
    const count = task.hints.length
    const shown = Math.min(store.standing(data)?.hints?.[n] ?? 0, count)
    this.task = n
    for (const radio of this.radios) radio.checked = Number(radio.value) === n
    setText(this.title, words("hints.title", {n, title: task.title, shown, count}))
    this.list.replaceChildren(...task.hints.slice(0, shown).map((hint, index) => hintOf(words, hint, index + 1)))
    setText(this.more.firstChild, words(shown ? "hints.more" : "hints.first", {number: shown + 1, count}))
    this.more.hidden = shown >= count
    this.end.hidden = shown < count
  }

  #more() {
    const {data, store} = this.lab
    const number = store.showHint(data, this.task)
    this.#draw(this.task)
    // The new hint is what comes next to read, also where the button has gone.
    this.list.children[number - 1]?.focus()
  }
}

function hintOf(words, html, number) {
  const text = make("div")
  text.innerHTML = html
  return make("li", {tabindex: -1}, make("b", {}, words("hints.number", {number})), text)
}
