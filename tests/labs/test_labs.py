"""Every lab of the course: its starter, its solution, its wrong and right answers, its texts.

A new lab or a new answer is found on disk; nothing has to be added here.
"""

import ast
import re
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from gateway_labs.lab import diagnosis
from gateway_labs.lab.format import Lab, load_course
from gateway_labs.lab.report import FAIL, Report, TaskReport
from gateway_labs.lab.tree import Tree, end_tree, read_tree, start_tree, variant_tree
from gateway_labs.strings import text

ROOT = Path(__file__).resolve().parents[2]
COURSE = load_course(ROOT)
LEAST_WRONG, LEAST_RIGHT = 4, 2
SHORTEST_GIVEAWAY = 20
"""Characters of a line of code from which on a hint may not hold it."""
FILES = {"lab.toml", "README.md", "test_lab.py"}
FOLDERS = {"start", "solution", "wrong", "right"}


def answers(kind: str) -> list:
    """Each folder of labs/*/wrong or labs/*/right, as a parameter."""
    return [
        pytest.param(lab, folder, id=f"{lab.id}-{folder.name}")
        for lab in COURSE.labs
        for folder in variants(lab, kind)
    ]


def variants(lab: Lab, kind: str) -> list[Path]:
    folder = lab.folder / kind
    return sorted(path for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []


each_lab = pytest.mark.parametrize("lab", COURSE.labs, ids=lambda lab: lab.id)
each_wrong = pytest.mark.parametrize(("lab", "folder"), answers("wrong"))
each_right = pytest.mark.parametrize(("lab", "folder"), answers("right"))


class Reports:
    """The terminal's reports on the folders of wrong/ and right/."""

    def __init__(self, of_tree: Callable[[Lab, Tree], Report]) -> None:
        self.of_tree = of_tree

    def of_answer(self, lab: Lab, folder: Path) -> Report:
        return self.of_tree(lab, variant_tree(COURSE, lab, folder))

    def first_failing(self, lab: Lab, folder: Path) -> TaskReport:
        task = self.of_answer(lab, folder).first_failing
        assert task is not None, f"{folder}: passes; expected to be rejected"
        return task


@pytest.fixture(scope="module")
def reports(terminal_report) -> Reports:
    return Reports(terminal_report)


# What the check says


@each_lab
def test_starter_fails_by_a_check_and_not_by_an_error(reports: Reports, lab: Lab):
    report = reports.of_tree(lab, start_tree(COURSE, lab))
    task = report.first_failing
    assert task is not None, "the starter passes"
    assert (task.n, task.status) == (1, FAIL), task
    assert task.did, "expected a step() before the first thing that can fail"
    assert task.expected


@each_lab
def test_solution_passes(reports: Reports, lab: Lab):
    report = reports.of_tree(lab, end_tree(COURSE, lab))
    assert report.passed, report.first_failing
    assert [task.n for task in report.tasks] == [task.n for task in lab.tasks]


@each_right
def test_right_answer_passes(reports: Reports, lab: Lab, folder: Path):
    report = reports.of_answer(lab, folder)
    assert report.passed, report.first_failing


@each_wrong
def test_wrong_answer_is_rejected_with_its_message(reports: Reports, lab: Lab, folder: Path):
    expected = expectation(folder)
    task = reports.first_failing(lab, folder)
    assert (task.n, task.status) == (expected["task"], expected.get("status", FAIL)), task
    assert expected["message"] in task.got
    assert task.did
    assert task.expected
    if "diagnosis" in expected:
        assert expected["diagnosis"] in (task.diagnosis or ""), task
    else:
        assert task.diagnosis is None


@each_lab
def test_each_wrong_answer_has_a_message_of_its_own(reports: Reports, lab: Lab):
    seen: dict[tuple, str] = {}
    for folder in variants(lab, "wrong"):
        task = reports.first_failing(lab, folder)
        other = seen.setdefault((task.got, task.diagnosis), folder.name)
        assert other == folder.name, f"wrong/{other} and wrong/{folder.name}: {task.got}"


@pytest.mark.parametrize("key", sorted({key for _, key in diagnosis.RULES}))
def test_a_wrong_answer_shows_each_rule_of_the_diagnosis(reports: Reports, key: str):
    parts = re.split(r"\{\w+\}", text(f"likely.{key}"))
    likely = re.compile(".*".join(map(re.escape, parts)))
    shown = (
        reports.first_failing(lab, folder).diagnosis
        for lab in COURSE.labs
        for folder in variants(lab, "wrong")
        if "diagnosis" in expectation(folder)
    )
    assert any(likely.fullmatch(found or "") for found in shown), f"no wrong answer makes {key}"


def expectation(folder: Path) -> dict:
    """The folder's expected.toml: task, message, and if given diagnosis and status."""
    data = tomllib.loads((folder / "expected.toml").read_text(encoding="utf-8"))
    assert {"task", "message"} <= data.keys() <= {"task", "message", "diagnosis", "status"}, folder
    return data


# What a lab's folder holds


@each_lab
def test_each_task_has_a_test(lab: Lab):
    tree = ast.parse(lab.test_file.read_text(encoding="utf-8"))
    marked = {
        call.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for call in node.decorator_list
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "pytest.mark.task"
    }
    assert marked == {task.n for task in lab.tasks}


@each_lab
def test_each_task_has_a_todo_in_a_file_to_edit(lab: Lab):
    start = start_tree(COURSE, lab)
    edited = "\n".join(start[path].decode() for path in lab.edit)
    todos = {int(n) for n in re.findall(r"#.*\bTODO\((\d+)\)", edited)}
    assert todos == {task.n for task in lab.tasks}


@each_lab
def test_nothing_is_left_to_do_in_the_solution(lab: Lab):
    end = end_tree(COURSE, lab)
    assert [path for path, content in end.items() if b"TODO(" in content] == []


@each_lab
def test_hints_differ_and_give_no_line_away(lab: Lab):
    given = [hint for task in lab.tasks for hint in task.hints]
    assert len(set(given)) == len(given)
    for hint in given:
        for line in code_lines(read_tree(lab.folder / "solution")):
            assert line not in hint, f"{lab.id}: a hint gives away {line!r}"


def code_lines(tree: Tree) -> Iterator[str]:
    for content in tree.values():
        for line in content.decode().splitlines():
            line = line.strip()
            if len(line) >= SHORTEST_GIVEAWAY and not line.startswith(("#", '"""')):
                yield line


@each_lab
def test_there_are_enough_wrong_and_right_answers(lab: Lab):
    assert len(variants(lab, "wrong")) >= LEAST_WRONG
    assert len(variants(lab, "right")) >= LEAST_RIGHT


@each_lab
def test_the_folder_holds_nothing_else(lab: Lab):
    names = {path.name for path in lab.folder.iterdir() if path.name != "__pycache__"}
    # A lab that is served has the page that talks to it in run.py.
    allowed = FILES | FOLDERS | ({"run.py"} if lab.run else set())
    assert names - {"run.py"} == FILES | FOLDERS
    assert names <= allowed
    for kind in ("wrong", "right"):
        loose = [path.name for path in (lab.folder / kind).iterdir() if not path.is_dir()]
        assert loose == [], f"{kind}/ holds folders only"


@pytest.mark.parametrize(("lab", "folder"), answers("wrong") + answers("right"))
def test_an_answer_holds_only_what_it_changes(lab: Lab, folder: Path):
    end, changed = end_tree(COURSE, lab), read_tree(folder)
    assert ("expected.toml" in changed) == (folder.parent.name == "wrong")
    changed.pop("expected.toml", None)
    assert changed, f"{folder}: expected at least one changed file"
    used = imported(variant_tree(COURSE, lab, folder))
    for path, content in changed.items():
        assert content != end.get(path), f"{folder}/{path}: the same as in the solution"
        if path not in end:
            module = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
            assert module in used, f"{folder}/{path}: nothing imports it"


def imported(tree: Tree) -> set[str]:
    """Every module that a file of the tree may import, with the packages above it."""
    names: set[str] = set()
    for path, content in tree.items():
        if path.endswith(".py"):
            package = path.split("/")[:-1]
            for node in ast.walk(ast.parse(content)):
                names |= _imported_by(node, package)
    return {
        ".".join(name.split(".")[: n + 1]) for name in names for n in range(name.count(".") + 1)
    }


def _imported_by(node: ast.AST, package: list[str]) -> set[str]:
    if isinstance(node, ast.Import):
        return {alias.name for alias in node.names}
    if isinstance(node, ast.ImportFrom):
        above = package[: len(package) - node.level + 1] if node.level else []
        module = ".".join([*above, *([node.module] if node.module else [])])
        return {module} | {f"{module}.{alias.name}" for alias in node.names}
    return set()


# How labs follow one another


@each_lab
def test_start_and_solution_hold_only_what_they_change(lab: Lab):
    before = end_tree(COURSE, COURSE.by_id[lab.extends]) if lab.extends else {}
    for path, content in read_tree(lab.folder / "start").items():
        assert content != before.get(path), f"start/{path}: the same as the end of {lab.extends}"
    start, solution = start_tree(COURSE, lab), read_tree(lab.folder / "solution")
    assert solution
    for path, content in solution.items():
        assert content != start.get(path), f"solution/{path}: the same as in start/"


@each_lab
def test_the_learner_edits_files_that_are_there(lab: Lab):
    start, solution = start_tree(COURSE, lab), read_tree(lab.folder / "solution")
    assert set(lab.edit) <= start.keys()
    assert solution.keys() & start.keys() <= set(lab.edit), "the solution edits another file"


@each_lab
def test_a_lab_comes_after_the_one_that_it_extends(lab: Lab):
    if lab.extends:
        assert COURSE.by_id[lab.extends].number < lab.number


# What a lab's texts say


@each_lab
def test_the_page_names_files_tasks_and_minutes(lab: Lab):
    page = (lab.folder / "README.md").read_text(encoding="utf-8")
    assert f"{lab.minutes} minutes" in page
    for path in lab.edit:
        assert f"`{path}`" in page
    headings = re.findall(r"^## (Task \d+ .*)$", page, re.MULTILINE)
    assert headings == [f"Task {task.n} · {task.title}" for task in lab.tasks]


@each_lab
def test_the_board_has_one_line_for_it(lab: Lab):
    assert lab.goal[:1].islower() or not lab.goal[:1].isalpha()
    assert not lab.goal.endswith(".")
    assert len(lab.goal) <= 60


@each_lab
def test_places_and_pages_exist(lab: Lab):
    end = end_tree(COURSE, lab)
    for task in lab.tasks:
        assert task.docs, f"{lab.id} task {task.n}: expected at least one page in docs"
        for target in task.docs:
            path, _, anchor = target.partition("#")
            assert anchor in anchors(path) or not anchor, f"{lab.id}: docs/{target}"
        if task.place:
            path, _, name = task.place.partition(":")
            assert path in end
            assert name.split(".")[-1] in end[path].decode()


@cache
def anchors(path: str) -> frozenset[str]:
    """The anchors of a page under docs/: given ones, and those of its headings."""
    page = (ROOT / "docs" / path).read_text(encoding="utf-8")
    given = re.findall(r"\{[^}\n]*#([\w-]+)", page)
    headings = re.findall(r"^#+ (.+?)(?: *\{.*\})?$", page, re.MULTILINE)
    return frozenset(given) | {_slug(heading) for heading in headings}


def _slug(heading: str) -> str:
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", heading).strip().lower())
