"""The notes of a walkthrough: a TOML file beside the page, parsed once into frozen dataclasses.

[[note]]
id = "body-first"                       # the anchor on the page is #note-body-first
object = "django.core.handlers.asgi.ASGIHandler.handle"
anchor = "await self.read_body("        # part of exactly one line of the object
text = "Markdown, of one or more lines."
django = ">=6.1"                        # optional: a range of versions
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

from packaging.specifiers import InvalidSpecifier, SpecifierSet

REQUIRED = ("id", "object", "anchor", "text")


@dataclass(frozen=True)
class Note:
    """One note: `text` stands at the one line of `object` that contains `anchor`."""

    id: str
    object: str
    anchor: str
    text: str
    django: str | None = None


def parse_notes(toml: str) -> tuple[list[Note], list[str]]:
    """The notes of a file's text, and what is wrong with it, a sentence each."""
    try:
        data = tomllib.loads(toml)
    except tomllib.TOMLDecodeError as error:
        return [], [f"is not valid TOML: {error}"]
    problems = [
        f"unknown key {key!r}; only [[note]] tables stand here" for key in data.keys() - {"note"}
    ]
    notes: list[Note] = []
    for number, table in enumerate(data.get("note", []), start=1):
        wrong = list(_problems(table, number))
        problems += wrong
        if not wrong:
            notes.append(Note(**{**table, "text": table["text"].strip()}))
    return notes, problems


def _problems(table: dict[str, Any], number: int) -> Iterator[str]:
    name = f"note {table.get('id', f'number {number}')!r}"
    known = [field.name for field in fields(Note)]
    for key in table.keys() - set(known):
        yield f"{name}: unknown key {key!r}; expected one of {', '.join(known)}"
    for key in known:
        value = table.get(key)
        if value is None and key in REQUIRED:
            yield f"{name}: the key {key!r} is missing"
        elif value is not None and not (isinstance(value, str) and value.strip()):
            yield f"{name}: {key!r} must be a string that is not empty"
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", str(table.get("id", "x"))):
        yield f"{name}: an id has lower-case letters, digits and single hyphens only"
    if (problem := range_problem(table.get("django"))) is not None:
        yield f"{name}: {problem}"


def range_problem(versions: object) -> str | None:
    """What is wrong with this range of versions, or None."""
    if versions is None or not isinstance(versions, str):
        return None
    try:
        SpecifierSet(versions)
    except InvalidSpecifier:
        return f"{versions!r} is not a range of versions such as '>=5.0,<6.1'"
    return None
