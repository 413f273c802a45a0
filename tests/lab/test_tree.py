"""Trees: a lab starts from the end of the one that it extends."""

import pytest

from gateway_labs.errors import CourseError
from gateway_labs.lab import tree as trees
from gateway_labs.lab.tree import end_tree, read_tree, start_tree, variant_tree


def test_start_is_the_end_of_the_lab_before_and_start_over_it(course):
    first, second = course.labs
    assert start_tree(course, second) == end_tree(course, first) | read_tree(
        second.folder / "start"
    )
    assert set(start_tree(course, second)) == {"app.py", "extra.py"}


def test_variant_is_the_solution_with_the_changes_and_without_its_expectation(course):
    lab = course.labs[0]
    folder = lab.folder / "wrong" / "silent"
    folder.mkdir(parents=True)
    (folder / "app.py").write_text("x = 1")
    (folder / "expected.toml").write_text("task = 1")
    assert variant_tree(course, lab, folder) == {"app.py": b"x = 1"}


def test_caches_hidden_and_huge_files_are_left_out(tmp_path):
    for name in ("a.py", "__pycache__/a.pyc", ".git/x", "pkg/b.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"1")
    (tmp_path / "huge.bin").write_bytes(b"0" * (trees.LARGEST_FILE + 1))
    assert set(read_tree(tmp_path)) == {"a.py", "pkg/b.py"}


def test_too_many_files_is_an_error_that_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setattr(trees, "MOST_FILES", 2)
    for n in range(3):
        (tmp_path / f"{n}.py").touch()
    with pytest.raises(CourseError, match="more than 2 files"):
        read_tree(tmp_path)


def test_absent_folder_is_an_empty_tree(tmp_path):
    assert read_tree(tmp_path / "nowhere") == {}
