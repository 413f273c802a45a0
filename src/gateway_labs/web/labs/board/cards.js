/** The state of each lab on its card in the page: `.gl-labs li[data-lab="05_echo_consumer"]`. */
import {make} from "../../player/dom.js"
import {stateWords} from "./progress.js"

export const cardOf = (id) => document.querySelector(`.gl-labs li[data-lab="${CSS.escape(id)}"]`)

/** Write each row's state on its card; nothing where no lab is begun. */
export function markCards(rows, words) {
  const begun = rows.some((row) => row.started)
  for (const row of rows) {
    const card = cardOf(row.lab.id)
    if (!card) continue
    const mark = card.querySelector(".gl-card-state") ?? make("p.gl-card-state")
    if (!begun) mark.remove()
    else {
      fillMark(mark, row, words)
      if (!mark.isConnected) card.append(mark)
    }
  }
}

export function unmarkCards() {
  for (const mark of document.querySelectorAll(".gl-card-state")) mark.remove()
}

function fillMark(mark, row, words) {
  const {sign, text, more} = stateWords(row, words)
  mark.dataset.state = row.state
  const shown = [make("span.gl-card-sign", {"aria-hidden": "true"}, sign), make("span", {}, text)]
  if (more) shown.push(make("span.gl-card-more", {}, more))
  mark.replaceChildren(...shown)
}
