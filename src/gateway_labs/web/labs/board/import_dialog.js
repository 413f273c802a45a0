/** The dialog that brings work in: a zip or a folder is chosen, what it would do is shown, and only
 * then it is done. */
import {make} from "../../player/dom.js"
import {ImportProblem, applyPlan, planFolder, planZip} from "../store/transfer.js"

/** Open the dialog. @param {{store, labs, dataOf, words}} context @param {Element} place */
export function openImport(context, place) {
  new ImportDialog(context).open(place)
}

class ImportDialog {
  /** The choice that is looked at: an older one that is slower has no word. */
  #choice = 0
  /** @type {import("../store/transfer.js").Plan | null} */
  #plan = null

  constructor(context) {
    const {words} = context
    this.context = context
    this.title = make("h2", {id: "gl-import-title"}, words("import.title"))
    this.found = make("div.gl-import-found", {"aria-live": "polite"})
    this.takeButton = make("button.gl-board-button", {type: "submit"}, words("import.take"))
    this.takeButton.hidden = true
    this.dialog = make(
      "dialog.gl-board-dialog",
      {"aria-labelledby": "gl-import-title", onclose: () => this.dialog.remove()},
      this.#form(),
    )
  }

  open(place) {
    place.append(this.dialog)
    this.dialog.showModal()
  }

  #form() {
    const {words} = this.context
    const cancel = make("button.gl-board-button", {type: "button"}, words("import.cancel"))
    cancel.addEventListener("click", () => this.dialog.close())
    return make(
      "form",
      {method: "dialog", onsubmit: () => this.#take()},
      this.title,
      make("p", {}, words("import.what")),
      ...this.#inputs(),
      this.found,
      make("div.gl-board-actions", {}, this.takeButton, cancel),
    )
  }

  #inputs() {
    const {words} = this.context
    const zip = make("input", {type: "file", accept: ".zip,application/zip"})
    const look = () => this.#look(() => planZip(zip.files[0], this.context))
    zip.addEventListener("change", () => zip.files.length && look())
    const source = (text, input) =>
      make("label.gl-import-source", {}, make("span", {}, text), input)
    const found = [source(words("import.zip"), zip)]
    if ("webkitdirectory" in zip) {
      const folder = make("input", {type: "file", webkitdirectory: ""})
      const look = () => this.#look(() => planFolder(folder.files, this.context))
      folder.addEventListener("change", () => folder.files.length && look())
      found.push(source(words("import.folder"), folder))
    }
    return found
  }

  async #look(planOf) {
    const choice = ++this.#choice
    this.#show(null, make("p", {}, this.context.words("import.reading")))
    try {
      const plan = await planOf()
      if (choice === this.#choice) this.#show(plan, ...planned(plan, this.context))
    } catch (error) {
      if (choice === this.#choice) this.#show(null, this.#problem(error))
    }
  }

  #problem(error) {
    const {words, labs} = this.context
    const text =
      error instanceof ImportProblem
        ? problemWords(error, labs, words)
        : words("problem.other", {error: String(error?.message ?? error)})
    return make("p.gl-board-problem", {role: "alert"}, text)
  }

  #show(plan, ...content) {
    this.#plan = plan
    this.takeButton.hidden = !plan
    this.found.replaceChildren(...content)
  }

  #take() {
    if (this.#plan) applyPlan(this.context.store, this.#plan)
  }
}

/** What an import would do, as elements. */
function planned({labs, left, progress}, context) {
  const {words} = context
  const shown = [make("p", {}, words("import.will"))]
  shown.push(...labs.map((lab) => plannedLab(lab, context)))
  if (labs.some(({rows}) => rows.some(({what}) => what === "replaced"))) {
    shown.push(make("p", {}, words("import.kept")))
  }
  if (progress === "unreadable") shown.push(make("p", {}, words("import.progress")))
  if (left.length) shown.push(leftOut(left, words))
  return shown
}

function plannedLab({id, rows}, {labs, words}) {
  const known = labs.find((lab) => lab.id === id)
  const items = rows.filter(({what}) => what !== "same").map((row) => plannedFile(row, words))
  const same = rows.length - items.length
  if (same) items.push(make("li.gl-board-quiet", {}, words("import.same", {count: same})))
  const name = make("strong", {}, words("lab", {n: known.number, title: known.title}))
  return make("div", {}, name, make("ul", {}, ...items))
}

function plannedFile({path, what}, words) {
  const text = what === "new" ? words("import.new") : words("import.replaced")
  return make("li", {}, make("code", {}, path), ` ${text}`)
}

function leftOut(left, words) {
  const whys = {
    path: () => words("left.path"),
    in_the_way: () => words("left.in_the_way"),
    large: () => words("left.large"),
    not_text: () => words("left.not_text"),
    unknown_lab: () => words("left.unknown_lab"),
  }
  const items = left.slice(0, 50).map(({path, why}) => {
    return make("li", {}, make("code", {}, path), ` ${whys[why]()}`)
  })
  const summary = make("summary", {}, words("import.left", {count: left.length}))
  return make("details", {}, summary, make("ul", {}, ...items))
}

function problemWords({kind, values}, labs, words) {
  const lab = labs.find(({id}) => id === values.lab)
  const known = {...values, n: lab?.number}
  const texts = {
    large_zip: () => words("problem.large_zip", known),
    broken_zip: () => words("problem.broken_zip", known),
    no_work: () => words("problem.no_work", known),
    large_work: () => words("problem.large_work", known),
    many_files: () => words("problem.many_files", known),
    course: () => words("problem.course", known),
    offline: () => words("problem.offline", known),
  }
  return texts[kind]()
}
