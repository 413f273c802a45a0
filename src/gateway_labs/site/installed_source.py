"""The source of an installed package: found by dotted name, read as text, never imported.

A `Library` says where the package is and which version it has. `find` gives the lines of one
object as a `SourceObject`; the lines that may take a comment are known from `tokenize`.
"""

import ast
import io
import textwrap
import tokenize
from dataclasses import dataclass
from functools import cached_property
from importlib import metadata
from pathlib import Path

from packaging.specifiers import SpecifierSet
from packaging.version import Version

DEFINITIONS = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


class SourceNotFound(Exception):
    """The dotted name is not in the installed package; the text says how far the search came."""


@dataclass(frozen=True)
class Library:
    """An installed package. `url` has the fields {version} {path} {first} {last}."""

    title: str
    package: str
    version: str
    root: Path
    url: str
    licence_name: str = ""
    licence_text: str = ""

    def in_range(self, versions: str | None) -> bool:
        """Is the installed version in this range? None is every version.

        A release candidate counts as its release: the code of 6.1rc1 is that of 6.1.
        """
        if versions is None:
            return True
        release = Version(Version(self.version).base_version)
        return SpecifierSet(versions).contains(release, prereleases=True)

    def source_url(self, path: str, first: int, last: int) -> str:
        return self.url.format(version=self.version, path=path, first=first, last=last)


def installed_django() -> Library:
    """The Django of this interpreter, as a `Library`."""
    distribution = metadata.distribution("django")
    licences = [p for p in distribution.files or [] if p.name == "LICENSE"]
    # Django ships several licence files; its own is the one nearest to the top.
    own = min(licences, key=lambda p: len(p.parts), default=None)
    return Library(
        title="Django",
        package="django",
        version=distribution.version,
        root=Path(str(distribution.locate_file(""))),
        url="https://github.com/django/django/blob/{version}/{path}#L{first}-L{last}",
        licence_name="BSD-3-Clause",
        licence_text=own.locate().read_text(encoding="utf-8") if own else "",
    )


@dataclass(frozen=True)
class Module:
    """One source file of a library, read and parsed once."""

    path: str
    """Relative to the library's root, with forward slashes: django/core/handlers/asgi.py"""
    text: str

    @cached_property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def comments(self) -> dict[int, str]:
        """Line number -> the comment on it."""
        tokens = tokenize.generate_tokens(io.StringIO(self.text).readline)
        return {t.start[0]: t.string for t in tokens if t.type == tokenize.COMMENT}

    @cached_property
    def inside_strings(self) -> frozenset[int]:
        """Lines whose end is inside a string, so that no comment can follow."""
        inside: set[int] = set()
        for node in ast.walk(self.tree):
            is_string = isinstance(node, ast.Constant) and isinstance(node.value, str | bytes)
            if is_string or isinstance(node, ast.JoinedStr):
                inside.update(self._string_lines(node))
        return frozenset(inside)

    def _string_lines(self, node: ast.expr) -> range:
        # Neighbouring literals ("a" "b") are one node of several lines, each of which may take a
        # comment; only a triple-quoted literal runs over a line's end.
        first, last = node.lineno, node.end_lineno or node.lineno
        text = "\n".join(self.lines[first - 1 : last])
        return range(first, last) if '"""' in text or "'''" in text else range(0)


@dataclass(frozen=True)
class SourceObject:
    """The lines `first` to `last` (from 1, both included) of `module` that define `name`."""

    name: str
    module: Module
    first: int
    last: int

    @property
    def short_name(self) -> str:
        """The name inside its module: ASGIHandler.handle."""
        dotted = self.module.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        return self.name.removeprefix(dotted + ".")

    @property
    def lines(self) -> list[str]:
        return self.module.lines[self.first - 1 : self.last]

    def contains(self, other: "SourceObject") -> bool:
        same_file = self.module.path == other.module.path
        return same_file and self.first <= other.first and other.last <= self.last

    def lines_with(self, anchor: str) -> list[int]:
        return [self.first + i for i, line in enumerate(self.lines) if anchor in line]

    def dedented(self) -> list[str]:
        return textwrap.dedent("\n".join(self.lines)).split("\n")


def find(library: Library, name: str, part: str | None = None) -> SourceObject:
    """The object with this dotted name; `part="head"` is a class without its methods.

    Raises `SourceNotFound`.
    """
    module, rest = _module_of(library, name)
    body: list[ast.stmt] = module.tree.body
    node: ast.stmt | None = None
    for depth, step in enumerate(rest):
        node = _named(body, step)
        if node is None:
            owner = ".".join([module.path, *rest[:depth]])
            raise SourceNotFound(f"{library.title} {library.version} has no {step!r} in {owner}")
        body = getattr(node, "body", [])
    if node is None:
        return SourceObject(name, module, 1, len(module.lines))
    first, last = _first_line(module, node), node.end_lineno or node.lineno
    return SourceObject(name, module, first, _head_end(module, node) if part == "head" else last)


def _module_of(library: Library, name: str) -> tuple[Module, list[str]]:
    steps = name.split(".")
    for length in range(len(steps), 0, -1):
        base = "/".join(steps[:length])
        for path in (f"{base}.py", f"{base}/__init__.py"):
            if steps[0] == library.package and (library.root / path).is_file():
                text = (library.root / path).read_text(encoding="utf-8")
                return Module(path, text), steps[length:]
    raise SourceNotFound(f"{library.title} {library.version} has no module for {name!r}")


def _named(body: list[ast.stmt], name: str) -> ast.stmt | None:
    """The definition or assignment of `name` among these statements or in their blocks."""
    for node in body:
        if isinstance(node, DEFINITIONS):
            if node.name == name:
                return node
            continue
        targets = getattr(node, "targets", [getattr(node, "target", None)])
        if any(isinstance(t, ast.Name) and t.id == name for t in targets):
            return node
        for block in ("body", "orelse", "handlers", "finalbody"):
            inner = getattr(node, block, None)
            if isinstance(inner, list) and (found := _named(inner, name)):
                return found
    return None


def _first_line(module: Module, node: ast.stmt) -> int:
    if isinstance(node, DEFINITIONS):
        return min([node.lineno, *(d.lineno for d in node.decorator_list)])
    first = node.lineno
    while first > 1 and module.lines[first - 2].lstrip().startswith("#"):
        first -= 1  # the comment above an assignment belongs to it
    return first


def _head_end(module: Module, node: ast.stmt) -> int:
    """The last line of a class before its first method."""
    for earlier, statement in zip([node, *node.body], getattr(node, "body", []), strict=False):
        if isinstance(statement, DEFINITIONS):
            return node.lineno if earlier is node else earlier.end_lineno or earlier.lineno
    return node.end_lineno or node.lineno
