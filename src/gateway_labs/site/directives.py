"""The directives of a walkthrough's page, each on a line of its own and outside of code fences.

::: source django.core.handlers.asgi.ASGIHandler.handle
::: source django.core.handlers.base.BaseHandler part="head"      (a class without its methods)
::: source django.core.signals.Signal django=">=6.1"              (only in these versions)
::: versions django=">=6.1"
Prose for these versions.
:::
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from .installed_source import Library
from .notes import range_problem

DIRECTIVE = re.compile(r":::[ \t]*(?P<kind>\w*)(?P<words>.*)$")
OPTION = re.compile(r'(?P<key>\w+)="(?P<value>[^"]*)"')
FENCE = re.compile(r"\s*(?P<ticks>`{3,}|~{3,})")
OPTIONS = {"source": {"django", "part"}, "versions": {"django"}}
Report = Callable[[str], None]


@dataclass(frozen=True)
class Source:
    """`::: source NAME` on this line of the page; `part` is None or "head"."""

    name: str
    part: str | None
    line: int


@dataclass(frozen=True)
class Directive:
    kind: str
    name: str
    options: dict[str, str]


def has_directives(markdown: str) -> bool:
    """Is there anything in this page for `expand` to do?"""
    return re.search(r"^:::", markdown, re.MULTILINE) is not None


def read_page(markdown: str, library: Library, report: Report) -> list[str | Source]:
    """The page's lines for this version, with a `Source` for each source directive.

    Each problem goes to `report`, as a sentence that names the line.
    """
    parts: list[str | Source] = []
    fence, block, shown = "", "", True
    for number, line in enumerate(markdown.split("\n"), start=1):
        fence = fence_after(line, fence)
        directive = None if fence or not line.startswith(":::") else _directive(line)
        if isinstance(directive, str):
            report(f"line {number}: {directive}")
        elif directive is None:
            parts += [line] if shown else []
        elif directive.kind == "source":
            if shown and library.in_range(directive.options.get("django")):
                parts.append(Source(directive.name, directive.options.get("part"), number))
        elif bool(block) == (directive.kind == "versions"):
            problem = "a versions block inside another" if block else "':::' closes nothing"
            report(f"line {number}: {problem}")
        else:
            block = directive.options.get("django", "")
            shown = not block or library.in_range(block)
    if block:
        report("a '::: versions' block is never closed with ':::'")
    return parts


def fence_after(line: str, fence: str) -> str:
    """The opening of the code fence that we are in after this line, or an empty string."""
    match = FENCE.match(line)
    if match is None:
        return fence
    ticks = match["ticks"]
    if not fence:
        return ticks
    closes = ticks[0] == fence[0] and len(ticks) >= len(fence) and line.strip() == ticks
    return "" if closes else fence


def _directive(line: str) -> Directive | str:
    """The directive on this line, or what is wrong with it."""
    match = DIRECTIVE.match(line)
    assert match is not None
    kind, words = match["kind"], match["words"].strip()
    if kind == "" and not words:
        return Directive("", "", {})
    if kind not in OPTIONS:
        return f"unknown directive {line!r}; expected '::: source NAME' or '::: versions'"
    options = {m["key"]: m["value"] for m in OPTION.finditer(words)}
    names = OPTION.sub("", words).split()
    if unknown := options.keys() - OPTIONS[kind]:
        return f"{line!r}: unknown option {', '.join(sorted(unknown))}"
    if problem := range_problem(options.get("django")):
        return f"{line!r}: {problem}"
    if options.get("part", "head") != "head":
        return f"""{line!r}: part="head" is the only part there is"""
    if kind == "source" and len(names) != 1:
        return f"{line!r}: expected one dotted name"
    if kind == "versions" and (names or "django" not in options):
        return f"""{line!r}: expected '::: versions django=">=6.1"'"""
    return Directive(kind, names[0] if names else "", options)
