/** One chat client of "Try it": its connection, what it sent and what it received. */
import {button, enable, make, newId, setText, usable} from "../dom.js"

const ROOM = "lobby"
const MOST_MESSAGES = 200

export class TryClient {
  #connected = false
  #accepted = false

  /**
   * @param {string} name "A", as in the reports
   * @param {string} path the lab's; where it ends in "/lobby/", that part is the room's name
   * @param {object} does `connect(client, path)`, `send(client, frame)`, `leave(client)`
   * @param {object} texts `words` and `chat` give texts, `codes` has the close codes' meanings
   */
  constructor(name, path, does, {words, chat, codes}) {
    Object.assign(this, {name, path, does, words, chat, codes})
    this.before = path.endsWith(`/${ROOM}/`) ? path.slice(0, -ROOM.length - 1) : null
    this.#build()
    this.#show()
  }

  focus() {
    this.connectButton.focus()
  }

  #build() {
    const {chat, words, name} = this
    const id = newId("client")
    this.state = make("p.gl-try-state", {role: "status", "data-state": "off"}, chat("not_connected"))
    this.list = make("ol.gl-try-list", {
      "aria-live": "off", tabindex: 0, "aria-label": words("list", {name}),
    })
    this.element = make("div.gl-try-client", {role: "group", "aria-labelledby": id},
      make("p.gl-try-name", {id}, words("client", {name})),
      make("div.gl-try-row", {}, this.#connection(), this.state), this.list, this.#composer())
  }

  #connection() {
    const {chat} = this
    this.connectButton = button(chat("connect"), () => {}, "main")
    this.connectButton.type = "submit"
    this.leaveButton = button(chat("disconnect"), () => usable(this.leaveButton) && this.does.leave(this))
    const form = make("form.gl-try-row", {onsubmit: event => {
      event.preventDefault()
      if (usable(this.connectButton)) this.#connect()
    }})
    if (this.before) {
      const id = newId("room")
      this.room = make("input", {id, value: ROOM, size: 8, autocomplete: "off", spellcheck: "false"})
      form.append(make("label", {for: id}, chat("room")), this.room)
    }
    form.append(this.connectButton, this.leaveButton)
    return form
  }

  #composer() {
    const {chat} = this
    const id = newId("message")
    this.box = make("textarea", {id, rows: 1, autocomplete: "off", spellcheck: "false", onkeydown: event => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return
      event.preventDefault()
      this.#send("json")
    }})
    this.sends = [
      button(chat("send"), () => this.#send("json"), "main"),
      button(chat("send_raw"), () => this.#send("raw")),
      button(chat("send_binary"), () => this.#send("binary")),
    ]
    return make("div.gl-try-composer", {},
      make("div.gl-try-row", {}, make("label", {for: id}, chat("message")), this.box),
      make("div.gl-try-row", {}, ...this.sends))
  }

  #connect() {
    const room = this.before === null ? null : encodeURIComponent(this.room.value)
    this.does.connect(this, room === null ? this.path : `${this.before}${room}/`)
  }

  /** The server asks the application whether this client is let in. */
  connecting(path) {
    this.shown = decodeURIComponent(path)
    this.#connected = true
    this.#accepted = false
    this.say("wait", this.chat("socket.connecting", {path: this.shown}))
    this.#show()
  }

  /** An event of this client's connection; `frame` is what it got whole. */
  heard({kind, direction}, frame) {
    if (direction !== "out") return
    if (kind === "websocket.accept") this.#accept()
    else if (kind === "websocket.send" && frame) this.#receive(frame)
  }

  #accept() {
    this.#accepted = true
    this.say("on", this.chat("socket.connected", {path: this.shown}))
    this.#show()
    if (document.activeElement === this.connectButton) this.box.focus()
  }

  closed(code) {
    if (!this.#connected) return
    const end = {code, meaning: this.#meaning(code)}
    const text = this.#accepted ? this.chat("socket.closed", end) : this.chat("socket.refused", end)
    this.#over(this.#accepted && code === 1000 ? "off" : "bad", text)
  }

  #meaning(code) {
    return code >= 4000 ? this.chat("close_codes.own") : (this.codes[code] ?? this.chat("close_codes.other"))
  }

  /** The connection is over because there is no application any more, or never was. */
  ended(text) {
    if (this.#connected || this.state.dataset.state === "wait") this.#over("off", text)
  }

  #over(state, text) {
    const inside = this.element.contains(document.activeElement)
    this.#connected = this.#accepted = false
    this.say(state, text)
    this.#add(text, "gl-try-end")
    setText(this.connectButton.firstChild, this.chat("socket.reconnect"))
    this.#show()
    if (inside && document.activeElement !== this.room) this.connectButton.focus()
  }

  say(state, text) {
    this.state.dataset.state = state
    setText(this.state, text)
  }

  #show() {
    enable(this.connectButton, !this.#connected)
    enable(this.leaveButton, this.#connected)
    for (const one of this.sends) enable(one, this.#accepted)
    if (this.room) this.room.readOnly = this.#connected
  }

  #send(as) {
    if (!this.#accepted) return
    const text = this.box.value
    const shown = {
      json: () => text,
      raw: () => this.chat("messages.sent_raw", {text}),
      binary: () => this.chat("messages.sent_binary", {text}),
    }
    this.#add(shown[as](), "gl-try-mine", this.chat("messages.you"))
    const frame = {
      json: () => ({text: JSON.stringify({message: text})}),
      raw: () => ({text}),
      binary: () => ({bytes: new TextEncoder().encode(text)}),
    }
    this.does.send(this, frame[as]())
    this.box.value = ""
    this.box.focus()
  }

  /** @param {{text: string} | {bytes: string}} frame bytes in base64 */
  #receive(frame) {
    if (!("text" in frame)) return this.#add(this.chat("messages.binary", {count: atob(frame.bytes).length}))
    let value
    try {
      value = JSON.parse(frame.text)
    } catch {
      return this.#add(frame.text, "", this.chat("messages.not_json"))
    }
    if (typeof value?.error === "string") {
      this.#add(this.chat("messages.error", {error: value.error}), "gl-try-error", this.chat("messages.answer"))
    } else if (value && "message" in Object(value)) {
      const room = typeof value.room === "string" ? this.chat("messages.room", {room: value.room}) : ""
      this.#add(typeof value.message === "string" ? value.message : frame.text, "", room)
    } else this.#add(frame.text, "", this.chat("messages.no_message"))
  }

  #add(text, kind = "", small = "") {
    const item = make(kind ? `li.${kind}` : "li", {}, text)
    if (small) item.append(make("small", {}, small))
    this.list.append(item)
    while (this.list.children.length > MOST_MESSAGES) this.list.firstChild.remove()
    this.list.scrollTop = this.list.scrollHeight
  }
}
