/** The learner's work out of this browser and into it: the very files of work/ on a disk.
 *
 * Lab entries are those of manifest.json. `dataOf(lab)` gives a lab's data (lab.json) in a promise.
 */
import {strToU8, zipSync} from "fflate"
import {treeDigest} from "./digest.js"
import {ImportProblem, folderSource, readIncoming, zipSource} from "./incoming.js"
import {pathProblem} from "./paths.js"
import {readHints, readReport, worstStatus} from "./standing.js"

export {ImportProblem}

/** All work as a zip: work/<lab>/<path>, and work/progress.json as gateway_labs.lab.progress reads
 * it. `partial`: labs whose start files could not be had; `labs start` writes them.
 * @returns {Promise<{bytes: Uint8Array, labs: string[], partial: string[]}>} */
export async function exportWork(store, labs, dataOf) {
  const files = {}
  const [taken, partial] = [[], []]
  for (const id of store.labs()) {
    if (!store.work(id)) continue
    const data = await dataOf(labs.find((lab) => lab.id === id)).catch(() => null)
    const tree = data ? store.tree(data) : store.work(id)
    if (!data) partial.push(id)
    taken.push(id)
    for (const [path, text] of Object.entries(tree)) files[`work/${id}/${path}`] = strToU8(text)
  }
  files["work/progress.json"] = strToU8(progressJSON(store, labs))
  return {bytes: zipSync(files), labs: taken, partial}
}

/** work/progress.json. A task that no browser runs keeps a lab from being solved in the terminal. */
export function progressJSON(store, labs) {
  const standings = store.labs().map((id) => {
    const {report, digests, hints} = store.standing(id) ?? {}
    const current = store.currentReport(labs.find((lab) => lab.id === id) ?? id)
    const item = {
      report: report ? {...report, status: worstStatus(report)} : null,
      tree: current ? digests.tree : "",
      lab: digests?.lab ?? "",
      hints: hints ?? {},
    }
    return [id, item]
  })
  return JSON.stringify({version: 1, labs: Object.fromEntries(standings)}, null, 1)
}

/**
 * What an import would do. `files` are all that the learner has in the lab afterwards; `rows` say
 * what comes of each file that came: "new", "same", or "replaced".
 * @typedef {{id: string, files: Record<string, string>, standing?: object, hints?: object,
 *   rows: {path: string, what: "new" | "same" | "replaced"}[]}} LabPlan
 * @typedef {{labs: LabPlan[], left: import("./incoming.js").Left[], progress: "none" | "taken" |
 *   "unreadable"}} Plan
 */

/** What would be taken from a zip. @param {File} file @returns {Promise<Plan>}
 * @throws {ImportProblem} */
export async function planZip(file, context) {
  return plan(await zipSource(file), file.name, context)
}

/** What would be taken from a folder. @param {FileList} files @returns {Promise<Plan>}
 * @throws {ImportProblem} */
export async function planFolder(files, context) {
  const source = folderSource(files)
  return plan(source, source.entries[0]?.path.split("/")[0] ?? "", context)
}

async function plan(source, name, {store, labs, dataOf}) {
  const incoming = await readIncoming(source, name, labs)
  const progress = readProgress(incoming.progress)
  const plans = []
  for (const [id, found] of [...incoming.labs].sort()) {
    const data = await dataOf(labs.find((lab) => lab.id === id)).catch(() => null)
    if (!data) throw new ImportProblem("offline", {lab: id})
    const made = planLab(store, data, found, progress?.[id], incoming.left)
    if (made.rows.length) plans.push(made)
  }
  if (!plans.length) throw new ImportProblem("no_work", {name})
  const known = incoming.progress ? (progress ? "taken" : "unreadable") : "none"
  return {labs: plans, left: incoming.left, progress: known}
}

/** @returns {LabPlan} */
function planLab(store, data, {files, texts}, kept, left) {
  const before = store.tree(data)
  const after = {...store.work(data)}
  const [changed, rows] = [{}, []]
  for (const [path, text] of texts) {
    if (pathProblem(path, Object.keys({...before, ...after}))) {
      left.push({path: `${data.id}/${path}`, why: "in_the_way"})
      continue
    }
    delete after[path]
    if (data.start[path] !== text) after[path] = changed[path] = text
    const what = Object.hasOwn(before, path) ? "replaced" : "new"
    rows.push({path, what: before[path] === text ? "same" : what})
  }
  const plan = {id: data.id, files: after, rows}
  if (!kept) return plan
  const whole = Object.keys(data.start).every((path) => files.has(path))
  const same = whole && kept.tree === treeDigest(Object.fromEntries(files))
  // A report of other files than these is kept, as the terminal does; it counts for none.
  const [start, work] = same ? [treeDigest(data.start), treeDigest(changed)] : ["", ""]
  const {report, tree, lab, hints} = kept
  return {...plan, hints, standing: report && {report, tree, lab, start, work}}
}

/** What progress.json says of each lab; null if it can't be read. */
function readProgress(bytes) {
  if (!bytes) return null
  try {
    const {labs} = JSON.parse(new TextDecoder().decode(bytes))
    return Object.fromEntries(Object.entries(labs).map(([id, item]) => [id, readItem(item)]))
  } catch {
    return null
  }
}

function readItem({report, tree, lab, hints}) {
  if (typeof tree !== "string" || typeof lab !== "string") throw new TypeError("expected digests")
  return {report: report ? readReport(report) : null, tree, lab, hints: readHints(hints)}
}

/** Do what was planned. What was there is kept: `store.undo()`. @param {Plan} plan */
export function applyPlan(store, plan) {
  const labs = plan.labs.map(({id, files, standing, hints}) => [id, {files, standing, hints}])
  store.replace("import", Object.fromEntries(labs))
}
