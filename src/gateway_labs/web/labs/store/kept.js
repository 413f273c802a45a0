/** Texts that this browser keeps for one site: localStorage below a prefix, with memory as a help.
 *
 * Where the storage is full or forbidden, a text is kept in memory, and the browser asks before the
 * page is left. Each text has a key of its own, so that two tabs never write over one another's.
 *
 * @typedef {{type: "key", key: string, text: string | null, elsewhere: boolean}
 *   | {type: "all"} | {type: "unsaved", error: Error} | {type: "saved"}} Change
 */
export class Kept {
  #prefix
  /** @type {Map<string, string | null>} what could not be written; null is one to be removed */
  #memory = new Map()
  #listeners = new Set()
  #error = null

  constructor(prefix) {
    this.#prefix = prefix
    addEventListener("storage", (event) => this.#heard(event))
  }

  /** The error of the last write that failed, while something is not written; else null. */
  get unsaved() {
    return this.#error
  }

  get(key) {
    if (this.#memory.has(key)) return this.#memory.get(key)
    return this.#try((storage) => storage.getItem(this.#prefix + key)) ?? null
  }

  set(key, text) {
    if (this.get(key) === text && !this.#memory.has(key)) return
    this.#write(key, text)
    this.#tell({type: "key", key, text, elsewhere: false})
    if (!this.#memory.has(key)) this.#writeRest()
  }

  remove(key) {
    if (this.get(key) === null) return
    this.#write(key, null)
    this.#tell({type: "key", key, text: null, elsewhere: false})
    this.#writeRest()
  }

  /** The keys that begin with `start`, in order. */
  keys(start = "") {
    const found = new Set(this.#try((storage) => this.#stored(storage)) ?? [])
    for (const [key, text] of this.#memory) text === null ? found.delete(key) : found.add(key)
    return [...found].filter((key) => key.startsWith(start)).sort()
  }

  /** @param {(change: Change) => void} listener */
  subscribe(listener) {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #stored(storage) {
    const names = Array.from({length: storage.length}, (_, index) => storage.key(index) ?? "")
    return names
      .filter((name) => name.startsWith(this.#prefix))
      .map((name) => name.slice(this.#prefix.length))
  }

  #write(key, text) {
    try {
      this.#put(key, text)
      this.#memory.delete(key)
    } catch (error) {
      this.#memory.set(key, text)
      this.#error = error
      this.#tell({type: "unsaved", error})
    }
    this.#settle()
  }

  /** What had no room before may have it now. */
  #writeRest() {
    for (const [key, text] of [...this.#memory]) {
      try {
        this.#put(key, text)
        this.#memory.delete(key)
      } catch {
        continue
      }
    }
    this.#settle()
  }

  #put(key, text) {
    // Where storage is forbidden, the very name raises; some browsers have null there.
    const storage = globalThis.localStorage
    if (!storage) throw new Error("no localStorage")
    if (text === null) storage.removeItem(this.#prefix + key)
    else storage.setItem(this.#prefix + key, text)
  }

  #settle() {
    const saved = this.#memory.size === 0
    if (saved) removeEventListener("beforeunload", askBeforeLeaving)
    else addEventListener("beforeunload", askBeforeLeaving)
    if (!saved || !this.#error) return
    this.#error = null
    this.#tell({type: "saved"})
  }

  #try(action) {
    try {
      return globalThis.localStorage ? action(globalThis.localStorage) : undefined
    } catch {
      return undefined
    }
  }

  /** Another tab wrote. The last one to write has the word, also over what is in memory here. */
  #heard(event) {
    if (event.storageArea !== this.#try((storage) => storage)) return
    if (event.key === null) this.#tell({type: "all"})
    if (!event.key?.startsWith(this.#prefix)) return
    const key = event.key.slice(this.#prefix.length)
    this.#memory.delete(key)
    this.#settle()
    this.#tell({type: "key", key, text: event.newValue, elsewhere: true})
  }

  #tell(change) {
    for (const listener of [...this.#listeners]) listener(change)
  }
}

function askBeforeLeaving(event) {
  event.preventDefault()
}
