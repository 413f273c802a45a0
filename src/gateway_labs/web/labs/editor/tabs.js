/** Tabs, as in the ARIA practices: one stop of the Tab key; arrows, Home and End move and choose. */
import {make} from "../dom.js"

export class Tabs {
  /** @param {string} label of the whole row @param {(name: string) => void} choose */
  constructor(label, choose) {
    this.choose = choose
    this.chosen = null
    this.tabs = new Map()
    this.element = make("div.gl-tabs", {role: "tablist", "aria-label": label})
    this.element.addEventListener("keydown", event => this.#move(event))
  }

  /** A tab at the end of the row. `panel` is the element that it shows. */
  add(name, panel, ...content) {
    const tab = make("button.gl-tab", {
      type: "button", role: "tab", id: `${panel.id}-${this.tabs.size + 1}`, tabindex: -1,
      "aria-selected": "false", "aria-controls": panel.id, onclick: () => this.choose(name),
    }, ...content)
    this.tabs.set(name, tab)
    this.element.append(tab)
    return tab
  }

  remove(name) {
    this.tabs.get(name)?.remove()
    this.tabs.delete(name)
  }

  /** Mark the chosen one; what it shows is the caller's. */
  show(name) {
    this.chosen = name
    for (const [other, tab] of this.tabs) {
      tab.setAttribute("aria-selected", other === name)
      tab.tabIndex = other === name ? 0 : -1
    }
    this.#reveal(this.tabs.get(name))
  }

  #move(event) {
    const names = [...this.tabs.keys()]
    const at = names.indexOf(this.chosen)
    const to = {
      ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: names.length - 1,
    }[event.key]
    if (to === undefined) return
    event.preventDefault()
    const name = names.at(to % names.length)
    this.choose(name)
    this.tabs.get(name).focus()
  }

  /** Only the row scrolls, never the page. */
  #reveal(tab) {
    if (!tab) return
    const row = this.element
    const [from, to] = [tab.offsetLeft - row.offsetLeft, tab.offsetLeft - row.offsetLeft + tab.offsetWidth]
    if (from < row.scrollLeft) row.scrollLeft = from - 24
    else if (to > row.scrollLeft + row.clientWidth) row.scrollLeft = to - row.clientWidth + 24
  }
}
