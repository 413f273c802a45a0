/** The learner's work and progress, in this browser: what work/ is on a disk.
 *
 * Keys, below "gateway-labs:<the site's path>:1:", one for each thing, so that two tabs do not
 * write over one another's:
 *   file:<lab>:<path>   the text of a file that the learner changed or added
 *   standing:<lab>      the last report, and the digests of what it was made for
 *   hints:<lab>         {"<task>": how many were shown}
 *   backup:<lab>        {"when", "files"}: what a reset took away
 *   undo                {"what", "when", "labs"}: what an import or a clear-all took away
 *   aside:<n>:<key>     what could not be read as the thing that its key says
 *
 * A `lab` is an id, or the lab's data (lab.json), or its entry in the manifest's list of labs. The
 * store knows a lab's start files once it has seen its data: `tree(data)` comes first.
 */
import {treeDigest} from "./digest.js"
import {Kept} from "./kept.js"
import {isLabId, pathProblem} from "./paths.js"
import {firstFailing, fits, isSolved, readHints, readStanding} from "./standing.js"

/** Of each state, on the panel, the board and the cards. */
export const SIGNS = {solved: "✓", unsolved: "✗", changed: "~", not_started: "·"}

const VERSION = 1
const HINTS = 3

/**
 * @typedef {Record<string, string>} Tree  path with forward slashes, to text
 * @typedef {{type: "file", lab: string, path: string, text: string | null, elsewhere: boolean}
 *   | {type: "standing" | "hints" | "backup", lab: string, elsewhere: boolean}
 *   | {type: "undo", elsewhere: boolean} | {type: "all"}
 *   | {type: "unsaved", error: Error} | {type: "saved"}} StoreEvent
 *     `elsewhere`: another tab did it. "all": another tab emptied the storage. A text of null: the
 *     file is as in the start again, or gone. "unsaved": it is kept in memory only, until "saved".
 */

/** The path that the site's pages share, from the address of assets/labs/manifest.json. */
export function baseOf(manifestURL) {
  return new URL("../../", new URL(manifestURL, document.baseURI)).pathname
}

/** The store of the site at `base`, such as "/" or "/a/folder/": the same one for all of a page. */
export function openStore(base) {
  // The panel and the board are bundles of their own: what is in memory only must be in one place.
  const stores = (globalThis[Symbol.for(`gateway-labs.stores.${VERSION}`)] ??= new Map())
  if (!stores.has(base)) stores.set(base, new Store(base))
  return stores.get(base)
}

export class Store {
  #kept
  /** @type {Map<string, {tree: Tree, digest: string}>} */
  #starts = new Map()

  /** @param {string} base */
  constructor(base) {
    this.#kept = new Kept(`gateway-labs:${base.replaceAll(":", "%3A")}:${VERSION}:`)
  }

  /** The error of a write that failed, while something is kept in memory only; else null. */
  get unsaved() {
    return this.#kept.unsaved
  }

  /** The ids of the labs of which something is kept. */
  labs() {
    const parts = this.#kept.keys().map((key) => key.split(":"))
    const kinds = ["file", "standing", "hints"]
    const ids = parts.filter(([kind]) => kinds.includes(kind)).map(([, id]) => id)
    return [...new Set(ids)].filter(isLabId)
  }

  /** The files that the learner changed or added; null if there is none. @returns {Tree | null} */
  work(lab) {
    const start = this.#start(lab)?.tree ?? {}
    const prefix = `file:${idOf(lab)}:`
    const found = []
    for (const key of this.#kept.keys(prefix)) {
      const path = key.slice(prefix.length)
      if (pathProblem(path)) this.#putAside(key)
      else if (this.#kept.get(key) !== start[path]) found.push([path, this.#kept.get(key)])
    }
    return found.length ? Object.fromEntries(found) : null
  }

  /** All of the lab's files: what the lab starts from, and the learner's over it. */
  tree(data) {
    return {...this.#start(data).tree, ...this.work(data)}
  }

  /** @throws {RangeError} if `path` can't be a file's in the lab's folder */
  saveFile(lab, path, text) {
    const problem = pathProblem(path)
    if (problem) throw new RangeError(`${path}: no path in a lab's folder`)
    const key = `file:${idOf(lab)}:${path}`
    if (this.#start(lab)?.tree[path] === text) this.#kept.remove(key)
    else this.#kept.set(key, text)
  }

  /** A file of the start is as it was in the start; another one is gone. */
  removeFile(lab, path) {
    this.#kept.remove(`file:${idOf(lab)}:${path}`)
  }

  /** What the last reset or `take` took away: {when: milliseconds, files}; null if nothing is kept.
   * Files of {} are those of the start. */
  backup(lab) {
    return this.#read(`backup:${idOf(lab)}`, readBackup)
  }

  /** Start again. @returns {number | null} when, which the backup has too; null if untouched */
  reset(lab) {
    return this.work(lab) && this.take(lab, {})
  }

  /** Replace the learner's files by these over the start; a backup is kept. @param {Tree} files */
  take(lab, files) {
    const when = Date.now()
    this.#kept.set(`backup:${idOf(lab)}`, JSON.stringify({when, files: this.work(lab) ?? {}}))
    this.#setFiles(idOf(lab), files)
    return when
  }

  /** Take the last reset back. What is there now becomes the backup. */
  undoReset(lab) {
    const backup = this.backup(lab)
    return backup && this.take(lab, backup.files)
  }

  /** The last report and the hints: {report, digests: {tree, lab}, treeOf: {start, work}, hints};
   * null if there is neither. `report` may be of files that have changed since; one with a task
   * that the lab no longer has is left out. */
  standing(lab) {
    const found = this.#read(`standing:${idOf(lab)}`, readStanding)
    const hints = this.#read(`hints:${idOf(lab)}`, readHints) ?? {}
    if (!found || !fits(found.report, lab)) {
      return Object.keys(hints).length ? {report: null, hints} : null
    }
    const {report, tree, lab: of, start, work} = found
    return {report, digests: {tree, lab: of}, treeOf: {start, work}, hints}
  }

  /** The last report, if neither the learner's files nor the lab have changed since; else null. */
  currentReport(lab) {
    const {report, digests, treeOf} = this.standing(lab) ?? {}
    if (!report) return null
    // The manifest's list has the start's digest in place of its files.
    const start = typeof lab.start === "string" ? lab.start : this.#start(lab)?.digest
    const same =
      (lab.digest === undefined || digests.lab === lab.digest) &&
      (start === undefined || treeOf.start === start) &&
      treeOf.work === treeDigest(this.work(lab) ?? {})
    return same ? report : null
  }

  /** Keep `report` as the lab's last one. `tree` is the whole tree that was checked.
   * @param {{tree: string, lab: string}} digests  as in work/progress.json */
  saveReport(lab, report, digests, tree) {
    const start = this.#start(lab)
    const changed = Object.entries(tree).filter(([path, text]) => start?.tree[path] !== text)
    this.saveStanding(lab, {
      report,
      tree: digests?.tree ?? treeDigest(tree),
      lab: digests?.lab ?? lab.digest ?? "",
      start: start?.digest ?? "",
      work: treeDigest(Object.fromEntries(changed)),
    })
    if (isSolved(report, localTasks(lab))) this.#kept.remove(`hints:${idOf(lab)}`)
  }

  /** @param {import("./standing.js").Standing} standing */
  saveStanding(lab, standing) {
    this.#kept.set(`standing:${idOf(lab)}`, JSON.stringify(readStanding(standing)))
  }

  /** Count one more hint of `task` as shown. @returns {number} its number, from 1 to the last */
  showHint(lab, task) {
    const key = `hints:${idOf(lab)}`
    const hints = this.#read(key, readHints) ?? {}
    const last = lab.tasks?.[task - 1]?.hints?.length ?? HINTS
    hints[task] = Math.min((hints[task] ?? 0) + 1, last)
    this.#kept.set(key, JSON.stringify(hints))
    return hints[task]
  }

  /** "solved", "unsolved", "changed" (since the last check) or "not_started", as lab/board.py; but
   * start files that were checked are "unsolved": there is no folder here that could be missing. */
  state(lab) {
    const report = this.currentReport(lab)
    if (report) return isSolved(report, localTasks(lab)) ? "solved" : "unsolved"
    return this.work(lab) ? "changed" : "not_started"
  }

  /** The number of the task that is next; 1 if nothing current is known; null if solved. */
  nextTask(lab) {
    const report = this.currentReport(lab)
    return report ? (firstFailing(report, localTasks(lab))?.n ?? null) : 1
  }

  /** What the last import or clear-all took away: {what, when}; null if nothing is kept. */
  undoable() {
    const found = this.#read("undo", readUndo)
    return found && {what: found.what, when: found.when}
  }

  /** Replace what is kept of some labs; what was there is kept for `undo`.
   *
   * @param {string} what  a word for what is done, which `undoable` gives back
   * @param {Record<string, {files: Tree, standing?: Standing | null, hints?: object | null}>} labs
   *   a standing or hints of null are removed; of undefined, they stay
   */
  replace(what, labs) {
    const before = Object.fromEntries(Object.keys(labs).map((id) => [id, this.#all(id)]))
    this.#kept.set("undo", JSON.stringify({what, when: Date.now(), labs: before}))
    for (const [id, {files, standing, hints}] of Object.entries(labs)) {
      this.#setFiles(id, files)
      for (const [key, value] of Object.entries({standing, hints})) {
        if (value !== undefined) this.#setText(`${key}:${id}`, value && JSON.stringify(value))
      }
    }
  }

  /** Forget the work and the progress of every lab; `undo` brings them back. */
  clear() {
    const nothing = {files: {}, standing: null, hints: null}
    this.replace("clear", Object.fromEntries(this.labs().map((id) => [id, nothing])))
  }

  /** Take the last import or clear-all back. What is there now can be brought back the same way. */
  undo() {
    const found = this.#read("undo", readUndo)
    if (found) this.replace(`undo-${found.what}`.replace("undo-undo-", ""), found.labs)
  }

  /** Keep no longer what `undo` would bring back. */
  forget() {
    this.#kept.remove("undo")
  }

  /** @param {(event: StoreEvent) => void} listener @returns {() => void} */
  subscribe(listener) {
    return this.#kept.subscribe((change) => {
      const event = change.type === "key" ? eventOf(change) : change
      if (event) listener(event)
    })
  }

  #start(lab) {
    if (typeof lab === "object" && typeof lab.start === "object") {
      if (this.#starts.get(lab.id)?.tree !== lab.start) {
        this.#starts.set(lab.id, {tree: lab.start, digest: treeDigest(lab.start)})
      }
    }
    return this.#starts.get(idOf(lab))
  }

  #all(id) {
    const {report, digests, treeOf} = this.standing(id) ?? {}
    const standing = report ? {report, ...digests, ...treeOf} : null
    return {files: this.work(id) ?? {}, standing, hints: this.#read(`hints:${id}`, readHints)}
  }

  #setFiles(id, files) {
    for (const key of this.#kept.keys(`file:${id}:`)) {
      if (!Object.hasOwn(files, key.slice(`file:${id}:`.length))) this.#kept.remove(key)
    }
    for (const [path, text] of Object.entries(files)) this.saveFile(id, path, text)
  }

  #setText(key, text) {
    if (text === null) this.#kept.remove(key)
    else this.#kept.set(key, text)
  }

  /** What `read` makes of the JSON at `key`; null if nothing or nothing readable is there. */
  #read(key, read) {
    const text = this.#kept.get(key)
    if (text === null) return null
    try {
      return read(JSON.parse(text))
    } catch {
      this.#putAside(key)
      return null
    }
  }

  /** Out of the way, and not lost. */
  #putAside(key) {
    const text = this.#kept.get(key)
    let number = 1
    while (this.#kept.get(`aside:${number}:${key}`) !== null) number += 1
    this.#kept.set(`aside:${number}:${key}`, text)
    this.#kept.remove(key)
  }
}

const idOf = (lab) => (typeof lab === "string" ? lab : lab.id)

/** The numbers of the tasks that no browser can run: from lab.json, or from the manifest's list. */
export function localTasks(lab) {
  if (Array.isArray(lab.local)) return lab.local
  const tasks = Array.isArray(lab.tasks) ? lab.tasks : []
  return tasks.map((task, at) => (task.where === "local" ? (task.n ?? at + 1) : 0)).filter(Boolean)
}

/** @returns {StoreEvent | null} */
function eventOf({key, text, elsewhere}) {
  const [type, lab, ...rest] = key.split(":")
  if (type === "file") return {type, lab, path: rest.join(":"), text, elsewhere}
  if (["standing", "hints", "backup"].includes(type)) return {type, lab, elsewhere}
  return type === "undo" ? {type, elsewhere} : null
}

function readBackup({when, files}) {
  if (typeof when !== "number") throw new TypeError("expected a time")
  return {when, files: readFiles(files)}
}

function readFiles(files) {
  const right = ([path, text]) => !pathProblem(path) && typeof text === "string"
  if (!Object.entries(files).every(right)) throw new TypeError("expected texts by path")
  return files
}

function readUndo({what, when, labs}) {
  if (typeof what !== "string" || typeof when !== "number") throw new TypeError("expected a time")
  const entries = Object.entries(labs).map(([id, {files, standing, hints}]) => [
    id,
    {
      files: readFiles(files),
      standing: standing && readStanding(standing),
      hints: hints && readHints(hints),
    },
  ])
  return {what, when, labs: Object.fromEntries(entries)}
}
