"""Links of a Markdown text, changed one by one and never inside of code."""

import re
from collections.abc import Callable

_CODE = re.compile(
    r"^(?P<indent>[ \t]*)(?P<ticks>`{3,}|~{3,})[^\n]*\n.*?^[ \t]*(?P=ticks)[ \t]*$"
    r"|(?P<span>`+)(?!`).+?(?<!`)(?P=span)(?!`)",
    re.MULTILINE | re.DOTALL,
)
_LINK = re.compile(
    r"(?P<before>\]\(<?)(?P<inline>[^\s)>]+)"
    r"|(?P<head>^[ ]{0,3}\[[^\]\n]+\]:[ \t]*<?)(?P<definition>[^\s>]+)"
    r"|(?P<attribute>\b(?:href|src)=[\"'])(?P<html>[^\"']+)",
    re.MULTILINE,
)
_KINDS = (("before", "inline"), ("head", "definition"), ("attribute", "html"))


def change_links(markdown: str, change: Callable[[str], str]) -> str:
    """The text with each link's target replaced by `change(target)`."""

    def changed(match: re.Match) -> str:
        head, target = next(pair for pair in _KINDS if match[pair[1]] is not None)
        return match[head] + change(match[target])

    parts, end = [], 0
    for code in _CODE.finditer(markdown):
        parts += [_LINK.sub(changed, markdown[end : code.start()]), code[0]]
        end = code.end()
    return "".join([*parts, _LINK.sub(changed, markdown[end:])])


def is_external(target: str) -> bool:
    """True for an address with a scheme ("https:", "mailto:") and for "//host/..."."""
    return bool(re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|//", target))
