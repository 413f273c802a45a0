"""lab.json: what a lab's panel works with, made from the lab's folder."""

import json

import pytest
from mkdocs.structure.toc import get_toc

from gateway_labs.errors import CourseError
from gateway_labs.lab.format import load_course
from gateway_labs.lab.progress import lab_digest
from gateway_labs.lab.tree import end_tree, variant_tree
from gateway_labs.site.lab_data import as_json, data_uri, lab_data, task_anchors

TOML = """
id = "{id}"
title = "{title}"
goal = "answer by hand"
minutes = 20
edit = ["app.py"]
{more}

[[task]]
title = "One"
limit = 6
place = "app.py:application"
hints = ["Look at `app`.", "See [it](../../docs/guide/wsgi.md#environ) & <x>.", "nearly one"]
docs = ["guide/wsgi.md#the-environ", "guide/asgi.md"]

[[task]]
title = "Two"
hints = ["idea two", "place two", "nearly two"]
where = "local"
"""
ANCHORS = {1: "task-1-one", 2: "task-2-two"}


def write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode())


@pytest.fixture
def course(tmp_path):
    labs = tmp_path / "labs"
    first, second = labs / "01_first", labs / "02_second"
    write(first / "lab.toml", TOML.format(id="01_first", title="First", more=""))
    write(second / "lab.toml", TOML.format(id="02_second", title="2 & 3", more="settings = 's'"))
    for lab in (first, second):
        write(lab / "test_lab.py", "# checks\n")
        write(lab / "start" / "app.py", "TODO = 1\n")
        write(lab / "start" / "chat" / "__init__.py", "")
        write(lab / "solution" / "app.py", "done = 'é'\n")
        write(lab / "wrong" / "b_late" / "app.py", "late = 1\n")
        write(lab / "wrong" / "b_late" / "chat" / "more.py", "more = 1\n")
        expected = 'task = 1\nmessage = "it was late"\ndiagnosis = "too late"\n'
        write(lab / "wrong" / "b_late" / "expected.toml", expected)
        write(lab / "wrong" / "a_none" / "app.py", "none = 1\n")
        expected = 'task = 2\nstatus = "error"\nmessage = "x"\n'
        write(lab / "wrong" / "a_none" / "expected.toml", expected)
    write(tmp_path / "docs" / "guide" / "wsgi.md", "# WSGI")
    return load_course(tmp_path)


def data_of(course, lab):
    return lab_data(course, lab, ANCHORS, lambda uri: f"../../{uri}", lambda path: f"blob:{path}")


@pytest.fixture
def data(course):
    return data_of(course, course.labs[0])


def test_names_the_lab_and_what_its_check_is_made_of(course, data):
    lab = course.labs[0]
    assert data_uri(lab) == "labs/01_first/lab.json"
    assert {key: data[key] for key in ("version", "id", "number", "title", "goal", "edit")} == {
        "version": 1,
        "id": "01_first",
        "number": 1,
        "title": "First",
        "goal": "answer by hand",
        "edit": ["app.py"],
    }
    assert data["digest"] == lab_digest(lab)
    assert data["course"].keys() == {"labs/01_first/lab.toml", "labs/01_first/test_lab.py"}
    assert data["course"]["labs/01_first/test_lab.py"] == "# checks\n"
    assert (data["settings"], data["run"]) == (None, None)
    assert data_of(course, course.labs[1])["settings"] == "s"


def test_a_lab_that_is_served_has_its_program_with_it(course):
    lab = course.labs[0]
    write(lab.folder / "run.py", "application = None\n")
    table = '[run]\napplication = "run:application"\npath = "/ws/"\n'
    write(lab.folder / "lab.toml", (lab.folder / "lab.toml").read_text(encoding="utf-8") + table)
    course = load_course(course.root)
    data = data_of(course, course.labs[0])
    assert data["run"] == {"application": "run:application", "path": "/ws/"}
    assert data["course"]["labs/01_first/run.py"] == "application = None\n"


def test_start_is_the_whole_tree_and_an_answer_is_what_it_changes(data):
    assert data["start"] == {"app.py": "TODO = 1\n", "chat/__init__.py": ""}
    assert data["solution"] == {"app.py": "done = 'é'\n"}
    assert [wrong["name"] for wrong in data["wrong"]] == ["a_none", "b_late"]
    assert data["wrong"][0] == {
        "name": "a_none",
        "task": 2,
        "status": "error",
        "message": "x",
        "diagnosis": None,
        "files": {"app.py": "none = 1\n"},
    }
    assert data["wrong"][1]["files"] == {"app.py": "late = 1\n", "chat/more.py": "more = 1\n"}
    assert (data["wrong"][1]["status"], data["wrong"][1]["diagnosis"]) == ("fail", "too late")


def test_a_task_has_its_hints_as_html_and_its_pages_as_addresses(data):
    one, two = data["tasks"]
    assert one == {
        "n": 1,
        "title": "One",
        "where": "browser",
        "limit": 6.0,
        "place": "app.py:application",
        "anchor": "task-1-one",
        "hints": [
            "<p>Look at <code>app</code>.</p>",
            '<p>See <a href="../../guide/wsgi.md#environ">it</a> &amp; <x>.</p>',
            "<p>nearly one</p>",
        ],
        "docs": [
            {"url": "../../guide/wsgi.md#the-environ", "words": "wsgi: the environ"},
            {"url": "../../guide/asgi.md", "words": "asgi"},
        ],
    }
    assert (two["where"], two["limit"], two["place"], two["docs"]) == ("local", 10.0, None, [])


def test_the_next_lab_is_named_and_the_last_has_none(course, data):
    assert data["next"] == {"title": "2 & 3", "url": "../../labs/02_second.md"}
    assert data_of(course, course.labs[1])["next"] is None


def test_the_same_folder_gives_the_same_json(course, data):
    written = as_json(data)
    assert written == as_json(data_of(load_course(course.root), course.labs[0]))
    assert json.loads(written) == data
    assert "é" in written


def test_anchors_are_those_of_the_headings_of_the_tasks():
    def heading(name, id, level, children=()):
        return {"name": name, "id": id, "level": level, "children": list(children)}

    tasks = [heading("Task 1 · One", "a", 2), heading("Task 12", "b", 2), heading("Work", "c", 2)]
    assert task_anchors(get_toc([heading("Lab", "lab", 1, tasks)])) == {1: "a", 12: "b"}


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("start/logo.bin", b"\xff\x00", "not UTF-8"),
        ("wrong/c/app.py", b"", "expected.toml"),
        ("wrong/a_none/expected.toml", b"task = 1", "message"),
    ],
)
def test_a_file_that_is_not_as_it_should_be_is_named(course, name, content, said):
    path = course.labs[0].folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    with pytest.raises(CourseError, match=said):
        data_of(course, course.labs[0])


# The real course


@pytest.fixture(scope="module")
def real(root):
    return load_course(root)


def real_data(course, lab):
    anchors = {task.n: f"task-{task.n}" for task in lab.tasks}
    return lab_data(course, lab, anchors, lambda uri: uri, lambda path: path)


def test_the_trees_of_each_lab_can_be_put_together_again(real):
    for lab in real.labs:
        data = real_data(real, lab)
        end = data["start"] | data["solution"]
        assert {path: text.encode() for path, text in end.items()} == end_tree(real, lab)
        for wrong in data["wrong"]:
            tree = variant_tree(real, lab, lab.folder / "wrong" / wrong["name"])
            assert {path: t.encode() for path, t in (end | wrong["files"]).items()} == tree


def test_each_lab_has_as_many_wrong_answers_as_folders(real):
    for lab in real.labs:
        names = {path.parent.name for path in lab.folder.glob("wrong/*/expected.toml")}
        assert {wrong["name"] for wrong in real_data(real, lab)["wrong"]} == names
