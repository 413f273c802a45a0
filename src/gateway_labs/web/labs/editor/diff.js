/** Two texts side by side, line by line: drawn here, in two columns, or one where there is no room. */
import {make} from "../dom.js"
import {colouredLines} from "./python.js"

const CONTEXT = 2

/**
 * What is the same and what is not, in order. Lines are counted from 0.
 *
 * @param {string[]} before @param {string[]} after
 * @returns {{same: boolean, before: [number, number], after: [number, number]}[]}  ranges
 */
export function blocksOf(before, after) {
  const table = longestCommon(before, after)
  const blocks = []
  let [i, j] = [0, 0]
  while (i < before.length || j < after.length) {
    const [fromI, fromJ] = [i, j]
    while (i < before.length && j < after.length && before[i] === after[j]) [i, j] = [i + 1, j + 1]
    if (i > fromI) {
      blocks.push({same: true, before: [fromI, i], after: [fromJ, j]})
      continue
    }
    while ((i < before.length || j < after.length) && before[i] !== after[j]) {
      if (j === after.length || (i < before.length && table[i + 1][j] >= table[i][j + 1])) i += 1
      else j += 1
    }
    blocks.push({same: false, before: [fromI, i], after: [fromJ, j]})
  }
  return joined(blocks, before)
}

/** Changes with only empty lines, or with one lone line, between them read better as one. */
function joined(blocks, before) {
  const list = []
  blocks.forEach((block, index) => {
    const last = list.at(-1)
    const between = block.same && index > 0 && index < blocks.length - 1 && isThin(block, before)
    if (last && !last.same && (between || !block.same)) {
      last.before[1] = block.before[1]
      last.after[1] = block.after[1]
    } else list.push({same: block.same, before: [...block.before], after: [...block.after]})
  })
  return list
}

function isThin({before: [from, to]}, lines) {
  return to - from === 1 || lines.slice(from, to).every(line => !line.trim())
}

/** The length of the longest common run of lines from each place on. */
function longestCommon(before, after) {
  const table = Array.from({length: before.length + 1}, () => new Uint16Array(after.length + 1))
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      table[i][j] = before[i] === after[j]
        ? table[i + 1][j + 1] + 1
        : Math.max(table[i + 1][j], table[i][j + 1])
    }
  }
  return table
}

/**
 * @param {(key: string, fields?: object) => string} words
 * @param {{path: string, before: string, after: string, left: string, right: string,
 *   fold?: boolean}} what  `left` and `right` are the columns' names; `fold` leaves equal lines out
 */
export function diff(words, {path, before, after, left, right, fold = false}) {
  const [from, to] = [before, after].map(text => text.trimEnd().split("\n"))
  const colours = [from, to].map(lines => colouredLines(lines.join("\n")))
  const blocks = blocksOf(from, to)
  const body = make("div.gl-diff-body", {tabindex: 0, role: "region", "aria-label": path})
  body.append(make("div.gl-pair.gl-head", {}, make("div", {}, left), make("div", {}, right)))
  blocks.forEach((block, index) => {
    const ends = {first: index === 0, last: index === blocks.length - 1}
    body.append(...drawn(block, colours, words, fold ? ends : null))
  })
  return make("figure.gl-diff", {},
    make("figcaption", {}, make("code", {}, path), blocks.every(({same}) => same) ? ` · ${words("diff.equal")}` : ""),
    body)
}

function drawn(block, colours, words, ends) {
  if (!block.same || !ends) return [pair(block, colours, words)]
  const {before: [start, end], after: [other]} = block
  const kept = [ends.first ? 0 : CONTEXT, ends.last ? 0 : CONTEXT]
  const hidden = end - start - kept[0] - kept[1]
  if (hidden < 2) return [pair(block, colours, words)]
  const part = (at, count) => pair(
    {same: true, before: [start + at, start + at + count], after: [other + at, other + at + count]},
    colours, words)
  return [
    ...(kept[0] ? [part(0, kept[0])] : []),
    make("div.gl-pair.gl-skip", {}, make("div", {}, words("diff.skipped", {count: hidden}))),
    ...(kept[1] ? [part(end - start - kept[1], kept[1])] : []),
  ]
}

function pair({same, before, after}, colours, words) {
  const sides = [["before", before, "−"], ["after", after, "+"]].map(([side, [from, to]], index) => {
    const column = make(`div.gl-side.gl-${side}`)
    for (let at = from; at < to; at++) {
      column.append(line(at + 1, colours[index][at], same ? " " : `${(side === "before" ? "−" : "+")}`, words))
    }
    return column
  })
  return make(`div.gl-pair.gl-${same ? "same" : "change"}`, {}, ...sides)
}

function line(number, content, sign, words) {
  const spoken = {"−": words("diff.before"), "+": words("diff.after")}[sign]
  return make("div.gl-line", {},
    make("span.gl-line-number", {"aria-hidden": "true"}, `${number}`),
    make("span.gl-line-sign", {"aria-hidden": "true"}, sign),
    ...(spoken ? [make("span.gl-sr", {}, `${spoken}: `)] : []),
    make("code", {}, ...(content.length ? content : [" "])))
}
