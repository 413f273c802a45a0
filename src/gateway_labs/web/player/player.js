/**
 * <gateway-player scenario="hello" gateways="wsgi asgi">: a recorded run to step through.
 *
 * Its children tell the run as text: they are what is read without JavaScript, and stay below it.
 * The data: a <script type="application/json"> in it, or the file at `src`, asked for when the
 * player comes near the window. The data's shape: gateway_labs/site/player_data.py.
 */
import {Column} from "./column.js"
import {Controls, commandOf} from "./controls.js"
import {make} from "./dom.js"
import {Run, commonMilestones} from "./run.js"

const calm = matchMedia("(prefers-reduced-motion: reduce)")
const PACE = 420
const CALM_PACE = 1600
/** Browsers refuse too many changes of the address in a short time. */
const ADDRESS_DELAY = 250

class GatewayPlayer extends HTMLElement {
  connectedCallback() {
    if (!this.stage) this.#prepare()
    this.onHash = () => this.#obey()
    window.addEventListener("hashchange", this.onHash)
    this.onLink = event => this.#follow(event)
    document.addEventListener("click", this.onLink, true)
    if (this.columns) return
    this.watcher = new IntersectionObserver(
      seen => seen.some(entry => entry.isIntersecting) && this.load(), {rootMargin: "400px"})
    this.watcher.observe(this)
    if (this.#wanted()) this.load()
  }

  disconnectedCallback() {
    this.#pause()
    clearTimeout(this.addressTimer)
    window.removeEventListener("hashchange", this.onHash)
    document.removeEventListener("click", this.onLink, true)
    this.watcher?.disconnect()
  }

  #prepare() {
    this.text = this.querySelector(".gp-text")
    this.stage = make("div.gp-stage", {"aria-busy": "true"})
    this.prepend(this.stage)
    if (this.text) {
      const title = this.getAttribute("text-title") ?? ""
      this.details = make("details.gp-as-text", {}, make("summary", {}, title))
      this.text.before(this.details)
      this.details.append(this.text)
    }
  }

  async load() {
    this.watcher?.disconnect()
    if (this.loading) return
    this.loading = true
    try {
      this.#build(await this.#data())
    } catch (error) {
      // The text says what the player would have shown.
      this.stage.remove()
      if (this.details) this.details.open = true
      console.error(error)
    }
  }

  async #data() {
    const inside = this.querySelector("script[type='application/json']")
    if (inside) return JSON.parse(inside.textContent)
    const answer = await fetch(new URL(this.getAttribute("src"), import.meta.url))
    if (!answer.ok) throw new Error(`${answer.url}: ${answer.status}`)
    return answer.json()
  }

  #build(data) {
    const names = (this.getAttribute("gateways") ?? Object.keys(data.runs).join(" ")).split(" ")
    const runs = names.map(name => new Run(name, data.runs[name]))
    const links = path => new URL(path, new URL("../", import.meta.url)).href
    this.columns = runs.map(run => new Column(
      run, data, links, () => this.choose(run.gateway), at => this.#go(this.#column(run.gateway), at)))
    this.common = commonMilestones(runs)
    this.stones = [...this.common]
    this.controls = new Controls(this, data.strings)
    this.tabIndex = -1
    this.dataset.columns = runs.length
    this.classList.toggle("gp-few", this.stones.length < 2)
    this.setAttribute("role", "group")
    this.setAttribute("aria-label", data.title)
    const box = make("div.gp-columns", {}, ...this.columns.map(column => column.element))
    const {milestones, stone, element} = this.controls
    this.stage.replaceChildren(this.#title(data), milestones, stone, element, box)
    this.stage.removeAttribute("aria-busy")
    this.addEventListener("keydown", event => this.#onKey(event))
    this.columns.forEach(column => column.show(0))
    this.#open()
    if (!this.#obey()) this.#show()
    this.dispatchEvent(new CustomEvent("ready"))
  }

  #title(data) {
    const version = make("span.gp-version", {}, `Django ${data.django}`)
    return make("p.gp-heading", {}, make("b", {}, data.title), version)
  }

  /** The column and the step that the page asks for. */
  #open() {
    const name = this.getAttribute("at")
    const column = this.columns.find(each => each.run.call(name) >= 0)
    this.current = column ?? this.columns[0]
    const step = this.getAttribute("step")
    if (step) this.#move(this.current, Number(step) - 1)
    else if (column) this.#move(column, column.run.call(name))
    this.choose(this.current.run.gateway)
  }

  // -- what a reader does ------------------------------------------------------------------------

  command(name) {
    const {run, at} = this.current
    if (name === "play") return this.timer ? this.#pause() : this.#play()
    if (name === "help") return this.#toggleHelp()
    if (name === "swap") return this.#swap()
    const target = {
      first: () => 0, back: () => at - 1, step: () => at + 1, last: () => run.last,
      over: () => run.over(at), start: () => run.start(at), end: () => run.end(at),
      message: () => run.message(at), milestone: () => run.milestone(at),
      earlier: () => run.milestone(at, -1),
    }[name]()
    return this.#go(this.current, target)
  }

  seek(at) {
    this.#go(this.current, at)
  }

  visit(milestone) {
    this.#go(this.current, this.current.run.place(milestone))
  }

  choose(gateway) {
    this.current = this.#column(gateway)
    for (const column of this.columns) {
      column.element.classList.toggle("gp-current", column === this.current)
    }
    this.controls.showColumn(gateway)
    this.current.revealed = undefined // it may have been out of sight until now
    this.#show()
  }

  #swap() {
    const next = (this.columns.indexOf(this.current) + 1) % this.columns.length
    this.choose(this.columns[next].run.gateway)
  }

  #toggleHelp() {
    const {help, buttons} = this.controls
    help.hidden = !help.hidden
    buttons.help.setAttribute("aria-expanded", !help.hidden)
  }

  #onKey(event) {
    const name = commandOf(event)
    if (!name) return
    // Material's own keys (N is the next page) are listened for on the window.
    event.stopPropagation()
    event.preventDefault()
    this.command(name)
  }

  // -- moving ------------------------------------------------------------------------------------

  #column(gateway) {
    return this.columns.find(column => column.run.gateway === gateway)
  }

  #go(column, at) {
    this.#pause()
    if (column !== this.current) this.choose(column.run.gateway)
    this.#move(column, at)
    this.#show()
    clearTimeout(this.addressTimer)
    this.addressTimer = setTimeout(() => history.replaceState(history.state, "", this.address()), ADDRESS_DELAY)
  }

  /** Move one column; the others follow to the last milestone that all of them pass. */
  #move(column, at) {
    const {run} = column
    column.show(Math.max(0, Math.min(run.last, at)))
    const passed = run.passed(column.at, this.common)
    for (const other of this.columns) {
      if (other === column || other.run.passed(other.at, this.common) === passed) continue
      other.show(passed ? other.run.place(passed) : 0)
    }
  }

  #show() {
    this.controls.show(this.current, Boolean(this.timer))
    this.frame ??= requestAnimationFrame(() => this.reveal())
  }

  /** Bring to sight what is shown: all is measured before anything moves, so one layout will do. */
  reveal() {
    cancelAnimationFrame(this.frame)
    this.frame = undefined
    const sights = this.columns.flatMap(column => column.sights())
    for (const [box, top] of sights) box.scrollTop = top
  }

  #play() {
    if (this.current.at === this.current.run.last) this.#move(this.current, 0)
    const tick = () => {
      this.#move(this.current, this.current.at + 1)
      this.timer = setTimeout(tick, calm.matches ? CALM_PACE : PACE)
      this.#show()
      if (this.current.at === this.current.run.last) this.#pause()
    }
    tick()
    if (this.timer) this.controls.showPlaying(true)
  }

  #pause() {
    if (!this.timer) return
    clearTimeout(this.timer)
    this.timer = undefined
    this.controls.showPlaying(false)
    this.#show()
  }

  // -- the address -------------------------------------------------------------------------------

  address() {
    const {run, at} = this.current
    const gateway = this.columns.length > 1 ? `&gateway=${run.gateway}` : ""
    const address = new URL(location.href)
    address.hash = `scenario=${this.getAttribute("scenario")}&step=${at + 1}${gateway}`
    return address.href
  }

  /** What the address asks of this player: {step, gateway}, or null. */
  #wanted(hash = location.hash) {
    const wanted = new URLSearchParams(hash.slice(1))
    if (wanted.get("scenario") !== this.getAttribute("scenario")) return null
    const gateway = wanted.get("gateway")
    if (gateway && !(this.getAttribute("gateways") ?? gateway).split(" ").includes(gateway)) return null
    const step = Number.parseInt(wanted.get("step"), 10)
    return {gateway, step: Number.isNaN(step) ? 1 : step}
  }

  /** A link to a step on the same page: Material would load the page again. */
  #follow(event) {
    const link = event.target.closest?.("a[href]")
    const other = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button
    if (!link || other || !this.columns) return
    const [page, hash] = link.href.split("#")
    if (page !== location.href.split("#")[0] || !this.#wanted(`#${hash}`)) return
    event.preventDefault()
    event.stopPropagation()
    clearTimeout(this.addressTimer)
    history.pushState(history.state, "", link.href)
    this.#obey()
  }

  #obey() {
    const wanted = this.columns && this.#wanted()
    if (!wanted) return false
    this.#pause()
    this.choose(wanted.gateway ?? this.current.run.gateway)
    this.#move(this.current, wanted.step - 1)
    this.#show()
    this.scrollIntoView({block: "start", behavior: "instant"})
    return true
  }
}

if (!customElements.get("gateway-player")) customElements.define("gateway-player", GatewayPlayer)
