"""lab.toml: what is right is parsed; what is not is named, with its file and key."""

import pytest

from gateway_labs.errors import CourseError
from gateway_labs.lab.format import find_root, load_course, load_lab


def edit(lab, old: str, new: str):
    path = lab.folder / "lab.toml"
    content = path.read_text(encoding="utf-8")
    assert old in content
    path.write_text(content.replace(old, new, 1), encoding="utf-8")
    return path


def test_lab_is_parsed_into_numbered_tasks(course):
    lab = course.find("1")
    assert (lab.id, lab.number, lab.edit) == ("01_first", 1, ("app.py",))
    assert [(task.n, task.title, task.limit) for task in lab.tasks] == [
        (1, "Accepts", 2.0),
        (2, "Echoes", 2.0),
    ]


@pytest.mark.parametrize("name", ["2", "02", "02_second", "labs/02_second/", "work\\02_second"])
def test_lab_is_found_by_what_people_type(course, name):
    assert course.find(name).id == "02_second"


def test_unknown_lab_names_the_known_ones(course):
    with pytest.raises(CourseError, match="9: there is no such lab; expected one of: 1, 2"):
        course.find("9")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("minutes = 5", "minutes = 5\ncolour = 1", "unknown key: colour"),
        ("minutes = 5", 'minutes = "5"', "minutes: expected a whole number, got '5'"),
        ("minutes = 5", "", "minutes: expected this key to be there"),
        ("limit = 2", "limits = 2", r"\[\[task\]\] 1: unknown key: limits"),
        ('edit = ["app.py"]', "edit = [1]", "edit: expected a list of strings"),
        ('"two", ', "", r"\[\[task\]\] 2: hints: expected 3 texts"),
        ("limit = 2", 'where = "moon"', "where: expected one of browser, local"),
        ('id = "01_first"', 'id = "first"', "expected the folder's name"),
        ('id = "01_first"', "id = ", "is not valid TOML"),
        ("minutes = 5", 'extends = "77_none"\nminutes = 5', 'extends = "77_none"'),
        ("minutes = 5", 'minutes = 5\nrun = {application = "x", path = "/"}', "module:name"),
    ],
)
def test_bad_toml_names_file_and_key(course, old, new, message):
    path = edit(course.labs[0], old, new)
    with pytest.raises(CourseError, match=message) as error:
        load_course(course.root)
    assert str(path) in str(error.value)


def test_missing_toml_is_named(tmp_path):
    with pytest.raises(CourseError, match=r"lab\.toml: cannot be read"):
        load_lab(tmp_path)


def test_root_is_found_from_a_folder_below(course):
    below = course.root / "work" / "01_first"
    below.mkdir(parents=True)
    assert find_root(below) == course.root
