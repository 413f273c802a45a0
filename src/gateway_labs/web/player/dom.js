/** Small means to make elements and texts. */

/** An element: `make("p.gp-note", {title: "…"}, "text", child)`. */
export function make(name, attributes = {}, ...children) {
  const [tag, ...classes] = name.split(".")
  const element = document.createElement(tag)
  if (classes.length) element.className = classes.join(" ")
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value)
    else if (value !== null && value !== undefined) element.setAttribute(key, value)
  }
  element.append(...children)
  return element
}

/** The text with its {fields} filled in, as in strings/en.toml. */
export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole)
}

/** Set only what has changed: to write the same text again costs a layout, too. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text
}

export function escapeText(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;")
}

/**
 * How to bring a child to sight inside of its own box, which is positioned: [[box, its scrollTop]],
 * or [] where nothing has to move. `from` is where the box stands, if not where it was scrolled to.
 */
export function sight(box, child, margin, from) {
  const start = from ?? box.scrollTop
  const height = box.clientHeight
  const top = child.offsetTop
  const bottom = top + child.offsetHeight
  const room = Math.min(margin, height / 4)
  let to = start
  if (top - room < start) to = top - room
  else if (bottom + room > start + height) to = Math.min(top - room, bottom + room - height)
  return to === start && from === undefined ? [] : [[box, to]]
}
