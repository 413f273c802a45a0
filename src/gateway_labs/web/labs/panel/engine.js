/** The runtime as the panel sees it: nothing of it is loaded before the learner's first touch. */
import {sharedRuntime} from "../runtime/runtime.js"

export class Engine {
  /** @param {object} manifest @param {string} manifestURL */
  constructor(manifest, manifestURL) {
    this.runtime = sharedRuntime(manifestURL, manifest)
    this.told = {state: "idle", progress: null, failure: null}
    this.listeners = new Set()
    this.leave = this.runtime.subscribe(told => {
      this.told = told
      for (const listener of this.listeners) listener(told)
    })
  }

  /** @param {(told: import("../runtime/runtime.js").Told) => void} listener  told now, and at each change */
  subscribe(listener) {
    this.listeners.add(listener)
    listener(this.told)
  }

  /** The learner touched the panel. */
  touch() {
    if (this.told.state === "idle") this.runtime.start().catch(() => {})
  }

  /** After a failure, at the learner's wish. */
  again() {
    this.runtime.start().catch(() => {})
  }

  close() {
    this.leave()
    this.listeners.clear()
  }
}
