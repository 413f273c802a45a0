"""What `labs run` serves. tests/lab/test_serve.py has the serving itself."""

from pathlib import Path

import pytest

from gateway_labs.errors import CourseError
from gateway_labs.lab import run
from gateway_labs.lab.format import Course, load_course
from gateway_labs.lab.tree import end_tree, read_tree, start_tree


@pytest.fixture
def course(root, tmp_path):
    """The course's labs, with the learner's work in a folder of its own."""
    return Course(tmp_path, load_course(root).labs)


@pytest.fixture
def served(monkeypatch):
    """What was served: pairs of a service and the files at that time."""
    calls = []

    def serve(service):
        calls.append((service, read_tree(Path(service.root))))

    monkeypatch.setattr(run, "serve", serve)
    return calls


def test_serves_the_learners_work_and_writes_it_first(course, served, tmp_path):
    lab = course.find("5")
    run.run_lab(course, lab, path=None, solution=False, port=8123)
    [(service, tree)] = served
    assert (service.application, service.path, service.port) == ("run:application", "/ws/", 8123)
    assert service.lab_module == lab.folder / "run.py"
    assert Path(service.root) == tmp_path / "work" / lab.id
    assert tree == start_tree(course, lab)


def test_serves_a_copy_of_the_solution(course, served):
    lab = course.find("7")
    run.run_lab(course, lab, path=None, solution=True, port=8123)
    [(service, tree)] = served
    assert tree == end_tree(course, lab)
    assert service.lab_module is None
    assert not Path(service.root).exists()


def test_serves_another_folder(course, served, tmp_path):
    (tmp_path / "mine").mkdir()
    run.run_lab(course, course.find("6"), path=tmp_path / "mine", solution=False, port=8123)
    [(service, _)] = served
    assert Path(service.root) == tmp_path / "mine"
    assert not course.work.exists()


def test_a_lab_with_nothing_to_serve_is_one_clear_error(course, served):
    with pytest.raises(CourseError, match="nothing to serve"):
        run.run_lab(course, course.find("1"), path=None, solution=False, port=8123)
    assert served == []
