/** The messages between client, server and application, drawn as a sequence. */
import {fill, make, sight} from "./dom.js"

/** The client has a part in these; the others go between server and application only. */
const TO_THE_CLIENT = /^(environ|body|http\.(request|response\.body|disconnect)|websocket\.\w+.*)$/

export class MessagesPanel {
  constructor(run, strings, go) {
    this.run = run
    const who = [...new Set(run.messages.map(at => run.events[at].who))]
    this.columns = [...who, "server", "application"]
    const names = this.columns.map(name => make("span", {}, strings[`actor_${name}`] ?? name))
    this.rows = run.messages.map(at => this.#row(at, strings, go))
    this.list = make("ol.gp-sequence", {role: "list"}, ...this.rows)
    this.box = make(
      "div.gp-messages", {style: `--actors:${this.columns.length}`},
      make("div.gp-actors", {"aria-hidden": "true"}, ...names), this.list)
    this.element = this.box
    this.passed = -1
  }

  show(at) {
    const passed = this.run.messages.findLastIndex(message => message <= at)
    const now = this.run.messages[passed] === at
    if (passed === this.passed && now === this.now) return
    this.rows.forEach((row, index) => {
      row.classList.toggle("gp-sent", index <= passed)
      row.classList.toggle("gp-now", now && index === passed)
      if (index === passed) row.firstChild.setAttribute("aria-current", "step")
      else row.firstChild.removeAttribute("aria-current")
    })
    Object.assign(this, {passed, now})
  }

  sights() {
    return this.passed < 0 ? [[this.list, 0]] : sight(this.list, this.rows[this.passed], 40)
  }

  #row(at, strings, go) {
    const event = this.run.events[at]
    const incoming = event.direction === "in"
    const content = Object.entries(event.content ?? {}).map(([key, value]) => `${key}=${value}`)
    const path = incoming ? strings.to_application : strings.from_application
    const client = TO_THE_CLIENT.test(event.type)
    const from = client ? this.columns.indexOf(event.who) : this.columns.length - 2
    const style = `--from:${from};--server:${this.columns.length - 2}`
    return make(
      `li.gp-${event.direction}${client ? ".gp-client" : ""}`, {style},
      make(
        "button", {type: "button", onclick: () => go(at)},
        make(
          "span.gp-label", {},
          make("span.gp-sr", {}, fill(path, {who: event.who}) + " "),
          make("b", {}, strings[`end_${event.type}`] ?? event.type),
          make("span.gp-content", {title: content.join("\n")}, content.join(" ")))),
      make("i.gp-arrow", {"aria-hidden": "true"}))
  }
}
