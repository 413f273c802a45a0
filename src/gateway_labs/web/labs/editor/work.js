/** The files of one lab as the learner has them now: in the editor, and kept by the store. */

const PAUSE = 250
/** Milliseconds without a key before a text is kept. */

/**
 * @typedef {{type: "files", paths: string[]}    these files are others than the editor has
 *   | {type: "edited", path: string}            the learner typed
 *   | {type: "conflict", path: string}          changed here and in another tab
 *   | {type: "backup" | "standing" | "hints"} | {type: "unsaved", error: Error} | {type: "saved"}
 * } WorkEvent
 */
export class Work {
  #texts = new Map()
  #stored = new Map()
  #conflicts = new Map()
  #listeners = new Set()
  #timer = 0
  #took = false

  constructor(data, store) {
    Object.assign(this, {data, store})
    this.#read()
    const leave = store.subscribe(event => this.#heard(event))
    const flush = () => this.flush()
    addEventListener("pagehide", flush)
    document.addEventListener("visibilitychange", flush)
    this.close = () => {
      flush()
      leave()
      removeEventListener("pagehide", flush)
      document.removeEventListener("visibilitychange", flush)
    }
  }

  #read() {
    const {data, store} = this
    const tree = store.tree(data)
    const missing = data.edit.filter(path => !(path in tree)).map(path => [path, ""])
    this.#texts = new Map([...Object.entries(tree), ...missing])
    this.#stored = new Map(this.#texts)
  }

  /** The files in the order of their tabs: those to edit, then the others. */
  get paths() {
    const {edit} = this.data
    const others = [...this.#texts.keys()].filter(path => !edit.includes(path))
    return [...edit, ...others.sort()]
  }

  /** Which files the learner changed. */
  get changed() {
    return this.paths.filter(path => this.isChanged(path))
  }

  has(path) {
    return this.#texts.has(path)
  }

  text(path) {
    return this.#texts.get(path) ?? ""
  }

  isChanged(path) {
    return this.text(path) !== (this.data.start[path] ?? "")
  }

  /** All files. One to edit that is in no start and was never written is not there yet. */
  tree() {
    const {start, edit} = this.data
    const kept = this.store.work(this.data) ?? {}
    return Object.fromEntries([...this.#texts].filter(
      ([path, text]) => text || path in start || path in kept || !edit.includes(path)))
  }

  /** The learner typed. */
  edit(path, text) {
    this.#texts.set(path, text)
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.flush(), PAUSE)
    this.#tell({type: "edited", path})
  }

  /** Keep what was typed. A file in conflict waits for the learner's answer. */
  flush() {
    clearTimeout(this.#timer)
    for (const [path, text] of [...this.#texts]) {
      if (text === this.#stored.get(path) || this.#conflicts.has(path)) continue
      this.#stored.set(path, text)
      this.store.saveFile(this.data, path, text)
    }
  }

  reset() {
    this.flush()
    this.#took = false
    this.store.reset(this.data)
  }

  /** All files as in `changed` over the start. What was there can be brought back. */
  take(changed) {
    this.flush()
    this.#took = true
    this.store.take(this.data, changed)
  }

  /**
   * When the files were put away that `undo` brings back, in milliseconds; null if none were. For
   * those of the start there is `reset`, but where the solution has just taken their place.
   */
  get undoable() {
    const backup = this.store.backup(this.data)
    if (!backup || !(this.#took || Object.keys(backup.files).length)) return null
    const now = this.store.work(this.data) ?? {}
    const paths = new Set([...Object.keys(now), ...Object.keys(backup.files)])
    const same = [...paths].every(path => now[path] === backup.files[path])
    return same ? null : backup.when
  }

  undo() {
    this.flush()
    this.#took = false
    this.store.undoReset(this.data)
  }

  get conflicts() {
    return [...this.#conflicts.keys()]
  }

  /** The learner's answer: keep what is here, or take what the other tab has. */
  settle(path, keepMine) {
    const theirs = this.#conflicts.get(path)
    this.#conflicts.delete(path)
    this.#stored.set(path, theirs)
    if (keepMine) this.flush()
    else this.#adopt(path, theirs)
  }

  /** @param {(event: WorkEvent) => void} listener @returns {() => void} */
  subscribe(listener) {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #heard(event) {
    if (event.type === "unsaved" || event.type === "saved") return this.#tell(event)
    if (event.type === "all") return this.#keepAgain()
    if (event.lab !== this.data.id) return
    if (event.type !== "file") return this.#tell({type: event.type})
    this.#heardFile(event)
  }

  #heardFile({path, text, elsewhere}) {
    const theirs = text ?? this.data.start[path] ?? (this.data.edit.includes(path) ? "" : null)
    const mine = this.#texts.get(path) ?? null
    if (theirs === mine) {
      this.#stored.set(path, mine)
      this.#conflicts.delete(path)
    } else if (elsewhere && this.#texts.has(path) && mine !== this.#stored.get(path)) {
      this.#conflicts.set(path, theirs)
      this.#tell({type: "conflict", path})
    } else this.#adopt(path, theirs)
  }

  #adopt(path, text) {
    for (const texts of [this.#texts, this.#stored]) {
      if (text === null) texts.delete(path)
      else texts.set(path, text)
    }
    this.#tell({type: "files", paths: [path]})
  }

  /** Another tab emptied the storage: what is here is not lost. */
  #keepAgain() {
    for (const path of this.changed) this.#stored.delete(path)
    this.flush()
  }

  #tell(event) {
    for (const listener of [...this.#listeners]) listener(event)
  }
}
