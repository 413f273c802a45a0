/** The board on the home page and on the labs' overview: how far the learner is, what is next, and
 * the way of the work into this browser and out of it.
 *
 * On a page without the labs' cards it is short: the way on, and no buttons.
 */
import {make, setText} from "../player/dom.js"
import {cardOf, markCards, unmarkCards} from "./board/cards.js"
import {openImport} from "./board/import_dialog.js"
import {readRows, stateWords} from "./board/progress.js"
import {baseOf, openStore} from "./store/store.js"
import {wordsOf} from "./texts.js"
import {exportWork} from "./store/transfer.js"

/** @param {Element} element @param {{manifest: object, manifestURL: string}} site
 * @returns {() => void} takes the board away */
export function mountBoard(element, {manifest, manifestURL}) {
  const board = new Board(element, manifest, manifestURL)
  board.show()
  const leave = board.store.subscribe(() => board.showSoon())
  return () => {
    leave()
    board.leave()
  }
}

export {mountBoard as mount}

class Board {
  #soon = false
  #gone = false

  constructor(element, manifest, manifestURL) {
    this.element = element
    this.labs = manifest.labs
    this.words = wordsOf(manifest.texts.board)
    this.store = openStore(baseOf(manifestURL))
    this.urlOf = (path) => new URL(path, new URL(manifestURL, document.baseURI)).href
    this.dataOf = (lab) => readData(this.urlOf(lab.data))
    this.short = !this.labs.some((lab) => cardOf(lab.id))
    this.#make()
  }

  #make() {
    const {words} = this
    this.count = make("p.gl-board-count", {id: "gl-board-count"})
    this.bar = make("div.gl-board-bar", {role: "img"})
    this.next = make("p.gl-board-next")
    this.unsaved = make("p.gl-board-problem", {role: "alert"})
    this.said = make("p.gl-board-said", {role: "status", tabindex: "-1"})
    this.undo = make("p.gl-board-undo", {role: "status"})
    const button = (text, onclick) =>
      make("button.gl-board-button", {type: "button", onclick}, text)
    this.exportButton = button(words("export"), () => this.#export())
    this.importButton = button(words("import.button"), () => this.#import())
    this.clearButton = button(words("clear.button"), () => this.#clear())
    const buttons = [this.exportButton, this.importButton, this.clearButton]
    this.actions = make("div.gl-board-actions", {}, ...buttons)
    this.note = make("p.gl-board-quiet", {}, words("kept"))
    const parts = [this.count, this.bar, this.next, this.unsaved]
    if (!this.short) parts.push(this.actions, this.undo, this.said, this.note)
    const label = {"aria-label": words("title")}
    this.box = make("section.gl-board", label, ...parts)
    this.element.replaceChildren(this.box)
  }

  leave() {
    this.#gone = true
    unmarkCards()
    this.element.replaceChildren()
  }

  /** Once for all that happens at one time. */
  showSoon() {
    if (this.#soon) return
    this.#soon = true
    queueMicrotask(() => {
      this.#soon = false
      if (!this.#gone) this.show()
    })
  }

  show() {
    const rows = readRows(this.store, this.labs)
    const begun = rows.some((row) => row.started)
    this.box.classList.toggle("gl-board-empty", !begun)
    this.#showCount(rows, begun)
    this.#showNext(rows, begun)
    for (const part of [this.exportButton, this.clearButton, this.note]) part.hidden = !begun
    this.#showUndo()
    this.unsaved.hidden = !this.store.unsaved
    setText(this.unsaved, this.store.unsaved ? this.words("unsaved") : "")
    markCards(rows, this.words)
  }

  #showCount(rows, begun) {
    const solved = rows.filter(({state}) => state === "solved").length
    this.count.hidden = this.bar.hidden = !begun
    setText(this.count, this.words("count", {solved, count: rows.length}))
    const names = rows.map((row) => {
      const {number, title} = row.lab
      return `${this.words("lab", {n: number, title})}: ${stateWords(row, this.words).text}`
    })
    this.bar.setAttribute("aria-label", names.join("; "))
    const part = (row, at) => make("span", {"data-state": row.state, title: names[at]})
    this.bar.replaceChildren(...rows.map(part))
  }

  #showNext(rows, begun) {
    const {words} = this
    const row = rows.find(({state}) => state !== "solved")
    if (!row) return setText(this.next, words("all_solved"))
    const {number: n, title, anchors} = row.lab
    const anchor = begun && row.task ? anchors?.[row.task - 1] : null
    const href = this.urlOf(row.lab.url) + (anchor ? `#${anchor}` : "")
    const name = words("lab", {n, title})
    const link = make("a", {href}, begun ? name : words("first_link", {n, title}))
    const before = begun ? words("next") : words("first")
    const where = [before, " ", link, begun ? this.#nextWords(row) : ""]
    if (this.next.innerHTML !== make("p", {}, ...where.map(copied)).innerHTML) {
      this.next.replaceChildren(...where)
    }
  }

  #nextWords(row) {
    const {state, task: n, lab: {tasks: last}} = row
    if (state === "unsolved") return ` · ${this.words("next_task", {n, last})}`
    return state === "not_started" ? "" : ` · ${stateWords(row, this.words).text}`
  }

  #showUndo() {
    const {words, store} = this
    const found = store.undoable()
    const key = found ? `${found.what} ${found.when}` : ""
    if (this.undo.dataset.of === key) return
    this.undo.dataset.of = key
    this.undo.hidden = !found
    if (!found) return this.undo.replaceChildren()
    const when = new Date(found.when).toLocaleString([], {dateStyle: "medium", timeStyle: "short"})
    const texts = {
      import: () => [words("undo.import", {when}), words("undo.button")],
      clear: () => [words("undo.clear", {when}), words("undo.button")],
    }
    const again = () => [words("undo.undone"), words("undo.again")]
    const [text, name] = (texts[found.what] ?? again)()
    const button = (word, action) =>
      make("button.gl-board-link", {type: "button", onclick: () => this.#settle(action)}, word)
    this.undo.replaceChildren(
      text,
      " ",
      button(name, () => store.undo()),
      " ",
      button(words("undo.forget"), () => store.forget()),
    )
  }

  /** The button goes away when it is pressed, so the focus moves to what is said. */
  #settle(action) {
    action()
    this.show()
    this.#say("")
    const left = this.undo.querySelector("button") ?? this.importButton
    left.focus()
  }

  #say(text) {
    setText(this.said, text)
  }

  async #export() {
    const {words, store, labs, dataOf} = this
    this.#say("")
    const {bytes, partial} = await exportWork(store, labs, dataOf)
    const day = new Date().toISOString().slice(0, 10)
    const name = `gateway-labs-work-${day}.zip`
    download(new Blob([bytes], {type: "application/zip"}), name)
    this.#say(partial.length ? words("exported_partly", {name}) : words("exported", {name}))
  }

  #import() {
    this.#say("")
    openImport(this, this.box)
  }

  #clear() {
    const {words, store} = this
    this.#say("")
    const title = make("h2", {id: "gl-clear-title"}, words("clear.title"))
    const yes = make("button.gl-board-button", {value: "yes"}, words("clear.yes"))
    const no = make("button.gl-board-button", {value: "no"}, words("clear.no"))
    const actions = make("div.gl-board-actions", {}, yes, no)
    const question = make("p", {}, words("clear.question"))
    const form = make("form", {method: "dialog"}, title, question, actions)
    const dialog = make("dialog.gl-board-dialog", {"aria-labelledby": "gl-clear-title"}, form)
    dialog.addEventListener("close", () => {
      dialog.remove()
      if (dialog.returnValue !== "yes") return
      store.clear()
      this.show()
      this.undo.querySelector("button")?.focus()
    })
    this.box.append(dialog)
    dialog.showModal()
    no.focus()
  }
}

const copied = (part) => (typeof part === "string" ? part : part.cloneNode(true))

async function readData(url) {
  const answer = await fetch(url)
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`)
  return answer.json()
}

function download(blob, name) {
  const address = URL.createObjectURL(blob)
  const link = make("a", {href: address, download: name})
  document.body.append(link)
  link.click()
  link.remove()
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}
