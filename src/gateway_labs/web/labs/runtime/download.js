/** The files of the runtime: fetched once for each page, kept for the next worker. */
import {FILES} from "./messages.js"

export class DownloadFailure extends Error {
  /** @param {"offline" | "absent"} kind */
  constructor(kind, message) {
    super(message)
    this.kind = kind
  }
}

export class Download {
  /**
   * @param {string} base the manifest's address; the files stand beside it
   * @param {{files: Object<string, {path: string, bytes: number}>, bytes: number}} runtime
   * @param {string} script the worker's path
   * @param {(loaded: number, total: number) => void} progress bytes as the server holds them
   */
  constructor(base, runtime, script, progress) {
    this.total = runtime.bytes
    this.loaded = 0
    this.progress = progress
    this.stopping = new AbortController()
    const at = path => new URL(path, base).href
    this.script = this.#script(at(script))
    this.files = new Map(FILES.map(name => [name, this.#file(at(runtime.files[name].path))]))
    /** Settles when everything is here. */
    this.done = Promise.all([this.script, ...[...this.files.values()].map(file => file.done)])
    this.done.catch(() => this.stopping.abort())
  }

  /** Hand every file but those `without` to `piece(name, bytes)` and `end(name)`, as they come. */
  deliver(without, piece, end) {
    for (const [name, file] of this.files) {
      if (without.has(name)) continue
      file.follow(bytes => piece(name, bytes), () => end(name))
    }
  }

  /** The compiled module is kept in its place. */
  forget(name) {
    this.files.get(name).pieces.length = 0
  }

  #file(url) {
    const file = new File()
    file.done = this.#read(url, file)
    file.done.catch(() => {})
    return file
  }

  async #read(url, file) {
    const reader = (await this.#answer(url)).body.getReader()
    try {
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        this.loaded += part.value.length
        file.add(part.value)
        this.progress(Math.min(this.loaded, this.total), this.total)
      }
    } catch (error) {
      throw new DownloadFailure("offline", `${url}: ${error}`)
    }
    file.end()
  }

  /** A worker from a blob: the next one needs no network either. */
  async #script(url) {
    const text = await (await this.#answer(url)).text().catch(error => {
      throw new DownloadFailure("offline", `${url}: ${error}`)
    })
    return URL.createObjectURL(new Blob([text], {type: "text/javascript"}))
  }

  async #answer(url) {
    const answer = await fetch(url, {signal: this.stopping.signal}).catch(error => {
      throw new DownloadFailure("offline", `${url}: ${error}`)
    })
    if (!answer.ok) throw new DownloadFailure("absent", `${url}: ${answer.status}`)
    return answer
  }
}

/** A file's pieces, for those who listen from the start and for those who come later. */
class File {
  pieces = []
  ended = false
  followers = new Set()

  add(bytes) {
    this.pieces.push(bytes)
    for (const {piece} of this.followers) piece(bytes)
  }

  end() {
    this.ended = true
    for (const {end} of this.followers) end()
    this.followers.clear()
  }

  follow(piece, end) {
    this.pieces.forEach(piece)
    if (this.ended) end()
    else this.followers.add({piece, end})
  }
}
