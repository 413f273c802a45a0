/** What goes between the clients, the server and the application, drawn as it happens. */
import {button, make, newId} from "../dom.js"

const MOST_EVENTS = 200
/** The client has a part in these; the others stay between the server and the application. */
const REACHES_THE_CLIENT = /^(handshake|websocket\.(receive|disconnect|accept|send|close))$/

export class Wire {
  #names = []
  #scrolling = false

  constructor(words, chat) {
    Object.assign(this, {words, chat})
    const id = newId("wire")
    this.heads = make("div.gl-try-heads", {"aria-hidden": "true"})
    this.list = make("ol.gl-try-wire", {"aria-live": "polite", "aria-label": words("wire")})
    this.box = make("div.gl-try-lanes", {tabindex: 0, role: "group", "aria-labelledby": id}, this.heads, this.list)
    const clear = button(chat("clear"), () => this.list.replaceChildren(), "quiet")
    this.element = make("div.gl-try-on-the-wire", {},
      make("div.gl-try-row", {}, make("p.gl-try-name", {id}, chat("wire_title")), clear),
      this.box)
    this.legend = make("p.gl-try-note", {}, ...strong(words("wire_note")))
  }

  /** A lane for each client, then the server's and the application's. */
  lanes(names) {
    this.#names = names
    const ends = [...names, this.words("server"), this.words("application")]
    this.heads.replaceChildren(...ends.map(name => make("span", {}, name)))
    this.box.style.setProperty("--lanes", ends.length)
  }

  /** @param {object} event who, kind, direction and the message's other keys, as short texts */
  add({who, kind, direction, n, ...content}) {
    const incoming = direction === "in"
    const path = incoming ? this.words("to_application", {who}) : this.words("from_application", {who})
    const [name, details] = this.#told(kind, content)
    const server = this.#names.length
    const low = REACHES_THE_CLIENT.test(kind) ? this.#names.indexOf(who) : server
    // A handshake is the client's request alone: the event that the server makes of it comes next.
    const high = kind === "handshake" ? server : server + 1
    const names = `gl-try-${kind === "raise" ? "bad" : direction}${low < server && high > server ? "" : ".gl-try-alone"}`
    this.#append(
      make(`li.${names}`, {style: `--low: ${low}; --high: ${high}; --server: ${server}`},
        make("span.gl-try-what", {},
          make("span.gl-sr", {}, `${path} `),
          make("span", {"aria-hidden": "true"}, `${who} ${incoming ? "→" : "←"} `),
          make("b", {}, name), " ", make("span.gl-try-content", {}, details)),
        make("i.gl-try-arrow", {"aria-hidden": "true"})))
  }

  /** The name and the content of an event, as they are read. */
  #told(kind, content) {
    const known = {
      handshake: () => this.chat("wire.handshake", content),
      cancelled: () => this.chat("wire.cancelled"),
      return: () => this.chat("wire.return"),
      raise: () => this.chat("wire.raise", content),
      "not a message": () => this.chat("wire.not a message", content),
    }
    if (Object.hasOwn(known, kind)) return [known[kind](), ""]
    return [kind, Object.entries(content).map(([key, value]) => `${key}=${value}`).join(" ")]
  }

  /** An exception left the application: the learner's frames, and the place as an element. */
  failed({client, error, traceback}, place) {
    const label = `${client} ← ${this.chat("wire.traceback")}`
    const parts = traceback ? [make("pre", {tabindex: 0, role: "region", "aria-label": label}, traceback)] : [error]
    this.#append(make("li.gl-try-bad.gl-try-frames", {},
      make("span.gl-try-what", {}, make("b", {}, label), " ", place), ...parts))
  }

  note(text) {
    this.#append(make("li.gl-try-end", {}, text))
  }

  #append(item) {
    this.list.append(item)
    while (this.list.children.length > MOST_EVENTS) this.list.firstChild.remove()
    if (this.#scrolling) return
    this.#scrolling = true
    requestAnimationFrame(() => {
      this.#scrolling = false
      this.box.scrollTop = this.box.scrollHeight
    })
  }
}

/** A text with **strong** parts, as elements. */
function strong(text) {
  return text.split("**").map((part, index) => (index % 2 ? make("b", {}, part) : part))
}
