"""Where a learner should look: a task's place as "path:line" in the learner's tree."""

import ast
import re

from gateway_labs.lab.format import Lab, Task
from gateway_labs.lab.tree import Tree


def locate(place: str, tree: Tree) -> str | None:
    """ "path:line" of "path:Qualified.name" or "path:line"; "path" alone if it is not there."""
    path, _, name = place.partition(":")
    if path not in tree:
        return path
    if name.isdecimal():
        return place
    line = _definition(tree[path], name.split(".")) if name else None
    return f"{path}:{line}" if line else path


def task_place(lab: Lab, task: Task, tree: Tree) -> str:
    """Where the work of `task` is: its TODO if that still stands, else its place, else its file."""
    for path in lab.edit:
        content = tree.get(path, b"").decode("utf-8", "replace")
        for number, line in enumerate(content.splitlines(), 1):
            if re.search(rf"\bTODO\({task.n}\)", line):
                return f"{path}:{number}"
    return locate(task.place, tree) if task.place else lab.edit[0]


def _definition(content: bytes, names: list[str]) -> int | None:
    """The line where the innermost of `names` that exists is defined or assigned."""
    try:
        nodes: list[ast.stmt] = ast.parse(content).body
    except (SyntaxError, ValueError):
        return None
    line = None
    for name in names:
        node = next((node for node in nodes if name in _bound(node)), None)
        if node is None:
            return line
        line, nodes = node.lineno, getattr(node, "body", [])
    return line


def _bound(node: ast.stmt) -> set[str]:
    if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        return {node.name}
    targets = getattr(node, "targets", None) or [getattr(node, "target", None)]
    return {target.id for target in targets if isinstance(target, ast.Name)}
