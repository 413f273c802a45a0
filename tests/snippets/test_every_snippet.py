"""Each snippet runs alone, says what it shows, and is on a page."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SNIPPETS = ROOT / "snippets"
NAMED = re.compile(r"\bsnippets/[\w/]+\.py\b")


def has_main(path: Path) -> bool:
    tree = ast.parse(path.read_bytes())
    return any(isinstance(node, ast.FunctionDef) and node.name == "main" for node in tree.body)


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


PROGRAMS = [name(path) for path in sorted(SNIPPETS.rglob("*.py")) if has_main(path)]
# They have no main(): the recorder runs them (tests/snippets/test_scenarios.py).
SCENARIOS = [name(path) for path in sorted((SNIPPETS / "scenarios").glob("*.py"))]
CLAIMS = [program for program in PROGRAMS if program.startswith("snippets/claims/")]


@cache
def pages() -> dict[str, str]:
    """Every page for readers: docs/ (notebooks too) and the labs' README files, by path."""
    found = [*ROOT.glob("docs/**/*.md"), *ROOT.glob("docs/**/*.py"), *ROOT.glob("docs/**/*.toml")]
    found += ROOT.glob("labs/*/README.md")
    return {name(path): path.read_text(encoding="utf-8") for path in sorted(found)}


def test_there_are_programs():
    assert CLAIMS
    assert len(PROGRAMS) > len(CLAIMS)


@pytest.mark.parametrize("program", PROGRAMS)
def test_program_runs_alone_and_prints(program, run_snippet):
    run = run_snippet(program)
    assert run.returncode == 0, run.stdout
    assert run.stdout.strip()


@pytest.mark.parametrize("program", CLAIMS)
def test_claims_program_prints_the_same_twice(program, run_snippet, run_snippet_again):
    assert run_snippet_again(program).stdout == run_snippet(program).stdout


@pytest.mark.parametrize("program", PROGRAMS + SCENARIOS)
def test_docstring_says_in_one_line_what_the_program_shows(program):
    docstring = ast.get_docstring(ast.parse((ROOT / program).read_bytes()))
    assert docstring, f"{program}: write a docstring that says in one line what it shows"
    first, *rest = docstring.splitlines()
    assert first.endswith((".", "?")), f"{program}: the first line of the docstring is a sentence"
    assert not rest or not rest[0], f"{program}: the first line of the docstring stands alone"


@pytest.mark.parametrize("program", PROGRAMS)
def test_program_is_on_a_page(program):
    holders = [page for page, text in pages().items() if program in text]
    assert holders, f"{program} is on no page of docs/ and in no README of a lab: show or name it"


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_scenario_is_on_a_page(scenario):
    player = re.compile(rf"^::: player {Path(scenario).stem}\b", re.MULTILINE)
    holders = [page for page, text in pages().items() if player.search(text)]
    assert holders, f"{scenario} is on no page of docs/: write `::: player {Path(scenario).stem}`"


def test_every_program_that_a_page_names_exists():
    missing = [
        f"{page} names {program}"
        for page, text in pages().items()
        for program in sorted(set(NAMED.findall(text)))
        if not (ROOT / program).is_file()
    ]
    assert missing == []
