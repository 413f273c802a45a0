/** A check while it runs: what was heard of it, and the limit of the task that it is at. */
import {limited} from "./limit.js"

export class Running {
  /** The newest report of the case that the running task does not end. */
  overrun = null
  /** @type {import("./messages.js").Digests | null} */
  digests = null
  timedOut = false
  #task = null
  #step = {}
  #events = []
  #expire
  #stop

  /**
   * @param {object} heard the listeners of `Runtime.check`
   * @param {number} between seconds without a task: before the first, and from one to the next
   */
  constructor(heard, between) {
    this.heard = heard
    this.between = between
    this.begun = performance.now()
    /** Rejects when the limit is over. */
    this.over = new Promise((_, reject) => {
      this.#expire = () => {
        this.timedOut = true
        reject(new Error("the limit is over"))
      }
    })
    this.over.catch(() => {})
    this.#stop = limited(between, this.#expire)
  }

  /** @param {import("./messages.js").Heard} message */
  hear(message) {
    const {type} = message
    if (type === "started") this.#started(message)
    else if (type === "begin") this.#begin()
    else if (type === "step") this.#stepped(message)
    else if (type === "event") this.#happened(message.event)
    else if (type === "finished") this.#finished(message.task)
    else if (type === "overrun") this.overrun = message.report
  }

  close() {
    this.#stop()
  }

  /** The report of a check that can't go on; `died` says so of an interpreter that ended itself. */
  last(died) {
    const seconds = Math.round(performance.now() - this.begun) / 1000
    const changes = this.timedOut ? {} : {status: "error", got: died}
    const heard = {...this.#step, events: this.#events, ...changes}
    const tasks = this.overrun.tasks.map(task => (task.n === this.#task ? {...task, ...heard} : task))
    return {...this.overrun, status: changes.status ?? this.overrun.status, seconds, tasks}
  }

  #started({task, limit, overrun, digests = null}) {
    Object.assign(this, {overrun, digests})
    this.#task = task
    this.#begin()
    this.#wait(limit)
    this.heard.started?.(task)
  }

  #begin() {
    this.#step = {}
    this.#events = []
  }

  #stepped({did, expected}) {
    this.#step = {did, expected}
    this.heard.step?.({did, expected})
  }

  #happened(event) {
    this.#events.push(event)
    this.heard.event?.(event)
  }

  #finished(task) {
    this.#task = null
    this.#wait(this.between)
    this.heard.finished?.(task)
  }

  #wait(seconds) {
    this.#stop()
    this.#stop = limited(seconds, this.#expire)
  }
}
