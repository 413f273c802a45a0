"""Which modules a snippet depends on, so that its kept output is dropped when one changes."""

import pytest

from gateway_labs.site.snippet_imports import SnippetTree


@pytest.fixture
def tree(tmp_path):
    def write(files: dict[str, str]):
        for name, content in files.items():
            path = tmp_path / "snippets" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content)
        return lambda name: [
            path.relative_to(tmp_path / "snippets").as_posix()
            for path in SnippetTree(tmp_path).modules_of(tmp_path / "snippets" / name)
        ]

    return write


def test_neighbours_count_also_when_imported_by_a_neighbour(tree):
    uses = tree(
        {"a/one.py": "import two", "a/two.py": "from three import x", "a/three.py": "x = 1"}
    )
    assert uses("a/one.py") == ["a/three.py", "a/two.py"]


def test_imports_from_the_root_count_with_their_packages(tree):
    uses = tree(
        {
            "__init__.py": "",
            "a/one.py": "from snippets.b import two",
            "b/__init__.py": "",
            "b/two.py": "",
        }
    )
    assert uses("a/one.py") == ["__init__.py", "b/__init__.py", "b/two.py"]


def test_targets_on_a_command_line_count(tree):
    uses = tree(
        {
            "a/one.py": 'ARGUMENTS = ["daphne", "served:application", "other.py"]',
            "a/served.py": "",
            "a/other.py": "",
        }
    )
    assert uses("a/one.py") == ["a/other.py", "a/served.py"]


def test_other_packages_and_circles_do_no_harm(tree):
    uses = tree({"a/one.py": "import django, two", "a/two.py": "import one"})
    assert uses("a/one.py") == ["a/two.py"]
