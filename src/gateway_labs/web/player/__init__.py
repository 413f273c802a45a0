"""The player's files: ES modules that are put together as they are, without a bundler."""

import json
import re
from functools import cache
from html import escape
from pathlib import Path

from ...strings import table

FOLDER = Path(__file__).parent
MODULES = ("dom", "run", "source", "lanes", "messages", "column", "controls", "player")
"""In the order in which they need one another."""

_IMPORT = re.compile(r"^import [^;]*? from \"\./[\w.]+\"\n", re.MULTILINE)
_EXPORT = re.compile(r"^export (?=class|function|const)", re.MULTILINE)


@cache
def script() -> str:
    """All modules as one. Their top-level names differ, which a test holds them to."""
    parts = [(FOLDER / f"{name}.js").read_text(encoding="utf-8") for name in MODULES]
    return "\n".join(_EXPORT.sub("", _IMPORT.sub("", part)) for part in parts)


@cache
def style() -> str:
    return (FOLDER / "player.css").read_text(encoding="utf-8")


def player_data(runs: dict[str, dict]) -> dict:
    """What a player needs, from the traces of one scenario by gateway ("wsgi", "asgi").

    {"title": …, "django": …, "runs": {gateway: trace}, "notes": [], "strings": {…}}

    A function of a trace may have "html", its lines as highlighted HTML; without it the player
    shows its "source". A note is {"file", "line", "html", "page"}: `html` stands at that line, and
    `page`, which may be missing, leads to it. Links in both start at the site's root.
    """
    one = next(iter(runs.values()))
    return {
        "title": one["title"],
        "django": one["django"],
        "runs": runs,
        "notes": [],
        "strings": table("player"),
    }


def standalone_page(runs: dict[str, dict], text: str = "") -> str:
    """A page that needs no other file: the player, its data, and `text` (HTML) for no script."""
    data = player_data(runs)
    title, scenario = escape(data["title"]), escape(next(iter(runs.values()))["scenario"])
    body = json.dumps(data, ensure_ascii=False).replace("</", "<\\/").replace("<!--", "<\\!--")
    return (
        f'<!doctype html>\n<html lang="en"><meta charset="utf-8"><title>{title}</title>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<style>{style()}</style>\n<body class="gp-standalone"><main>\n'
        f'<gateway-player scenario="{scenario}" gateways="{" ".join(runs)}" '
        f'text-title="{escape(data["strings"]["as_text"])}">'
        f'<div class="gp-text">{text}</div>\n<script type="application/json">{body}</script>'
        f'</gateway-player>\n</main><script type="module">{script()}</script></body></html>\n'
    )
