/** Clients that are open to the learner's application ("Try it"). */

export class Session {
  open = true

  /**
   * @param {object} heard the listeners of `Runtime.openSession`
   * @param {(name: string, ...args: unknown[]) => Promise<void>} ask
   */
  constructor(heard, ask) {
    this.heard = heard
    this.ask = ask
  }

  /** Each of these gives whether the session was still open; what comes of it is heard. */
  connect(client, path) {
    return this.#ask("connect", client, path)
  }

  /** @param {{text: string} | {bytes: Uint8Array}} frame */
  send(client, frame) {
    const sent = "bytes" in frame ? {bytes: base64(frame.bytes)} : {text: frame.text}
    return this.#ask("send", client, JSON.stringify(sent))
  }

  leave(client, code = 1000) {
    return this.#ask("leave", client, code)
  }

  async close() {
    const closed = await this.#ask("close_session")
    this.open = false
    return closed
  }

  async #ask(name, ...args) {
    if (!this.open) return false
    try {
      await this.ask(name, ...args)
    } catch (error) {
      // That the worker has gone is told by `stopped`; what else there is, is a fault of ours.
      const [client = ""] = args
      if (this.open) this.heard.failed?.({client, error: error.message, traceback: "", where: null})
      return false
    }
    return true
  }

  /** Called by the runtime: the session is over, and not because `close()` was called. */
  stop(reason) {
    if (!this.open) return
    this.open = false
    this.heard.stopped?.({reason})
  }

  /** Called by the runtime with what the worker posted. */
  hear(message) {
    if (!this.open) return
    const {type} = message
    if (type === "wire") this.heard.wire?.(message.event, message.frame)
    else if (type === "closed") this.heard.closed?.({client: message.client, code: message.code})
    else if (type === "failed") this.heard.failed?.(message)
    else if (type === "dropped") this.heard.dropped?.(message.count)
  }
}

function base64(bytes) {
  return btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join(""))
}
