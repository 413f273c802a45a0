"""The fences of our own: they go to superfences as functions from a fence's text to HTML."""

import re
from collections.abc import Callable
from typing import Any

from ..errors import CourseError
from .build import Build
from .drawing_html import DRAWINGS
from .runs import Runner, run_html

Render = Callable[[str, dict[str, str]], str]
"""From the text of a fence and its options (`title="..."`) to HTML; raises CourseError."""


_HEAD = re.compile(
    r"^(?P<head>[ \t]*(?:`{3,}|~{3,})[ \t]*run\b.*?)exit=(?P<code>\w+)", re.MULTILINE
)


def with_quotes(markdown: str) -> str:
    """`exit=1` of a run fence with quotes around the 1, since superfences needs them."""
    return _HEAD.sub(r'\g<head>exit="\g<code>"', markdown)


def fence(build: Build, name: str, render: Render, options: frozenset[str]) -> dict[str, Any]:
    """The entry of `custom_fences` for one kind of fence, with the options that it may have."""

    def validate(language: str, inputs: dict, found: dict, attrs: dict, md: object) -> bool:
        # Always True: a refused fence would be shown as plain code, and nobody would notice.
        found.update(inputs)
        return True

    def checked(source: str, given: dict[str, str]) -> str:
        unknown = sorted(set(given) - options)
        if unknown:
            raise CourseError(
                f"```{name}",
                f"no option {', '.join(unknown)}",
                f"The options are: {', '.join(sorted(options))}.",
            )
        return render(source, given)

    collected = build.collecting(checked)

    def format_fence(source, language, css_class, given, md, **kwargs) -> str:
        return collected(source, given)

    return {"name": name, "class": name, "validator": validate, "format": format_fence}


def our_fences(build: Build, runner: Runner) -> list[dict[str, Any]]:
    """All fences of the site that superfences does not bring."""
    drawings = [fence(build, name, draw, frozenset({"title"})) for name, draw in DRAWINGS.items()]
    run = fence(
        build,
        "run",
        lambda source, options: run_html(source, options, runner),
        frozenset({"exit", "title"}),
    )
    return [*drawings, run]
