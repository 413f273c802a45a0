/** The texts of strings/en.toml, as the manifest gives them. */
import {fill} from "../player/dom.js"

/**
 * `words("key")` or `words("part.key", {n: 3})`: a text of this table, its {fields} filled in.
 * A text that is not there shows its key: the page goes on.
 *
 * @param {object} table as it stands in the manifest's `texts`
 * @returns {(key: string, fields?: Object<string, unknown>) => string}
 */
export function wordsOf(table) {
  return (key, fields = {}) => {
    const text = key.split(".").reduce((part, name) => part?.[name], table)
    return typeof text === "string" ? fill(text, fields) : key
  }
}
