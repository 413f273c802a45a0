"""Imports point one way: content, then trace, then lab, then the faces."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "gateway_labs"

# What each part may import of ours. Nothing but the faces may import MkDocs, click or rich.
ALLOWED = {
    "trace": {"trace"},
    "lab": {"trace", "lab", "errors", "strings"},
    "browser": {"trace", "lab", "browser", "errors", "strings"},
    "web": {"web", "strings"},
    "vendor": {"vendor", "web", "errors", "strings"},
    "site": {"trace", "lab", "site", "vendor", "web", "errors", "strings"},
    "errors.py": set(),
    "strings": set(),
    # What `labs trace` says: it needs the texts, which the engine's trace does not know.
    "trace_command.py": {"trace", "web", "errors", "strings"},
    "cli.py": {"lab", "trace", "trace_command", "vendor", "errors", "strings"},
}
FACES = {"mkdocs", "click", "rich", "nbconvert", "jupytext"}
LABS_MAY = "gateway_labs.lab.testing"


def imports(path: Path) -> set[str]:
    """The full names of the modules that a file imports, wherever in it."""
    names: set[str] = set()
    parents = path.relative_to(SOURCE.parent).parts if path.is_relative_to(SOURCE) else ()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = parents[: -node.level] if node.level else ()
            start = ".".join([*above, *filter(None, [node.module])])
            names |= {f"{start}.{alias.name}" for alias in node.names}
    return names


def ours(names: set[str]) -> set[str]:
    return {name.split(".")[1] for name in names if name.startswith("gateway_labs.")}


@pytest.mark.parametrize("part", sorted(ALLOWED))
def test_a_part_imports_only_what_is_below_it(part):
    allowed = {name.removesuffix(".py") for name in ALLOWED[part]}
    files = [SOURCE / part] if part.endswith(".py") else sorted((SOURCE / part).rglob("*.py"))
    assert files
    wrong = {
        f"{path.relative_to(ROOT)}: gateway_labs.{name}"
        for path in files
        for name in ours(imports(path)) - allowed
    }
    assert not wrong, f"imports that point the wrong way: {sorted(wrong)}"


@pytest.mark.parametrize("part", ["trace", "lab", "browser", "vendor", "errors.py", "strings"])
def test_the_engine_knows_no_face(part):
    files = [SOURCE / part] if part.endswith(".py") else sorted((SOURCE / part).rglob("*.py"))
    wrong = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in files
        for name in imports(path)
        if name.split(".")[0] in FACES
    }
    assert not wrong, sorted(wrong)


def test_content_imports_nothing_of_ours_but_the_harness():
    wrong = set()
    for path in [*(ROOT / "snippets").rglob("*.py"), *(ROOT / "labs").glob("*/**/*.py")]:
        try:
            names = imports(path)
        except SyntaxError:
            continue  # a wrong answer may be one that does not parse
        named = {name for name in names if name.split(".")[0] == "gateway_labs"}
        if path.name == "test_lab.py":
            named = {name for name in named if not name.startswith(LABS_MAY)}
        wrong |= {f"{path.relative_to(ROOT)}: {name}" for name in named}
    assert not wrong, sorted(wrong)


def test_every_part_is_listed():
    parts = {path.name for path in SOURCE.iterdir() if path.name != "__pycache__"}
    assert parts - {"__init__.py"} <= set(ALLOWED), "a new part needs its place in ALLOWED"
