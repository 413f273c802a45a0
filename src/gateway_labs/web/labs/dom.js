/** Small means of the panel, beside those of the player. */
import {make} from "../player/dom.js"

export {make, setText} from "../player/dom.js"

export const MAC = /Mac|iPhone|iPad/.test(navigator.platform)

const ICONS = {
  check: "M5 12.5l4.5 4.5L19 7.5",
  reset: "M4 5v5h5M4.6 10a8 8 0 1 1-.4 4",
  undo: "M9 5 4 10l5 5M4 10h10a6 6 0 0 1 0 12h-3",
  edit: "M4 20l1-4L16 5l3 3L8 19zM14 7l3 3",
  next: "M5 12h14M13 6l6 6-6 6",
}

/** A drawing in a box of 24, for eyes only: the words beside it say the same. */
export function icon(name) {
  const drawn = make("span.gl-icon", {"aria-hidden": "true"})
  drawn.innerHTML = `<svg viewBox="0 0 24 24"><path d="${ICONS[name]}"/></svg>`
  return drawn
}

/** A button of the panel; `kind` is "main", "plain" or "quiet". */
export function button(text, onclick, kind = "plain", drawing = null) {
  const content = drawing ? [icon(drawing), make("span", {}, text)] : [make("span", {}, text)]
  return make(`button.gl-button.gl-${kind}`, {type: "button", onclick}, ...content)
}

/** A button that can't be used now keeps its focus and is still read out. */
export function enable(element, enabled) {
  if (enabled) element.removeAttribute("aria-disabled")
  else element.setAttribute("aria-disabled", "true")
}

export function usable(element) {
  return element.getAttribute("aria-disabled") !== "true"
}

/** A text with `code` in it, as elements: nothing in it becomes HTML. */
export function withCode(text) {
  const part = make("span")
  text.split("`").forEach((piece, index) => part.append(index % 2 ? make("code", {}, piece) : piece))
  return part
}

let last = 0

/** An id that no other element of this page has. */
export function newId(name) {
  last += 1
  return `gl-${name}-${last}`
}
