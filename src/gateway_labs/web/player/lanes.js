/** Threads and tasks over time: where each one runs, and where we are. */
import {fill, make} from "./dom.js"

export class LanesPanel {
  /** `go(position)` is called when the reader points at a time. */
  constructor(run, colours, strings, go) {
    Object.assign(this, {run, go})
    this.size = run.last + 1
    this.tracks = new Map()
    const lanes = run.lanes()
    const names = lanes.map(({actor}) => actor.name).join(", ")
    this.head = make("i.gp-head")
    this.element = make(
      "div.gp-lanes", {role: "img", "aria-label": fill(strings.lanes_of, {names})},
      this.#marks(), ...lanes.map(lane => this.#lane(lane, colours, strings)), this.head)
    this.element.addEventListener("pointerdown", event => this.#drag(event))
    this.element.addEventListener("pointermove", event => event.buttons & 1 && this.#drag(event))
  }

  show(at, step) {
    this.head.style.setProperty("--at", (at + 0.5) / this.size)
    for (const [id, row] of this.tracks) {
      row.classList.toggle("gp-now", id === step?.thread || id === step?.task)
    }
  }

  #lane({actor, pieces}, colours, strings) {
    const track = make("span.gp-track")
    const piece = (kind, from, to) => {
      const style = `left:${100 * from / this.size}%;width:${100 * (to - from) / this.size}%`
      track.append(make(`i.gp-${kind}`, {style}))
    }
    piece(actor.kind === "thread" ? "idle" : "paused", pieces[0][0], pieces.at(-1)[1])
    for (const [from, to] of pieces) piece("runs", from, to)
    const kind = make("small", {}, strings[actor.kind])
    const style = `--colour:${colours(actor.id)}`
    const row = make(`div.gp-lane.gp-${actor.kind}`, {style}, make("span.gp-name", {}, kind, actor.name), track)
    this.tracks.set(actor.id, row)
    return row
  }

  #marks() {
    const track = make("span.gp-track")
    const mark = (kind, at, title) => {
      const style = `left:${100 * (at + 0.5) / this.size}%`
      track.append(make(`i.gp-${kind}`, {style, title}))
    }
    for (const at of this.run.messages) {
      mark(`mark-${this.run.events[at].direction}`, at, this.run.events[at].type)
    }
    for (const {at, name} of this.run.milestones) mark("mark-stone", at, name)
    return make("div.gp-lane.gp-marks", {}, make("span.gp-name"), track)
  }

  #drag(event) {
    const box = this.element.querySelector(".gp-track").getBoundingClientRect()
    const share = (event.clientX - box.left) / box.width
    if (share < 0 || share > 1) return
    event.preventDefault()
    this.go(Math.floor(share * this.size))
  }
}
