"""The elements that web/labs/boot.js brings to life: a lab's panel and the board.

A page says where they stand by a line of its own: `<!-- lab panel -->`, `<!-- labs board -->`.
Without JavaScript they are empty and take no room.
"""

import re
from collections.abc import Callable
from html import escape

from ..strings import text
from .browser_manifest import MANIFEST, boot_uri
from .labs import PANEL

BOARD = "<!-- labs board -->"

_PLACE = re.compile(f"^(?:(?P<panel>{PANEL})|{BOARD})$", re.MULTILINE)


def with_elements(markdown: str, to_root: Callable[[str], str]) -> str:
    """The page with its elements. `to_root` makes a path of the site one that starts at the page.

    The script stands beside the element, not in the page's head: so it comes with the page where
    Material changes only the page's content. A module runs once, however often it is named.
    """

    def element(place: re.Match) -> str:
        name = "lab" if place["panel"] else "board"
        data = ' data="lab.json"' if place["panel"] else ""
        unread = escape(text(f"lab_page.{name}_unread"))
        attributes = f'{data} manifest="{to_root(MANIFEST)}" unread="{unread}"'
        return (
            f'<div class="gl-{name}-place" id="{name}">'
            f"<gateway-{name}{attributes}></gateway-{name}>{'' if data else _BEGUN}"
            f'<script type="module" src="{to_root(boot_uri())}"></script></div>'
        )

    return _PLACE.sub(element, markdown)


def with_page_class(html: str) -> str:
    """A whole page, marked where it begins if it has a panel.

    A browser may paint a page before it has read all of it. So that nothing moves then, the style
    must know of the panel, and of JavaScript, before the text; Material sets `js` at its end.
    Material's `container` is the first element that is changed in its instant navigation.
    """
    if "<gateway-lab " not in html:
        return html
    return html.replace(_CONTAINER, f"<script>{_JS}</script>{_CONTAINER} gl-lab-page", 1)


# Before the board's first paint: whether it will be the high one (see web/labs/store/store.js).
_BEGUN = """<script>{
const place = document.currentScript.parentElement
const manifest = new URL(place.firstElementChild.getAttribute("manifest"), document.baseURI)
const base = new URL("../../", manifest).pathname.replaceAll(":", "%3A")
try {
  const kept = Object.keys(localStorage).join("\\n")
  const has = kind => ("\\n" + kept).includes(`\\ngateway-labs:${base}:1:${kind}`)
  if (has("file:") || has("standing:")) place.dataset.begun = has("undo") ? "undo" : ""
} catch {}
}</script>"""
_CONTAINER = '<div class="md-container'
_JS = 'document.documentElement.classList.replace("no-js","js")'
