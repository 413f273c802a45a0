"""Progress: kept in work/progress.json, true only while the files are what they were."""

import pytest

from gateway_labs.lab import progress, workspace
from gateway_labs.lab.board import read_board
from gateway_labs.lab.report import PASS, TaskReport, summarise


@pytest.fixture
def solved(course):
    """Lab 1, started and recorded as solved."""
    lab = course.find("1")
    workspace.start(course, lab)
    (workspace.folder_of(course, lab) / "app.py").write_text("solved = True")
    report = summarise(lab.id, 0.1, [TaskReport(1, "a", PASS), TaskReport(2, "b", PASS)])
    progress.record(course, lab, report, workspace.learner_tree(course, lab))
    return lab


def states(course):
    return [row.state for row in read_board(course).rows]


def test_a_recorded_pass_stands_on_the_board(course, solved):
    assert states(course) == ["solved", "not_started"]


def test_an_edit_makes_the_result_old(course, solved):
    (workspace.folder_of(course, solved) / "app.py").write_text("changed = True")
    assert states(course) == ["changed", "not_started"]


def test_a_new_version_of_the_lab_makes_the_result_old(course, solved):
    with solved.test_file.open("a") as file:
        file.write("# new\n")
    assert states(course) == ["changed", "not_started"]


@pytest.mark.parametrize("content", ["{", "[]", '{"labs": {"01_first": {}}}', "\x00"])
def test_an_unreadable_file_is_put_aside_and_not_lost(course, solved, content):
    path = progress.path_of(course)
    path.write_text(content)
    assert progress.load(course) == {}
    assert path.with_name("progress.unreadable.json").read_text() == content


def test_hints_are_counted_to_the_last(course, solved):
    assert [progress.show_hint(course, solved, 1) for _ in range(4)] == [1, 2, 3, 3]
    assert progress.show_hint(course, solved, 2) == 1
