/** Why the labs can't run here, or can't go on. */

/** @typedef {import("./messages.js").FailureKind | "replaced"} Kind */

export class RuntimeFailure extends Error {
  /**
   * @param {Kind} kind  "replaced": a newer check of the same lab took its place
   * @param {string} message for the learner
   * @param {string} detail for whoever mends it
   */
  constructor(kind, message, detail = "") {
    super(message)
    this.name = "RuntimeFailure"
    this.kind = kind
    this.detail = detail
  }
}

/** A failure of this kind, in the words of the catalogue's table "browser_runtime". */
export function failure(words, kind, detail = "") {
  const told = {
    "no-wasm": () => words("failed.no_wasm"),
    memory: () => words("failed.memory"),
    offline: () => words("failed.offline"),
    absent: () => words("failed.absent"),
    replaced: () => words("failed.replaced"),
    fault: () => words("failed.fault", {error: detail.trim().split("\n").at(-1)}),
  }
  return new RuntimeFailure(kind, told[kind](), detail)
}
