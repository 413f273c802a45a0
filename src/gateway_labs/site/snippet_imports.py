"""Which modules of snippets/ a snippet depends on."""

import ast
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

_TARGET = re.compile(r"[A-Za-z_][\w.]*(:\w+)?")


@dataclass
class SnippetTree:
    """The modules below root/snippets, as they are now: each is read once."""

    root: Path
    names: dict[str, list[str]] = field(default_factory=dict)
    """What each module that was read so far names, by its path."""

    @cached_property
    def files(self) -> frozenset[str]:
        return frozenset(map(str, (self.root / "snippets").rglob("*.py")))

    def modules_of(self, script: Path) -> list[Path]:
        """The modules that `script` uses, directly or not, in the order of their paths.

        A module counts when it is imported, or when a text names it as a server's command line
        does ("chat_server:application").
        """
        found: set[str] = set()
        waiting = [str(script)]
        while waiting:
            for path in self._named_in(waiting.pop(), str(script.parent)):
                if path not in found and path != str(script):
                    found.add(path)
                    waiting.append(path)
        return [Path(path) for path in sorted(found)]

    def _named_in(self, path: str, folder: str) -> Iterator[str]:
        """`folder` is that of the script: Python looks there first for what anyone imports."""
        if path not in self.names:
            tree = ast.parse(Path(path).read_bytes())
            self.names[path] = sorted({name for node in ast.walk(tree) for name in _names(node)})
        for name in self.names[path]:
            for candidate in _candidates(name):
                for start in (folder, os.path.dirname(path), str(self.root)):
                    file = os.path.normpath(os.path.join(start, candidate))
                    if file in self.files:
                        yield file


def _names(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        module = node.module or ""
        yield module
        yield from (f"{module}.{alias.name}".lstrip(".") for alias in node.names)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        if _TARGET.fullmatch(node.value):
            yield node.value.partition(":")[0]
        if node.value.endswith(".py") and "\n" not in node.value:
            yield node.value


def _candidates(name: str) -> Iterator[str]:
    """A package counts with its __init__.py, and so does each package that a module is in."""
    if name.endswith(".py"):
        yield name
        return
    parts = name.split(".")
    for count in range(1, len(parts) + 1):
        head = "/".join(parts[:count])
        yield f"{head}.py"
        yield f"{head}/__init__.py"
