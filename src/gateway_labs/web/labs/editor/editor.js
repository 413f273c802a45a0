/** The editor: CodeMirror, with one state for each file, so that each keeps its own undo. */
import {Compartment, EditorState, StateEffect, StateField, Transaction} from "@codemirror/state"
import {
  Decoration, EditorView, drawSelection, highlightActiveLine, highlightActiveLineGutter, keymap,
  lineNumbers,
} from "@codemirror/view"
import {
  history, historyKeymap, indentLess, indentMore, moveLineDown, moveLineUp, standardKeymap,
  toggleComment,
} from "@codemirror/commands"
import {MAC, make, newId, withCode} from "../dom.js"
import {find, findKeymap} from "./find.js"
import {colours, python} from "./python.js"

const mark = StateEffect.define({map: (position, changes) => changes.mapPos(position)})
const place = Decoration.line({class: "gl-place"})

/** The line that the report names: it moves with the text, and goes with the next report. */
const marked = StateField.define({
  create: () => Decoration.none,
  update(value, transaction) {
    const effect = transaction.effects.find(effect => effect.is(mark))
    if (!effect) return value.map(transaction.changes)
    if (effect.value === null) return Decoration.none
    return Decoration.set(place.range(transaction.newDoc.lineAt(effect.value).from))
  },
  provide: field => EditorView.decorations.from(field),
})

export class Editor {
  #states = new Map()
  #views = new Map()
  #label = new Compartment()
  #external = false
  #tabIndents = false

  /**
   * @param {(key: string, fields?: object) => string} words
   * @param {{edited: (path: string, text: string) => void, check: () => void, touched: () => void}} on
   */
  constructor(words, on) {
    Object.assign(this, {words, on, path: null})
    const keys = make("p.gl-keys", {id: newId("keys")}, withCode(MAC ? words("editor.keys_mac") : words("editor.keys")))
    this.box = make("div.gl-code", {id: newId("file"), role: "tabpanel"})
    this.element = make("div.gl-editor", {}, this.box, keys)
    this.keys = keys
    this.extensions = this.#extensions()
    this.view = new EditorView({parent: this.box, state: this.#state("", "")})
    this.box.addEventListener("focusin", on.touched)
  }

  /** Show a file; `text` is taken where the editor has not shown it yet. */
  show(path, text, tab) {
    if (path === this.path) return
    if (this.path !== null) this.#keep()
    this.path = path
    this.box.setAttribute("aria-labelledby", tab.id)
    this.view.setState(this.#states.get(path) ?? this.#state(path, text))
    const seen = this.#views.get(path)
    if (seen) this.view.dispatch({effects: seen})
  }

  /** The text of a file changed, not by typing: it can be undone as if it was typed. */
  replace(path, text) {
    const state = path === this.path ? this.view.state : this.#states.get(path)
    if (!state || state.doc.toString() === text) return
    const change = {changes: changeTo(state.doc.toString(), text), userEvent: "input.replace"}
    this.#external = true
    if (path === this.path) this.view.dispatch(change)
    else this.#states.set(path, state.update(change).state)
    this.#external = false
  }

  forget(path) {
    this.#states.delete(path)
    this.#views.delete(path)
    if (path === this.path) this.path = null
  }

  /** Mark a line of the file that is shown, from 1, or no line. */
  mark(number) {
    const {doc} = this.view.state
    const at = number ? doc.line(Math.min(Math.max(number, 1), doc.lines)).from : null
    this.view.dispatch({effects: mark.of(at)})
  }

  /** Go to a line of the file that is shown. */
  open(number) {
    const {doc} = this.view.state
    const line = doc.line(Math.min(Math.max(number, 1), doc.lines))
    const at = line.from + /^\s*/.exec(line.text)[0].length
    this.view.dispatch({
      selection: {anchor: at}, effects: EditorView.scrollIntoView(at, {y: "center"}),
    })
    this.view.focus()
  }

  close() {
    this.view.destroy()
  }

  #keep() {
    this.#states.set(this.path, this.view.state)
    this.#views.set(this.path, this.view.scrollSnapshot())
  }

  #state(path, doc) {
    const label = EditorView.contentAttributes.of({
      "aria-label": this.words("editor.label", {path}), "aria-describedby": this.keys.id, tabindex: "0",
    })
    const extensions = [this.extensions, this.#label.of(label)]
    if (path.endsWith(".py")) extensions.push(python)
    return EditorState.create({doc, extensions})
  }

  #extensions() {
    const {words, on} = this
    return [
      lineNumbers(), highlightActiveLine(), highlightActiveLineGutter(), drawSelection(), history(),
      colours, marked, EditorView.lineWrapping, find(words),
      keymap.of([
        {key: "Mod-Enter", run: () => (on.check(), true)},
        ...findKeymap, ...this.#tabKeys(), {key: "Mod-/", run: toggleComment},
        {key: "Alt-ArrowUp", run: moveLineUp}, {key: "Alt-ArrowDown", run: moveLineDown},
        ...historyKeymap, ...standardKeymap,
      ]),
      // Observers hear a key also where a command has taken it.
      EditorView.domEventObservers({
        keydown: event => this.#askedByKey(event),
        mousedown: () => void (this.#tabIndents = true),
        blur: () => void (this.#tabIndents = false),
      }),
      EditorView.updateListener.of(update => {
        if (!update.docChanged || this.#external || this.path === null) return
        on.edited(this.path, update.state.doc.toString())
      }),
    ]
  }

  /**
   * WCAG 2.1.2: Tab leaves the editor until the learner works in it, and again after Escape.
   * CodeMirror's own way out ends two seconds after Escape; ours waits.
   */
  #tabKeys() {
    const when = command => view => this.#tabIndents && command(view)
    return [{key: "Tab", run: when(indentTab), shift: when(indentLess)}]
  }

  #askedByKey({key}) {
    if (key === "Escape") this.#tabIndents = false
    else if (!["Tab", "Shift", "Control", "Alt", "Meta"].includes(key)) this.#tabIndents = true
  }
}

/** Lines that are selected move; without a selection, spaces up to the next column of four. */
function indentTab(view) {
  const {main} = view.state.selection
  if (!main.empty) return indentMore(view)
  const column = main.head - view.state.doc.lineAt(main.head).from
  view.dispatch(view.state.replaceSelection(" ".repeat(4 - (column % 4))),
    {annotations: Transaction.userEvent.of("input.indent"), scrollIntoView: true})
  return true
}

/** The smallest single change from one text to the other: the cursor stays where it can. */
function changeTo(before, after) {
  const most = Math.min(before.length, after.length)
  let from = 0
  while (from < most && before[from] === after[from]) from += 1
  let same = 0
  while (same < most - from && before.at(-1 - same) === after.at(-1 - same)) same += 1
  return {from, to: before.length - same, insert: after.slice(from, after.length - same)}
}
