/**
 * <gateway-lab data manifest unread>, <gateway-board manifest unread>: each loads what fills it, as
 * the manifest says (site/browser_manifest.py).
 */
class Loader extends HTMLElement {
  async connectedCallback() {
    const visit = (this.visit = {})
    const left = () => this.visit !== visit
    const url = name => new URL(this.getAttribute(name) ?? "", document.baseURI)
    const at = url("manifest"), dataURL = url("data").href
    try {
      const manifest = await this.prepared(at, left)
      if (left()) return
      const bundle = manifest[this.bundle]
      if (!bundle || (this.alone && manifest.state === "absent")) return this.absent(manifest)
      this.say(this.words("loading"))
      const [{mount}] = await Promise.all([
        import(new URL(bundle.js, at)), this.styled(new URL(bundle.css, at)),
      ])
      if (left()) return
      this.replaceChildren()
      const unmount = await mount(this, {manifest, manifestURL: at.href, dataURL})
      if (left()) unmount?.()
      else this.unmount = unmount
    } catch (error) {
      console.error(error)
      if (!left()) this.say(this.words?.("failed") ?? this.getAttribute("unread"))
    }
  }

  disconnectedCallback() {
    this.visit = null
    this.unmount?.()
    this.unmount = null
  }

  /** The manifest, once it names the bundle or says that there will be none. */
  async prepared(at, left) {
    for (let manifest; !left(); await new Promise(done => setTimeout(done, 1000))) {
      // The server may start again meanwhile.
      manifest = await read(at).catch(error => manifest ?? Promise.reject(error))
      const texts = manifest.texts.boot
      this.words = key => texts[key]
      if (manifest[this.bundle] || manifest.state !== "preparing") return manifest
      if (!left()) this.say(this.words("preparing"), manifest.step)
    }
  }

  /** The link stands beside the element, to leave with the page. */
  styled(href) {
    return new Promise((onload, onerror) => {
      const link = document.createElement("link")
      this.before(Object.assign(link, {rel: "stylesheet", href, onload, onerror}))
    })
  }

  say(...lines) {
    const box = make("div", {className: "gl-boot", role: "status"})
    box.append(...lines.filter(Boolean).map(line => make("p", {}, line)))
    if (this.innerHTML !== box.outerHTML) this.replaceChildren(box)
  }
}

class Lab extends Loader {
  bundle = "panel"
  alone = true

  absent({reason}) {
    this.say(this.words("absent"), reason, make("a", {href: "#work-on-it"}, this.words("local")))
  }
}

class Board extends Loader {
  bundle = "board"

  absent() {
    this.hidden = true
  }
}

async function read(at) {
  const answer = await fetch(at, {cache: "no-cache"})
  if (!answer.ok) throw new Error(`${at}: ${answer.status}`)
  return answer.json()
}

function make(tag, values, ...content) {
  const element = Object.assign(document.createElement(tag), values)
  element.append(...content)
  return element
}

customElements.define("gateway-lab", Lab)
customElements.define("gateway-board", Board)
