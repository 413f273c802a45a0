/** Files from outside, a zip or a folder: which of them are a learner's, and of which lab.
 *
 * Nothing in them is trusted: not a path, not a size, not a text.
 */
import {unzipSync} from "fflate"
import {LARGEST_FILE, MOST_FILES, isLabId, isSkipped, pathProblem} from "./paths.js"

const LARGEST_ZIP = 50 * 2 ** 20
const LARGEST_WORK = 20 * 2 ** 20

/**
 * @typedef {{path: string, size: number}} Entry
 * @typedef {{entries: Entry[], load: (wanted: Set<Entry>) => Promise<Map<Entry, Uint8Array>>}} Source
 * @typedef {{path: string, why: "path" | "in_the_way" | "large" | "not_text" | "unknown_lab"}} Left
 * @typedef {{files: Map<string, Uint8Array>, texts: Map<string, string>}} LabFiles
 * @typedef {{labs: Map<string, LabFiles>, progress: Uint8Array | null, left: Left[]}} Incoming
 */

/** Why nothing can be taken: `kind` is a key of the texts in [browser_board.problem]. */
export class ImportProblem extends Error {
  constructor(kind, values = {}) {
    super(kind)
    Object.assign(this, {kind, values})
  }
}

/** What a zip holds. Only the entries that are wanted are unpacked, each into its stated size.
 * @param {File} file @returns {Promise<Source>} @throws {ImportProblem} */
export async function zipSource(file) {
  if (file.size > LARGEST_ZIP) throw new ImportProblem("large_zip", {name: file.name})
  const bytes = new Uint8Array(await file.arrayBuffer())
  const unzip = (filter) => {
    try {
      return unzipSync(bytes, {filter})
    } catch {
      throw new ImportProblem("broken_zip", {name: file.name})
    }
  }
  const entries = []
  unzip(({name, size, originalSize}) => {
    entries.push({path: name, size: Math.max(size, originalSize)})
    return false
  })
  const load = async (wanted) => {
    let at = 0
    const found = unzip(() => wanted.has(entries[at++]))
    return new Map(Array.from(wanted, (entry) => [entry, found[entry.path]]))
  }
  return {entries: entries.filter(({path}) => !/[/\\]$/.test(path)), load}
}

/** What a folder holds that was chosen. @param {Iterable<File>} files @returns {Source} */
export function folderSource(files) {
  const known = new Map(
    Array.from(files, (file) => {
      const path = file.webkitRelativePath || file.name
      return [{path, size: file.size}, file]
    }),
  )
  const read = async (entry) => [entry, new Uint8Array(await known.get(entry).arrayBuffer())]
  const load = async (wanted) => new Map(await Promise.all(Array.from(wanted, read)))
  return {entries: [...known.keys()], load}
}

/** The learner's files among the entries.
 *
 * They are those below a folder work/; or else below folders with a lab's name, on top or one folder
 * down; or else, where the zip has a lab's name, all of them.
 *
 * @param {Source} source @param {string} name  of the zip or the folder
 * @param {{id: string}[]} known  the labs of the course
 * @returns {Promise<Incoming>} @throws {ImportProblem}
 */
export async function readIncoming(source, name, known) {
  const incoming = {labs: new Map(), progress: null, left: []}
  const right = withPaths(source.entries, incoming.left)
  const placed = placements(right, name, known).find((found) => found.some(({lab}) => lab))
  if (!placed) throw new ImportProblem("no_work", {name})
  const wanted = placed.filter(({lab, file}) => lab && chosen(incoming, lab, file))
  const progress = placed.find(({lab, file}) => !lab && file === "progress.json")
  const small = [...wanted, progress].filter((found) => found && found.entry.size <= LARGEST_FILE)
  const bytes = await source.load(checkedSizes(small))
  for (const {lab, file, entry} of wanted) take(incoming, lab, file, bytes.get(entry))
  incoming.progress = bytes.get(progress?.entry) ?? null
  const unknown = placed.filter((found) => found.unknown).map((found) => found.unknown)
  for (const path of new Set(unknown)) incoming.left.push({path, why: "unknown_lab"})
  for (const [lab, {files}] of incoming.labs) checkLab(lab, files)
  return incoming
}

/** The entries with their paths in parts; one that leads out of its folder is left. */
function withPaths(entries, left) {
  const right = []
  for (const entry of entries) {
    const path = entry.path.replaceAll("\\", "/")
    const parts = path.replace(/^(\.\/)+/, "").split("/")
    if (/^(\/|[a-z]:)/i.test(path) || parts.includes("..")) {
      left.push({path: entry.path, why: "path"})
    } else right.push({parts, entry})
  }
  return right
}

/** Each way to see the entries, the surest first: [[{lab, file, entry, unknown}]]. */
function placements(right, name, known) {
  const labOf = (folder) => {
    const ofLab = ({id}) => folder === id || new RegExp(`^${id}[ .(-]`).test(folder ?? "")
    return known.find(ofLab)?.id
  }
  const within = ({parts, entry}) => {
    const lab = labOf(parts[0])
    const unknown = !lab && isLabId(parts[0]) && parts.length > 1 ? parts[0] : null
    const file = parts.slice(lab ? 1 : 0).join("/")
    return {lab: file ? lab : undefined, file, entry, unknown}
  }
  const below = (start) =>
    right
      .map(({parts, entry}) => ({parts: parts.slice(start(parts)), entry}))
      .filter(({parts}) => parts.length)
      .map(within)
  const nowhere = Infinity
  return [
    below((parts) => (parts.includes("work") ? parts.indexOf("work") + 1 : nowhere)),
    below(() => 0),
    below((parts) => (["labs", "backups"].includes(parts[0]) ? nowhere : 1)),
    right.map(({parts, entry}) => ({lab: labOf(name), file: parts.join("/"), entry})),
  ]
}

/** The entries to unpack. @throws {ImportProblem} if that is more than anybody writes by hand */
function checkedSizes(placed) {
  const sum = placed.reduce((total, {entry}) => total + entry.size, 0)
  if (sum > LARGEST_WORK) throw new ImportProblem("large_work")
  return new Set(placed.map(({entry}) => entry))
}

/** Whether a file may be taken, by its path. */
function chosen(incoming, lab, file) {
  if (isSkipped(file)) return false
  const problem = pathProblem(file)
  if (problem) incoming.left.push({path: `${lab}/${file}`, why: problem})
  return !problem
}

/** Take one file. `bytes` are undefined where it is too large. */
function take({labs, left}, lab, file, bytes) {
  const leave = (why) => left.push({path: `${lab}/${file}`, why})
  if (!bytes || bytes.length > LARGEST_FILE) return leave("large")
  if (!labs.has(lab)) labs.set(lab, {files: new Map(), texts: new Map()})
  const {files, texts} = labs.get(lab)
  if (files.size >= MOST_FILES) throw new ImportProblem("many_files", {lab, most: MOST_FILES})
  files.set(file, bytes)
  const text = textOf(bytes)
  if (text === null) leave("not_text")
  else texts.set(file, text)
}

/** A lab's own folder, labs/05_…, looks like a learner's, and is none. */
function checkLab(lab, files) {
  if (files.has("lab.toml") && files.has("test_lab.py")) throw new ImportProblem("course", {lab})
}

function textOf(bytes) {
  try {
    const text = new TextDecoder("utf-8", {fatal: true, ignoreBOM: true}).decode(bytes)
    return text.includes("\0") ? null : text
  } catch {
    return null
  }
}
