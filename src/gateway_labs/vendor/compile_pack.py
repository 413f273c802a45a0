"""Runs in Pyodide under Node: compiles a pack's modules with the interpreter that will run them.

`compile.mjs` takes it step by step. Besides `pack`, only the standard library is here.
"""

import ast
import json
import marshal
import time
import warnings
from collections.abc import Iterator
from importlib.util import MAGIC_NUMBER
from pathlib import Path

from .pack import read_pack, write_pack

UNCHECKED_HASH = (0b01).to_bytes(4, "little") + bytes(8)
"""PEP 552: a hash-based .pyc whose source is never looked for."""
TURN = 0.05
"""Seconds of work between two looks at the outside."""


def compile_pack(source: str, to: str, prefix: str) -> Iterator[str]:
    """Write the pack `to`: that of `source`, with each .py as its .pyc; neither is compressed.

    `prefix` ("/lib/python3.14/site-packages/") goes before the paths that tracebacks show. Gives
    {"done", "total"} as JSON, in modules.
    """
    warnings.simplefilter("ignore")
    files, made = read_pack(Path(source).read_bytes()), {}
    total = sum(path.endswith(".py") for path in files)
    done, since = 0, time.perf_counter()
    for path, content in files.items():
        if not path.endswith(".py"):
            made[path] = content
            continue
        made[path + "c"] = compiled(prefix + path, content)
        done += 1
        if time.perf_counter() - since > TURN:
            yield json.dumps({"done": done, "total": total})
            since = time.perf_counter()
    Path(to).write_bytes(write_pack(made))


def compiled(name: str, source: bytes) -> bytes:
    """The content of a .pyc, without docstrings; `name` is what tracebacks show."""
    tree = ast.parse(source, name)
    drop_docstrings(tree)
    code = compile(tree, name, "exec", dont_inherit=True, optimize=0)
    return MAGIC_NUMBER + UNCHECKED_HASH + marshal.dumps(code)


HAVE_ONE = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
HOLD_STATEMENTS = ("body", "orelse", "handlers", "finalbody", "cases")


def drop_docstrings(tree: ast.Module) -> None:
    """Line numbers stay, and so do asserts, which `python -OO` would drop too."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, HAVE_ONE) and ast.get_docstring(node, clean=False) is not None:
            first = node.body.pop(0)
            if not node.body:
                node.body.append(ast.copy_location(ast.Pass(), first))
        for field in HOLD_STATEMENTS:
            held = getattr(node, field, None)
            if isinstance(held, list):
                waiting += held
