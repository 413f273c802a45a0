/** Which files may be a learner's: the rules of gateway_labs.lab.tree, and more for foreign files. */

export const LARGEST_FILE = 2 ** 20
export const MOST_FILES = 500
const LONGEST_PATH = 200
const SKIPPED = new Set(["__pycache__", "node_modules", "venv", "env"])
const LAB = /^\d\d_\w+$/

export const isLabId = (name) => LAB.test(name)

/** Whether `path` lies in a cache, or is hidden: left out without a word. */
export function isSkipped(path) {
  return path.split("/").some((part) => part.startsWith(".") || SKIPPED.has(part))
}

/** Why `path` can't be that of a file in a lab's folder: "path", "in_the_way"; null if it can.
 *
 * A file can't stand where a folder is: `others` are the paths of the files beside it.
 *
 * @param {string} path with forward slashes, relative to the lab's folder
 * @param {Iterable<string>} [others]
 */
export function pathProblem(path, others = []) {
  const parts = path.split("/")
  if (!path || path.length > LONGEST_PATH) return "path"
  if (/[\\:*?"<>|\u0000-\u001f\u007f]/u.test(path)) return "path"
  // A tree is an object, which can't have __proto__ as one of its keys like another.
  if (parts.some((part) => ["", ".", "..", "__proto__"].includes(part))) return "path"
  if (isSkipped(path)) return "path"
  for (const other of others) {
    if (other.startsWith(`${path}/`) || path.startsWith(`${other}/`)) return "in_the_way"
  }
  return null
}
