/** Where the learner stands in a lab: the last report, what it was made for, and the state. */

const STATUSES = ["pass", "fail", "error", "timeout", "not_started"]

/**
 * One lab's last report. `tree` and `lab` are digests as in work/progress.json; `start` and `work`
 * are those of the start files and of the changed files that the report was made for.
 * @typedef {{report: object, tree: string, lab: string, start: string, work: string}} Standing
 */

/** The standing that `value` holds. @returns {Standing} @throws {TypeError} if it holds none */
export function readStanding(value) {
  const {report, tree, lab, start, work} = value
  for (const digest of [tree, lab, start, work]) demand(typeof digest === "string", "a digest")
  return {report: readReport(report), tree, lab, start, work}
}

/** A report of version 1 (gateway_labs.lab.report). @throws {TypeError} if it is something else */
export function readReport(value) {
  demand(value?.version === 1, "a report of version 1")
  const {lab, status, seconds} = value
  demand(typeof lab === "string" && STATUSES.includes(status), "a lab and a status")
  demand(typeof seconds === "number" && Array.isArray(value.tasks), "seconds and tasks")
  return {version: 1, lab, status, seconds, tasks: value.tasks.map(readTask)}
}

function readTask(value) {
  const task = {
    n: value.n,
    title: value.title,
    status: value.status,
    did: value.did ?? "",
    expected: value.expected ?? "",
    got: value.got ?? "",
    events: value.events ?? [],
    diagnosis: value.diagnosis ?? null,
    where: value.where ?? null,
    traceback: value.traceback ?? "",
    output: value.output ?? "",
  }
  demand(Number.isInteger(task.n) && STATUSES.includes(task.status), "a task's number and status")
  const {title, did, expected, got, traceback, output} = task
  const texts = [title, did, expected, got, traceback, output]
  texts.push(task.diagnosis ?? "", task.where ?? "")
  demand(texts.every((text) => typeof text === "string"), "texts")
  const right = (event) => typeof event?.who === "string" && typeof event.kind === "string"
  demand(Array.isArray(task.events) && task.events.every(right), "a list of events")
  return task
}

function demand(holds, expected) {
  if (!holds) throw new TypeError(`expected ${expected}`)
}

/** How many hints of each task were shown: {"1": 2}. @throws {TypeError} */
export function readHints(value) {
  const entries = Object.entries(value)
  const right = ([n, shown]) => /^\d+$/.test(n) && Number.isInteger(shown) && shown > 0
  demand(!Array.isArray(value) && entries.every(right), "numbers of hints")
  return Object.fromEntries(entries)
}

/** The first task that does not pass, less those that no browser can run; null if all pass. */
export function firstFailing(report, local = []) {
  const failing = report.tasks.find(({n, status}) => status !== "pass" && !local.includes(n))
  return failing ?? null
}

/** Whether each task of the report is one of the lab's. `lab`: its data, its entry or its id. */
export function fits(report, lab) {
  const last = Array.isArray(lab.tasks) ? lab.tasks.length : (lab.tasks ?? Infinity)
  return report.tasks.every(({n}) => n >= 1 && n <= last)
}

/** Whether all tasks pass that a browser can run. */
export function isSolved(report, local = []) {
  if (report.tasks.length === 0) return report.status === "pass"
  return firstFailing(report, local) === null
}

/** The status over all of the report's tasks, the worst one, as in gateway_labs.lab.report. */
export function worstStatus(report) {
  const order = ["timeout", "error", "fail", "not_started", "pass"]
  const worst = order.find((status) => report.tasks.some((task) => task.status === status))
  return worst ?? report.status
}
