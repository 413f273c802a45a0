"""The description of a page for search engines and link previews: how the page begins."""

import re
from html import unescape

LONGEST = 200
"""Characters; what shows a description cuts it at about this length."""

_PARAGRAPH = re.compile(r"<p>(?P<words>.*?)</p>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")


def description_of(html: str) -> str:
    """The first sentences of the first paragraph; "" for a page without a paragraph."""
    paragraph = _PARAGRAPH.search(html)
    if not paragraph:
        return ""
    words = " ".join(unescape(_TAG.sub("", paragraph["words"])).split())
    if len(words) <= LONGEST:
        return words
    end = words.rfind(". ", 0, LONGEST)
    if end > 0:
        return words[: end + 1]
    return words[: words.rfind(" ", 0, LONGEST)] + " …"
