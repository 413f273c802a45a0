"""Where to look: the TODO while it stands, then the definition, then the file."""

import pytest

from gateway_labs.lab.place import locate, task_place

SOURCE = b"""LIMIT = 1


class Chat:
    def connect(self):
        pass

    async def receive(self):
        pass
"""


@pytest.mark.parametrize(
    ("place", "found"),
    [
        ("a.py:Chat.receive", "a.py:8"),
        ("a.py:Chat.missing", "a.py:4"),
        ("a.py:LIMIT", "a.py:1"),
        ("a.py:Nothing", "a.py"),
        ("a.py:9", "a.py:9"),
        ("a.py", "a.py"),
        ("b.py:Chat", "b.py"),
    ],
)
def test_a_name_is_found_as_far_as_it_goes(place, found):
    assert locate(place, {"a.py": SOURCE}) == found


def test_a_file_that_does_not_parse_is_named_alone():
    assert locate("a.py:Chat", {"a.py": b"def ("}) == "a.py"


def test_the_todo_comes_first(course):
    lab = course.labs[0]
    tree = {"app.py": b"x = 1\n# TODO(2): here\ndef application(): pass\n"}
    assert task_place(lab, lab.task(2), tree) == "app.py:2"
    assert task_place(lab, lab.task(1), tree) == "app.py:3"
