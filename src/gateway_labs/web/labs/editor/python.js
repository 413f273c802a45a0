/** Python for the editor: its colours, its indentation of 4 spaces, and pairs of brackets. */
import {EditorSelection, Prec} from "@codemirror/state"
import {EditorView, keymap} from "@codemirror/view"
import {
  LRLanguage, bracketMatching, indentService, indentUnit, syntaxHighlighting,
} from "@codemirror/language"
import {highlightCode, tagHighlighter, tags} from "@lezer/highlight"
import {parser} from "@lezer/python"

const UNIT = 4
const PAIRS = {"(": ")", "[": "]", "{": "}"}

const language = LRLanguage.define({
  name: "python", parser, languageData: {commentTokens: {line: "#"}},
})

/** The classes have their colours in panel.css. */
const highlighter = tagHighlighter([
  {tag: [tags.keyword, tags.modifier, tags.operatorKeyword, tags.controlKeyword,
    tags.definitionKeyword, tags.moduleKeyword], class: "gl-py-keyword"},
  {tag: [tags.string, tags.special(tags.string)], class: "gl-py-string"},
  {tag: [tags.number, tags.bool, tags.null, tags.self], class: "gl-py-literal"},
  {tag: tags.comment, class: "gl-py-comment"},
  {tag: [tags.function(tags.definition(tags.variableName)), tags.definition(tags.className),
    tags.className, tags.meta], class: "gl-py-name"},
])

/** A program's lines, each a list of texts and coloured elements. */
export function colouredLines(code) {
  const lines = [[]]
  const put = (text, classes) => {
    const element = classes ? document.createElement("span") : null
    if (element) Object.assign(element, {className: classes, textContent: text})
    lines.at(-1).push(element ?? text)
  }
  highlightCode(code, parser.parse(code), highlighter, put, () => lines.push([]))
  return lines
}

/** The columns that a new line begins with, after `line`. */
export function columnsAfter(line) {
  const code = line.replace(/#.*$/, "").trimEnd()
  const columns = /^ */.exec(line)[0].length
  if (/[:([{]$/.test(code)) return columns + UNIT
  if (/^\s*(return|pass|break|continue|raise)\b/.test(code) && !/[,\\]$/.test(code)) {
    return Math.max(0, columns - UNIT)
  }
  return columns
}

const indentation = indentService.of((context, position) => {
  const before = context.lineAt(position, -1)
  const own = context.state.doc.lineAt(position)
  if (context.simulatedBreak === null && own.number > 1) {
    return columnsAfter(context.state.doc.line(own.number - 1).text)
  }
  return columnsAfter(before.text)
})

/** A typed bracket brings the closing one where nothing follows; the closing one steps over it. */
const closing = EditorView.inputHandler.of((view, from, to, text) => {
  const next = view.state.sliceDoc(to, to + 1)
  if (Object.values(PAIRS).includes(text) && next === text && from === to) {
    view.dispatch({selection: {anchor: from + 1}, userEvent: "input.type"})
    return true
  }
  const close = PAIRS[text]
  if (!close || view.composing || !/^[\s)\]}]?$/.test(next)) return false
  const insert = text + view.state.sliceDoc(from, to) + close
  view.dispatch({
    changes: {from, to, insert}, userEvent: "input.type",
    selection: EditorSelection.range(from + 1, from + insert.length - 1),
  })
  return true
})

/** Backspace between the two brackets of an empty pair takes both. */
function takePair(view) {
  const {main} = view.state.selection
  if (!main.empty) return false
  const [open, close] = view.state.sliceDoc(main.from - 1, main.from + 1)
  if (!close || PAIRS[open] !== close) return false
  view.dispatch({changes: {from: main.from - 1, to: main.from + 1}, userEvent: "delete.backward"})
  return true
}

export const python = [
  language, indentation, closing, indentUnit.of(" ".repeat(UNIT)), bracketMatching(),
  Prec.high(keymap.of([{key: "Backspace", run: takePair}])),
]

export const colours = syntaxHighlighting(highlighter)
