"""work/: the learner's files are written once, and never lost."""

import pytest

from gateway_labs.errors import CourseError
from gateway_labs.lab import workspace


def test_start_writes_what_is_missing_and_keeps_what_is_there(course):
    lab = course.find("2")
    workspace.start(course, lab)
    own = workspace.folder_of(course, lab)
    (own / "app.py").write_text("mine")
    (own / "extra.py").unlink()
    again = workspace.start(course, lab)
    assert (again.written, again.kept) == (("extra.py",), ("app.py",))
    assert (own / "app.py").read_text() == "mine"


def test_reset_keeps_a_backup_each_time(course):
    lab = course.find("1")
    workspace.start(course, lab)
    own = workspace.folder_of(course, lab) / "app.py"
    backups = []
    for words in ("mine", "mine again"):
        own.write_text(words)
        backups.append(workspace.reset(course, lab))
        assert workspace.is_untouched(course, lab)
    assert [(backup / "app.py").read_text() for backup in backups] == ["mine", "mine again"]


def test_reset_of_a_lab_that_was_not_started_starts_it(course):
    assert workspace.reset(course, course.find("1")) is None
    assert workspace.is_there(course, course.find("1"))


@pytest.mark.parametrize("in_the_way", ["work", "work/01_first"])
def test_a_file_in_the_way_is_named_and_left_alone(course, in_the_way):
    path = course.root / in_the_way
    path.parent.mkdir(exist_ok=True)
    path.write_text("precious")
    with pytest.raises(CourseError, match=f"^{in_the_way}: expected a folder here"):
        workspace.start(course, course.find("1"))
    assert path.read_text() == "precious"


def test_a_folder_in_the_way_of_a_file_is_named(course):
    (course.root / "work/01_first/app.py").mkdir(parents=True)
    with pytest.raises(CourseError, match=r"^work/01_first/app\.py: expected a file here"):
        workspace.start(course, course.find("1"))
