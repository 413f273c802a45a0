"""What a player loads: the traces of one scenario, with highlighted source and our notes.

The shape is that of `gateway_labs.web.player.player_data`. The notes are those of the walkthroughs,
placed by file and line: a note whose line is not in a function of the run is left out.
"""

import json
import posixpath
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

from markdown import markdown
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from ..web.player import player_data
from .installed_source import Library, SourceNotFound, find
from .links import change_links, is_external
from .notes import Note, parse_notes

UrlOf = Callable[[str], str | None]
"""From the path of a page below docs/ to its address below the site's root; None: no such page."""


@dataclass(frozen=True)
class PlacedNote:
    """A note at a line of an installed file; `page` is the path of its walkthrough's page."""

    file: str
    line: int
    page: str
    note: Note


def placed_notes(docs: Path, library: Library) -> list[PlacedNote]:
    """All notes of docs/walkthroughs/*.toml that hold for the installed version.

    What is wrong with a note is the walkthrough's to tell: here it is left out.
    """
    placed = []
    for path in sorted((docs / "walkthroughs").glob("*.toml")):
        page = path.with_suffix(".md").relative_to(docs).as_posix()
        notes, _ = parse_notes(path.read_text(encoding="utf-8"))
        placed += [p for note in notes if (p := _placed(note, page, library)) is not None]
    return placed


def _placed(note: Note, page: str, library: Library) -> PlacedNote | None:
    if not library.in_range(note.django):
        return None
    try:
        source = find(library, note.object)
    except SourceNotFound:
        return None
    lines = source.lines_with(note.anchor)
    return PlacedNote(source.module.path, lines[0], page, note) if len(lines) == 1 else None


def data_of(runs: dict[str, dict], notes: Iterable[PlacedNote], url_of: UrlOf) -> dict:
    """The data of one scenario's player."""
    lit = {gateway: _with_html(trace) for gateway, trace in runs.items()}
    functions = [code for trace in lit.values() for code in trace["functions"]]
    here = [note for note in notes if any(_holds(code, note) for code in functions)]
    return player_data(lit) | {"notes": [_note_json(note, url_of) for note in here]}


def as_json(data: dict) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


# -- source --------------------------------------------------------------------------------------

_PLAIN = re.compile(r'<span class="(?:n|p|o|w)">([^<]*)</span>')
"""Tokens that have the colour of the text: without them the data is a third smaller."""


def lines_as_html(source: str) -> list[str]:
    """Each line of Python as HTML with Pygments' classes."""
    text = dedent(source).rstrip("\n")
    html = highlight(text, PythonLexer(stripnl=False), HtmlFormatter(nowrap=True))
    return [_PLAIN.sub(r"\1", line) for line in html.rstrip("\n").split("\n")]


def _with_html(trace: dict) -> dict:
    functions = [
        {"file": code["file"], "name": code["name"], "line": code["line"]}
        | {"html": lines_as_html(code["source"])}
        for code in trace["functions"]
    ]
    return trace | {"functions": functions}


def _holds(code: dict, note: PlacedNote) -> bool:
    last = code["line"] + len(code["html"])
    return code["file"] == note.file and code["line"] <= note.line < last


# -- notes ---------------------------------------------------------------------------------------


def _note_json(placed: PlacedNote, url_of: UrlOf) -> dict:
    text = change_links(placed.note.text, lambda target: _from_root(target, placed.page, url_of))
    data = {"file": placed.file, "line": placed.line, "html": markdown(text, extensions=["tables"])}
    url = url_of(placed.page)
    return data if url is None else data | {"page": f"{url}#note-{placed.note.id}"}


def _from_root(target: str, page: str, url_of: UrlOf) -> str:
    """The link of a page's text as one that starts at the site's root."""
    if is_external(target):
        return target
    path, hash_, anchor = target.partition("#")
    uri = posixpath.normpath(posixpath.join(posixpath.dirname(page), path)) if path else page
    url = url_of(uri)
    return f"{uri if url is None else url}{hash_}{anchor}"
