/** Find in a file: a small bar over the text. Upper and lower case count as the same. */
import {StateEffect, StateField} from "@codemirror/state"
import {Decoration, EditorView, showPanel} from "@codemirror/view"
import {button, make, setText} from "../dom.js"

const MOST = 1000
const setQuery = StateEffect.define()
const hit = Decoration.mark({class: "gl-found"})

/** What is looked for; null while the bar is closed. */
const query = StateField.define({
  create: () => null,
  update: (value, {effects}) => effects.find(effect => effect.is(setQuery))?.value ?? value,
})

/** Closed is an effect, too: "" has no hits, and `open` says whether the bar is there. */
const open = StateField.define({
  create: () => false,
  update: (value, {effects}) => {
    const effect = effects.find(effect => effect.is(setOpen))
    return effect ? effect.value : value
  },
  provide: field => showPanel.from(field, shown => (shown ? bar : null)),
})
const setOpen = StateEffect.define()

const found = EditorView.decorations.compute(["doc", query, open], state => {
  const ranges = state.field(open) ? hits(state).map(([from, to]) => hit.range(from, to)) : []
  return Decoration.set(ranges)
})

let words = key => key

/** The extension. `given` are the panel's words. */
export function find(given) {
  words = given
  return [query, open, found]
}

function hits(state) {
  const wanted = (state.field(query) ?? "").toLowerCase()
  if (!wanted) return []
  const text = state.doc.toString().toLowerCase()
  const list = []
  for (let at = text.indexOf(wanted); at >= 0 && list.length < MOST; at = text.indexOf(wanted, at + wanted.length)) {
    list.push([at, at + wanted.length])
  }
  return list
}

function go(view, step) {
  const list = hits(view.state)
  if (!list.length) return false
  const {from, to} = view.state.selection.main
  let at = step > 0
    ? list.findIndex(([start]) => start >= to)
    : list.findLastIndex(([, end]) => end <= from)
  if (at < 0) at = step > 0 ? 0 : list.length - 1
  view.dispatch({
    selection: {anchor: list[at][0], head: list[at][1]}, scrollIntoView: true, userEvent: "select.search",
  })
  return true
}

function openBar(view) {
  const {state} = view
  const selected = state.sliceDoc(state.selection.main.from, state.selection.main.to)
  const effects = [setOpen.of(true)]
  if (selected && !selected.includes("\n")) effects.push(setQuery.of(selected))
  view.dispatch({effects})
  const field = view.dom.querySelector(".gl-find input")
  field.value = view.state.field(query) ?? ""
  field.select()
  return true
}

function closeBar(view) {
  if (!view.state.field(open)) return false
  view.dispatch({effects: setOpen.of(false)})
  view.focus()
  return true
}

function bar(view) {
  const field = make("input", {type: "text", "aria-label": words("find.label"), placeholder: words("find.label")})
  const count = make("span.gl-found-count", {role: "status"})
  const look = () => {
    view.dispatch({effects: setQuery.of(field.value), selection: {anchor: view.state.selection.main.from}})
    go(view, 1)
  }
  field.addEventListener("input", look)
  const dom = make("div.gl-find", {role: "search"},
    field, count,
    button(words("find.before"), () => go(view, -1), "quiet"),
    button(words("find.next"), () => go(view, 1), "quiet"),
    button(words("find.close"), () => closeBar(view), "quiet"))
  dom.addEventListener("keydown", event => barKey(view, event))
  return {dom, top: true, update: ({state}) => setText(count, place(state))}
}

function barKey(view, event) {
  const typed = event.target.matches("input")
  if (event.key === "Escape") closeBar(view)
  else if (event.key === "Enter" && typed) go(view, event.shiftKey ? -1 : 1)
  else return
  event.preventDefault()
}

function place(state) {
  if (!state.field(query)) return ""
  const list = hits(state)
  const {from, to} = state.selection.main
  const at = list.findIndex(([start, end]) => start === from && end === to) + 1
  return list.length ? words("find.count", {at: at || "–", all: list.length}) : words("find.none")
}

export const findKeymap = [
  {key: "Mod-f", run: openBar},
  {key: "F3", run: view => go(view, 1), shift: view => go(view, -1), preventDefault: true},
  {key: "Mod-g", run: view => go(view, 1), shift: view => go(view, -1), preventDefault: true},
  {key: "Escape", run: closeBar},
]
