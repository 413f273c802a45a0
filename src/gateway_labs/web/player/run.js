/**
 * One recorded run, and the ways to move in it. Nothing here knows the page.
 *
 * A position is an index into `events`. The JSON's shape: gateway_labs/trace/trace.py.
 */
export class Run {
  constructor(gateway, trace) {
    this.gateway = gateway
    this.trace = trace
    this.events = trace.events
    this.last = Math.max(0, trace.events.length - 1)
    this.actors = new Map(trace.actors.map(actor => [actor.id, actor]))
    this.frames = new Map()
    this.messages = []
    this.milestones = []
    this.shown = []
    this.#read()
  }

  #read() {
    const latest = new Map()
    this.events.forEach((event, at) => {
      const actor = `${event.thread} ${event.task}`
      if (event.milestone) this.milestones.push({at, name: event.milestone})
      if (event.kind === "message") {
        this.messages.push(at)
      } else {
        this.#enter(event, at)
        latest.set(actor, at)
      }
      // A message has no line: what is shown is where its thread or task stands.
      this.shown.push(latest.get(actor) ?? this.shown[at - 1] ?? -1)
    })
    const first = this.events.findIndex(event => event.kind !== "message")
    this.shown = this.shown.map(at => (at < 0 ? first : at))
  }

  #enter(event, at) {
    const frame = this.frames.get(event.frame)
    if (frame) frame.at.push(at)
    else this.frames.set(event.frame, {function: event.function, caller: event.caller, at: [at]})
  }

  /** The call, line, return, … that is shown at this position; undefined in a run without one. */
  step(at) {
    return this.events[this.shown[at]]
  }

  function(number) {
    return this.trace.functions[number]
  }

  name(id) {
    return this.actors.get(id)?.name ?? ""
  }

  /** The frames from the outermost to the one of this position. */
  stack(at) {
    const stack = []
    let number = this.step(at)?.frame
    for (let frame = this.frames.get(number); frame; frame = this.frames.get(frame.caller)) {
      stack.unshift(frame)
    }
    return stack
  }

  /** [name, value, changed at this step] of each local that is known at this position. */
  locals(at) {
    const here = this.shown[at]
    const step = this.events[here]
    const known = {}
    for (const earlier of this.frames.get(step?.frame)?.at ?? []) {
      if (earlier > here) break
      Object.assign(known, this.events[earlier].changed)
    }
    return Object.entries(known).map(([name, value]) => [name, value, name in (step.changed ?? {})])
  }

  /** The next step of the same call, or of its caller where it has ended. */
  over(at) {
    for (const frame of this.stack(at).reverse()) {
      const next = frame.at.find(later => later > at)
      if (next !== undefined) return next
    }
    return at + 1
  }

  /** The first step of this call; of its caller, where it is the first already. */
  start(at) {
    for (const frame of this.stack(at).reverse()) if (frame.at[0] < at) return frame.at[0]
    return 0
  }

  /** The last step of this call; of its caller, where it is the last already. */
  end(at) {
    for (const frame of this.stack(at).reverse()) if (frame.at.at(-1) > at) return frame.at.at(-1)
    return this.last
  }

  message(at) {
    return this.messages.find(later => later > at) ?? this.last
  }

  /** The next milestone, or the one before with direction -1. */
  milestone(at, direction = 1) {
    if (direction > 0) return this.milestones.find(mark => mark.at > at)?.at ?? this.last
    return this.milestones.findLast(mark => mark.at < at)?.at ?? 0
  }

  /** Where this milestone stands, or undefined. */
  place(name) {
    return this.milestones.find(mark => mark.name === name)?.at
  }

  /** The name of the last milestone up to `at` among `names`, or null. */
  passed(at, names) {
    return this.milestones.findLast(mark => mark.at <= at && names.has(mark.name))?.name ?? null
  }

  /** The first call of the function with this name, or -1. */
  call(name) {
    return this.events.findIndex(
      event => event.kind === "call" && this.function(event.function).name === name)
  }

  /** For each thread and task: where it runs, as pieces [from, to) of the positions. */
  lanes() {
    const lanes = []
    for (const actor of this.trace.actors) {
      if (actor.kind !== "thread" && actor.kind !== "task") continue
      const pieces = []
      this.events.forEach((event, at) => {
        if (event[actor.kind] !== actor.id) return
        if (pieces.at(-1)?.[1] === at) pieces.at(-1)[1] = at + 1
        else pieces.push([at, at + 1])
      })
      if (pieces.length) lanes.push({actor, pieces})
    }
    return lanes.sort((a, b) => (a.actor.kind === b.actor.kind ? 0 : a.actor.kind === "thread" ? -1 : 1))
  }
}

/** The names of the milestones that every one of these runs passes. */
export function commonMilestones(runs) {
  const names = runs[0].milestones.map(mark => mark.name)
  return new Set(names.filter(name => runs.every(run => run.place(name) !== undefined)))
}
