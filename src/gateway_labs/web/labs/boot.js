/**
 * <gateway-lab data manifest> and <gateway-board manifest>: they load the bundle that fills them.
 *
 * The manifest (site/browser_manifest.py) says what there is. Nothing of the runtime is loaded here.
 */
const POLL = 1000

class Loader extends HTMLElement {
  async connectedCallback() {
    const visit = (this.visit = {})
    const left = () => this.visit !== visit
    try {
      const at = new URL(this.getAttribute("manifest"), document.baseURI)
      const dataURL = new URL(this.getAttribute("data") ?? "", document.baseURI).href
      const manifest = await this.#prepared(at, left)
      if (left()) return
      const bundle = manifest[this.bundle]
      if (!bundle || (manifest.state === "absent" && this.needsRuntime)) return this.absent(manifest)
      this.say(this.words("loading"))
      const [{mount}] = await Promise.all([
        import(new URL(bundle.js, at)), this.#style(new URL(bundle.css, at)),
      ])
      if (left()) return
      this.replaceChildren()
      const unmount = await mount(this, {manifest, manifestURL: at.href, dataURL})
      if (left()) unmount?.()
      else this.unmount = unmount
    } catch (error) {
      console.error(error)
      if (!left()) this.fail()
    }
  }

  disconnectedCallback() {
    this.visit = null
    this.unmount?.()
    this.unmount = null
  }

  /** The manifest, as soon as it names the bundle, or says that there will be none. */
  async #prepared(at, left) {
    for (let manifest; ; await new Promise(done => setTimeout(done, POLL))) {
      if (left()) return
      // A server that starts again, while it prepares the labs, is asked again.
      const read = await readJSON(at).catch(error => manifest ?? Promise.reject(error))
      manifest = read
      const texts = manifest.texts.boot
      this.words = (key, values = {}) =>
        texts[key].replace(/\{(\w+)\}/g, (field, name) => values[name] ?? field)
      if (manifest[this.bundle] || manifest.state !== "preparing") return manifest
      this.say(this.words("preparing"), manifest.step)
    }
  }

  /** The style sheet stands beside the element, so that it goes with the page. */
  #style(url) {
    return new Promise((done, fail) => {
      const link = document.createElement("link")
      Object.assign(link, {rel: "stylesheet", href: url, onload: done, onerror: fail})
      this.before(link)
    })
  }

  say(...lines) {
    const shown = lines.filter(Boolean)
    if (this.said === shown.join()) return
    this.said = shown.join()
    const box = document.createElement("div")
    box.className = "gl-boot"
    box.setAttribute("role", "status")
    box.append(...shown.map(line => (line instanceof Node ? line : paragraph(line))))
    this.replaceChildren(box)
  }

  fail() {
    this.say(this.words?.("failed") ?? this.getAttribute("unread"))
  }
}
