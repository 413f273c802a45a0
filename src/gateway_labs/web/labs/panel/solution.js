/** The solution beside one's own files. It asks first while the lab is unsolved. */
import {button, make, withCode} from "../dom.js"
import {diff} from "../editor/diff.js"

/** The question before a solution: `yes` is called once the learner wants to see it. */
export function question(lab, text, yes) {
  const {words} = lab
  return make("div.gl-question", {},
    make("p", {}, text), make("p", {}, button(words("solution.yes"), yes, "main")))
}

export class Solution {
  /** @param {import("../panel.js").Lab} lab @param {{taken: () => void}} does */
  constructor(lab, does) {
    Object.assign(this, {lab, does})
    this.element = make("div.gl-part")
    lab.work.subscribe(event => {
      if (["files", "edited", "standing"].includes(event.type)) this.#soon()
    })
    this.show()
  }

  show() {
    clearTimeout(this.timer)
    const {data, words} = this.lab
    if (!this.lab.maySeeSolution()) {
      const text = words("solution.sure", {n: data.number})
      this.element.replaceChildren(question(this.lab, text, () => this.#seen()))
      return
    }
    this.element.replaceChildren(
      make("p", {}, words("solution.one")),
      ...Object.entries(data.solution).map(([path, text]) => diff(words, {
        path, before: this.lab.work.text(path), after: text,
        left: words("solution.yours"), right: words("solution.theirs"),
      })),
      make("p.gl-take", {},
        button(words("solution.take"), () => this.does.taken()),
        make("small", {}, withCode(words("solution.take_note")))))
  }

  #seen() {
    this.lab.seen = true
    this.show()
    this.element.tabIndex = -1
    this.element.focus()
  }

  /** Not at each key: the drawing of a diff is not free. */
  #soon() {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.element.isConnected && !this.element.closest("[hidden]") && this.show(), 400)
  }
}
