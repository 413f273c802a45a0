/** The texts of strings/en.toml, as the manifest gives them. */
import {fill} from "../player/dom.js"

/**
 * A function from a text's name in this table, such as "label" or "part.label", and the values of
 * its {fields} to the text. A text that is not there shows its key: the page goes on.
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
