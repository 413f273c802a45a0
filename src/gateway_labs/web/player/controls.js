/** The buttons, the time line, the milestones and the keys: what a reader does, as commands. */
import {make, setText} from "./dom.js"

/** Command: [its icon (a path in a box of 24), its keys]. The order is that of the buttons. */
export const COMMANDS = {
  first: ["M6 5v14M19 5 9 12l10 7z", ["Home"]],
  back: ["M17 5 7 12l10 7z", ["ArrowLeft"]],
  step: ["M7 5l10 7-10 7z", ["ArrowRight"]],
  last: ["M18 5v14M5 5l10 7-10 7z", ["End"]],
  play: ["M8 4l11 8-11 8z", [" ", "p"]],
  over: ["M4 15a8 8 0 0 1 15-3M20 6v6h-6M12 18h.01", ["o"]],
  start: ["M20 19h-6a4 4 0 0 1-4-4V5M5 10l5-5 5 5", ["["]],
  end: ["M20 5h-6a4 4 0 0 0-4 4v10M5 14l5 5 5-5", ["]"]],
  message: ["M3 12h15M12 6l6 6-6 6M21 5v14", ["m"]],
  earlier: ["M20 4l-7 8 7 8M12 4 5 12l7 8", ["b"]],
  milestone: ["M4 4l7 8-7 8M12 4l7 8-7 8", ["n"]],
  swap: ["M4 8h15l-4-4M20 16H5l4 4", ["c"]],
  help: ["M2 6h20v12H2zM6 10h.01M10 10h.01M14 10h.01M18 10h.01M7 14h10", ["?"]],
}

const GROUPS = [
  ["first", "back", "step", "last"], ["play"], ["over", "start", "end"], ["message"],
  ["earlier", "milestone"],
]
const WORDED = new Set(["step", "play", "over", "message", "milestone"])
const PAUSE = "M7 5h3v14H7zM14 5h3v14h-3z"

const KEY_NAMES = {ArrowLeft: "←", ArrowRight: "→", " ": "Space"}

/** The command of a key event, or undefined. Other elements keep the keys that are theirs. */
export function commandOf(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined
  const {target, key} = event
  if (key === " " && target.closest("button, a, summary")) return undefined
  const slides = target.matches("input[type=range]") && /^(Arrow|Home|End)/.test(key)
  if (slides) return undefined
  const lower = key.length === 1 ? key.toLowerCase() : key
  return Object.keys(COMMANDS).find(name => COMMANDS[name][1].includes(lower))
}

export class Controls {
  /** `command(name)`, `seek(position)`, `choose(gateway)` and `visit(milestone)` are called. */
  constructor(player, strings) {
    Object.assign(this, {player, strings, buttons: {}})
    this.range = make("input.gp-range", {
      type: "range", min: 0, step: 1, "aria-label": strings.time_line,
      oninput: () => player.seek(Number(this.range.value)),
    })
    this.status = make("p.gp-status", {role: "status", "aria-live": "polite"})
    this.help = this.#help()
    this.columns = this.#columns()
    this.milestones = make("ol.gp-milestones", {role: "list", "aria-label": strings.milestones})
    const groups = GROUPS.map(names => make("div.gp-group", {}, ...names.map(name => this.#button(name))))
    this.element = make(
      "div.gp-controls", {},
      make("div.gp-buttons", {role: "group", "aria-label": strings.controls}, this.columns, ...groups,
        make("div.gp-group.gp-extra", {}, this.#copy(), this.#button("help"))),
      this.range, this.status, this.help)
    this.stone = make("p.gp-stone", {"aria-hidden": "true"})
    this.stones = new Map(player.stones.map(name => [name, this.#stone(name)]))
    this.milestones.append(...[...this.stones.values()].map(button => button.parentElement))
  }

  show(column, playing) {
    const {run, at} = column
    const words = column.words()
    this.range.max = run.last
    this.range.value = at
    this.range.style.setProperty("--done", at / (run.last || 1))
    this.range.setAttribute("aria-valuetext", words)
    this.status.setAttribute("aria-live", playing ? "off" : "polite")
    setText(this.status, words)
    this.#showStones(run, at)
    for (const name of ["first", "back"]) this.#enable(name, at > 0)
    for (const name of ["step", "last", "over", "end"]) this.#enable(name, at < run.last)
  }

  /** A button that has the focus stays focusable, so that the keys go on working. */
  #enable(name, enabled) {
    if (enabled) this.buttons[name].removeAttribute("aria-disabled")
    else this.buttons[name].setAttribute("aria-disabled", "true")
  }

  showPlaying(playing) {
    const button = this.buttons.play
    const text = this.strings[playing ? "pause" : "play"]
    button.querySelector("path").setAttribute("d", playing ? PAUSE : COMMANDS.play[0])
    setText(button.querySelector("span"), text)
    button.title = `${text} (${keysOf("play")})`
  }

  showColumn(gateway) {
    for (const button of this.columns.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", button.dataset.gateway === gateway)
    }
  }

  #showStones(run, at) {
    const here = run.passed(at, new Set(this.stones.keys()))
    if (here === this.here && run === this.run) return
    Object.assign(this, {here, run})
    setText(this.stone, here ?? "")
    for (const [name, button] of this.stones) {
      button.parentElement.classList.toggle("gp-passed", run.place(name) <= at)
      if (name === here) button.setAttribute("aria-current", "step")
      else button.removeAttribute("aria-current")
    }
  }

  #button(name) {
    const text = this.strings[name]
    const worded = WORDED.has(name)
    const label = worded ? {} : {"aria-label": text}
    const button = make(
      `button.gp-button.gp-${name}`,
      {type: "button", title: `${text} (${keysOf(name)})`, ...label,
        onclick: () => this.player.command(name)})
    button.innerHTML = icon(COMMANDS[name][0])
    if (worded) button.append(make("span", {}, text))
    this.buttons[name] = button
    return button
  }

  #copy() {
    const text = this.strings.copy_link
    const button = make("button.gp-button", {type: "button", title: text, "aria-label": text, onclick: () => {
      navigator.clipboard?.writeText(this.player.address()).then(() => {
        setText(this.status, this.strings.copied)
      }, () => {})
    }})
    button.innerHTML = icon("M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1")
    return button
  }

  #columns() {
    const buttons = this.player.columns.map(({run: {gateway}}) => make(
      "button.gp-button", {type: "button", "data-gateway": gateway, onclick: () => this.player.choose(gateway)},
      gateway.toUpperCase()))
    const attributes = {role: "group", "aria-label": this.strings.step_through, title: this.strings.step_through}
    const group = make("div.gp-group.gp-which", attributes, ...buttons)
    group.hidden = buttons.length < 2
    return group
  }

  #stone(name) {
    const button = make("button", {type: "button", onclick: () => this.player.visit(name)},
      make("span", {}, name))
    make("li", {}, button)
    return button
  }

  #help() {
    const names = Object.keys(COMMANDS).filter(name => name !== "swap" || this.player.columns.length > 1)
    const rows = names.map(name => make("li", {}, make("kbd", {}, keysOf(name)), ` ${this.strings[name]}`))
    const help = make("ul.gp-keys", {role: "list", "aria-label": this.strings.keys}, ...rows)
    help.hidden = true
    return help
  }
}

function keysOf(name) {
  return COMMANDS[name][1].map(key => KEY_NAMES[key] ?? key.toUpperCase().replace(/^(HOME|END)$/, key)).join(", ")
}

function icon(path) {
  return `<svg viewBox="0 0 24 24" aria-hidden="true"><path d="${path}"/></svg>`
}
