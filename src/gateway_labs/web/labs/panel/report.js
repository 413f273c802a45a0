/** The report of a check, as the terminal shows it (gateway_labs.lab.render): same words, same order. */
import {button, make} from "../dom.js"

const OUTPUT_LINES = 8
const EVENTS = 14
const LONGEST_VALUE = 60
/** What of a message says most. */
const TELLING = ["request", "text", "bytes", "body", "code", "status", "error", "value"]

/**
 * The first failing task alone.
 *
 * @param {import("../panel.js").Lab} lab
 * @param {object} task  a TaskReport as JSON
 * @param {{open?: (where: string) => void, hint?: () => void}} does  without them: no "Next"
 */
export function failure(lab, task, does = {}) {
  const {data, terms} = lab
  const head = terms("failed", {lab: padded(data.number), n: task.n, last: data.tasks.length})
  const fields = make("dl.gl-fields", {},
    ...field(terms("did"), task.did, "did"),
    ...field(terms("expected"), task.expected, "expected"),
    ...field(terms("got"), task.got, "got"),
    ...eventLines(task.events, terms).flatMap(([who, words]) =>
      field(`${terms("events")} ${who}`, events(words), "events")),
    ...field(terms("likely"), task.diagnosis, "likely"),
    ...(does.open ? field(terms("next"), next(lab, task, does), "next") : []))
  return make("div.gl-report.gl-failed", {},
    make("p.gl-verdict", {}, make("span.gl-sign", {"aria-hidden": "true"}, "✗ "), `${head} · `,
      make("strong", {}, task.title)),
    fields,
    ...folded(lab.words("report.traceback"), task.traceback),
    ...folded(terms("output"), lastLines(task.output, terms)))
}

export const padded = number => String(number).padStart(2, "0")

function field(label, content, kind) {
  if (!content) return []
  return [make("dt", {}, label), make(`dd.gl-${kind}`, {}, content)]
}

/** The place, a hint, and the page to read. */
function next(lab, task, {open, hint}) {
  const {data, words} = lab
  const docs = data.tasks.find(({n}) => n === task.n)?.docs?.[0]
  const parts = []
  if (task.where) {
    const label = words("report.open", {where: task.where})
    parts.push(make("button.gl-link.gl-where", {type: "button", title: label, onclick: () => open(task.where)},
      make("code", {}, task.where)))
  }
  parts.push(make("button.gl-link", {type: "button", onclick: hint}, words("report.hint")))
  if (docs) parts.push(make("a", {href: new URL(docs.url, lab.dataURL).href}, docs.words))
  return make("span.gl-nexts", {}, ...parts)
}

function events(words) {
  const line = make("span.gl-chain")
  words.forEach((word, index) => {
    if (index) line.append(" → ")
    line.append(make("code", {}, word))
  })
  return line
}

/**
 * For each actor, in order of appearance, the words of its events: [["A", ["connect", "accept"]]].
 *
 * @param {object[]} all @param {(key: string, fields?: object) => string} terms
 */
export function eventLines(all, terms) {
  const lines = new Map()
  for (const event of all) lines.set(event.who, [...(lines.get(event.who) ?? []), event])
  return [...lines].map(([who, own]) => [who, eventWords(own, terms)])
}

function eventWords(own, terms) {
  const words = own.slice(0, EVENTS).map(eventWord)
  if (own.length > EVENTS) words.push(terms("more_events", {count: own.length - EVENTS}))
  else if (own.at(-1).direction === "in") words.push(terms("nothing"))
  return words
}

function eventWord(event) {
  const kind = event.kind.replace(/^websocket\./, "").replace(/^http\./, "")
  const key = TELLING.find(key => ![undefined, null, "None", "b''"].includes(event[key]))
  return key ? `${kind} ${cut([...String(event[key])], LONGEST_VALUE)}` : kind
}

function cut(letters, longest) {
  return letters.length > longest ? letters.slice(0, longest - 1).join("") + "…" : letters.join("")
}

function folded(title, content) {
  if (!content?.trim()) return []
  return [make("details.gl-folded", {}, make("summary", {}, title),
    make("pre", {tabindex: 0, role: "region", "aria-label": title}, content.trimEnd()))]
}

function lastLines(output, terms) {
  const lines = output.trim().split("\n").map(line => line.slice(0, 200))
  if (lines.length <= OUTPUT_LINES) return lines.join("\n")
  const before = terms("lines_before", {count: lines.length - OUTPUT_LINES})
  return [before, ...lines.slice(-OUTPUT_LINES)].join("\n")
}
