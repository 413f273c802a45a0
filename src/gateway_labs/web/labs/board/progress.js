/** The board's rows: each lab of the course, and where the learner is, as lab/board.py has it. */
import {SIGNS} from "../store/store.js"

/**
 * @typedef {{lab: object, state: "solved" | "unsolved" | "changed" | "not_started",
 *   task: number | null, started: boolean}} Row  `task` is the one that is next
 * @returns {Row[]}
 */
export function readRows(store, labs) {
  return labs.map((lab) => {
    const state = store.state(lab)
    return {lab, state, task: store.nextTask(lab), started: state !== "not_started"}
  })
}

/** A row's state for eyes and ears: "✗ task 2 of 4 is next". */
export function stateWords({lab, state, task}, words) {
  const texts = {
    solved: () => words("state.solved"),
    unsolved: () => words("state.unsolved", {n: task, last: lab.tasks}),
    changed: () => words("state.changed"),
    not_started: () => words("state.not_started"),
  }
  const more = state === "solved" ? localWords(lab, words) : ""
  return {sign: SIGNS[state], text: texts[state](), more}
}

/** What is left to do where the tasks that a browser can check are done. */
function localWords({local = []}, words) {
  if (local.length === 0) return ""
  if (local.length === 1) return words("state.local", {n: local[0]})
  return words("state.locals", {list: new Intl.ListFormat("en").format(local.map(String))})
}
