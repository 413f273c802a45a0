"""Which modules of snippets/ a snippet depends on."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

_TARGET = re.compile(r"[A-Za-z_][\w.]*(:\w+)?")


def modules_of(script: Path, root: Path) -> list[Path]:
    """The files below root/snippets that `script` uses, directly or not, in the order of names.

    A module counts when it is imported, or when a text names it as a server's command line does
    ("chat_server:application").
    """
    found: set[Path] = set()
    waiting = [script]
    while waiting:
        for path in _named_in(waiting.pop(), script.parent, root):
            if path not in found and path != script:
                found.add(path)
                waiting.append(path)
    return sorted(found)


def _named_in(path: Path, folder: Path, root: Path) -> Iterator[Path]:
    if path.suffix != ".py":
        return
    for node in ast.walk(ast.parse(path.read_bytes())):
        for name in _names(node):
            yield from _files(name, [folder, path.parent, root], root / "snippets")


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
        elif node.value.endswith(".py") and "\n" not in node.value:
            yield node.value


def _files(name: str, folders: list[Path], snippets: Path) -> Iterator[Path]:
    """A package counts with its __init__.py, and so does each package that the module is in."""
    if name.endswith(".py"):
        candidates = [name]
    else:
        parts = name.split(".")
        heads = ["/".join(parts[:count]) for count in range(1, len(parts) + 1)]
        candidates = [f"{head}{end}" for head in heads for end in (".py", "/__init__.py")]
    for folder in folders:
        for candidate in candidates:
            path = (folder / candidate).resolve()
            if path.is_file() and path.is_relative_to(snippets):
                yield path
