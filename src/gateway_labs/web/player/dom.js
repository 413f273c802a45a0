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

/** Bring a child to sight inside of its own box, which is positioned; the page does not move. */
export function reveal(box, child, margin) {
  const top = child.offsetTop
  const bottom = top + child.offsetHeight
  const room = Math.min(margin, box.clientHeight / 4)
  if (top - room < box.scrollTop) box.scrollTop = top - room
  else if (bottom + room > box.scrollTop + box.clientHeight) {
    box.scrollTop = Math.min(top - room, bottom + room - box.clientHeight)
  }
}
