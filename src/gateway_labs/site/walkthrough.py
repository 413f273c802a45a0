"""Walkthroughs: the installed source with our notes at its lines, written into a page.

The directives of a page are read by `directives`, its notes by `notes`. `expand` returns the page
with a fenced block for each object, the notes below it as the ordered list that Material shows as
annotations, and Django's licence at the end. Every problem of a page is collected, and they end
the build as one `CourseError`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import CourseError
from .directives import Source, read_page
from .installed_source import Library, Module, SourceNotFound, SourceObject, find
from .notes import Note, parse_notes

Report = Callable[[str], None]


@dataclass(frozen=True)
class Expanded:
    """A page after expansion; `blocks` maps the id of a code block to its notes' ids, in order."""

    markdown: str
    blocks: dict[str, list[str]] = field(default_factory=dict)

    @property
    def anchors(self) -> list[str]:
        """The ids in the page's HTML that other pages may link to."""
        return [*self.blocks, *(f"note-{n}" for notes in self.blocks.values() for n in notes)]


@dataclass(frozen=True)
class Block:
    """One `::: source` of a page: what it names, what it found, and the notes on its lines."""

    requested: str
    source: SourceObject
    notes: dict[int, Note] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return "source-" + re.sub(r"[^\w.-]", "", self.source.short_name)

    def shows(self, other: SourceObject) -> bool:
        return self.source.contains(other)


def expand_page(page: Path, markdown: str, library: Library) -> Expanded:
    """Expand a page with the notes of the .toml file beside it, where there is one."""
    notes_file = page.with_suffix(".toml")
    toml = notes_file.read_text(encoding="utf-8") if notes_file.is_file() else ""
    return expand(page, markdown, toml, library)


def expand(page: Path | str, markdown: str, toml: str, library: Library) -> Expanded:
    """The page with each directive replaced; raises one `CourseError` with all problems."""
    where = f"{page} ({library.title} {library.version})"
    notes, toml_problems = parse_notes(toml)
    problems = [f"{Path(page).with_suffix('.toml').name}: {text}" for text in toml_problems]
    parts = [
        _found(part, library, problems.append)
        for part in read_page(markdown, library, problems.append)
    ]
    blocks = [part for part in parts if isinstance(part, Block)]
    _check_ids(blocks, problems.append)
    _place_notes(notes, blocks, library, problems.append)
    if problems:
        lines = "\n".join(f"  - {problem}" for problem in problems)
        raise CourseError(
            where,
            f"{len(problems)} problem(s) in this walkthrough\n{lines}",
            "Correct the page, or its notes: each anchor must be part of exactly one line.",
        )
    text = [_render(p, library) if isinstance(p, Block) else p for p in parts]
    if blocks:
        text.append(_licence(library))
    ids = {b.id: [note.id for _, note in sorted(b.notes.items())] for b in blocks}
    return Expanded("\n".join(text), ids)


# -- placing the notes ---------------------------------------------------------------------------


def _found(part: str | Source, library: Library, report: Report) -> str | Block:
    if isinstance(part, str):
        return part
    try:
        return Block(part.name, find(library, part.name, part.part))
    except SourceNotFound as error:
        report(f"line {part.line}: {error}")
        return ""


def _check_ids(blocks: list[Block], report: Report) -> None:
    seen: set[str] = set()
    for block in blocks:
        if block.id in seen:
            report(f"{block.requested} is shown twice")
        seen.add(block.id)


def _place_notes(notes: list[Note], blocks: list[Block], library: Library, report: Report) -> None:
    """Put each note that holds for this version on its line; `report` what does not fit."""
    placed: set[str] = set()
    for note in notes:
        if not library.in_range(note.django):
            continue
        about = f"note {note.id!r}, anchor {note.anchor!r}, {library.title} {library.version}"
        if note.id in placed:
            report(f"{about}: more than one note with this id holds for this version")
            continue
        placed.add(note.id)
        problem = _place(note, blocks, library)
        if problem:
            report(f"{about}: {problem}")


def _place(note: Note, blocks: list[Block], library: Library) -> str | None:
    """Put one note on its line, or say why not."""
    exact = [block for block in blocks if block.requested == note.object]
    try:
        target = exact[0].source if exact else find(library, note.object)
    except SourceNotFound as error:
        return str(error)
    showing = exact or [block for block in blocks if block.shows(target)]
    if not showing:
        return f"{note.object} is not shown on the page"
    lines = target.lines_with(note.anchor)
    if len(lines) != 1:
        found = "no line" if not lines else f"{len(lines)} lines ({', '.join(map(str, lines))})"
        return f"found on {found} of {note.object}; it must be on exactly one"
    block, line = showing[0], lines[0]
    if line in block.notes:
        return f"note {block.notes[line].id!r} is on the same line; make them one note"
    if problem := _no_room_for_marker(target.module, line):
        return problem
    block.notes[line] = note
    return None


def _no_room_for_marker(module: Module, line: int) -> str | None:
    if line in module.inside_strings:
        return f"line {line} is inside a string, where no comment can stand; choose another line"
    if line not in module.comments and module.lines[line - 1].rstrip().endswith("\\"):
        return f"line {line} ends with a backslash, so no comment can follow; choose another line"
    return None


# -- writing the block ---------------------------------------------------------------------------


def _render(block: Block, library: Library) -> str:
    source = block.source
    path = source.module.path
    url = library.source_url(path, source.first, source.last)
    numbers = {line: n for n, line in enumerate(sorted(block.notes), start=1)}
    code = [
        _marked(text, source.module.comments.get(line), numbers.get(line), bool(numbers))
        for line, text in enumerate(source.dedented(), start=source.first)
    ]
    fence = "```"
    title = f"{source.short_name} · {path} · {library.title} {library.version}"
    head = f'{{ .python .annotate #{block.id} linenums="{source.first}" title="{title}" }}'
    notes = [_list_item(n, block.notes[line].text) for line, n in numbers.items()]
    where = f"lines {source.first} to {source.last} of {library.title} {library.version} on GitHub"
    link = f"[`{path}`, {where}]({url}){{ .gl-source-link }}"
    return "\n".join(["", f"{fence} {head}", *code, fence, "", *notes, "", link, ""])


def _marked(text: str, comment: str | None, number: int | None, annotated: bool) -> str:
    """The line with the marker of its note.

    Material replaces a whole comment by a marker that ends with "!", and only the marker by one
    that does not: so an existing comment stays. A number in brackets in a comment of Django's
    would be taken for a marker; a word joiner (U+2060) keeps it text.
    """
    if annotated and comment is not None:
        text = text.replace(comment, re.sub(r"\((\d+)\)", "(\u2060\\1)", comment))
    if number is None:
        return text
    return f"{text} ({number})" if comment is not None else f"{text}  # ({number})!"


def _list_item(number: int, text: str) -> str:
    marker = f"{number}.".ljust(4)
    lines = text.split("\n")
    rest = [f"    {line}" if line.strip() else "" for line in lines[1:]]
    return "\n".join([marker + lines[0], *rest, ""])


def _licence(library: Library) -> str:
    head = (
        f"The code on this page is {library.title} {library.version}, read from the installed "
        f"package when the site was built. {library.title} is published under its own licence"
        f" ({library.licence_name}). The notes are ours."
    )
    if not library.licence_text:
        return f"\n{head}\n"
    body = "\n".join(f"    {line}".rstrip() for line in library.licence_text.splitlines())
    return (
        f'\n??? note "The code is {library.title}\'s: its licence, {library.licence_name}"\n\n'
        f"    {head}\n\n    ```text\n{body}\n    ```\n"
    )


# -- after Markdown ------------------------------------------------------------------------------

MARKER = re.compile(r'<span class="c1">(?P<text>[^<]*\((?P<number>\d+)\)!?)</span>')


def add_note_anchors(html: str, expanded: Expanded) -> str:
    """Give the marker of each note the id `note-<id>`, so that other pages can link to it."""
    for block_id, notes in expanded.blocks.items():
        start = html.find(f'id="{block_id}"')
        end = html.find("</code></pre>", start) if start >= 0 else -1
        if start < 0 or end < 0:
            continue
        code = MARKER.sub(lambda m, ids=notes: _with_id(m, ids), html[start:end])
        html = html[:start] + code + html[end:]
    return html


def _with_id(match: re.Match[str], notes: list[str]) -> str:
    number = int(match["number"])
    if not 1 <= number <= len(notes):
        return match[0]
    return f'<span class="c1" id="note-{notes[number - 1]}">{match["text"]}</span>'
