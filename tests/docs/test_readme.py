"""The README's commands are the ones that CI runs, and what it names is there."""

import re
import tomllib

import click
import pytest

from gateway_labs.cli import labs


@pytest.fixture(scope="module")
def readme(root) -> str:
    return (root / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def ci(root) -> str:
    return (root / ".ci" / "run").read_text(encoding="utf-8")


def test_it_opens_with_one_command_to_read_and_one_to_test(readme):
    first, second = re.findall(r"```sh\n(.+?)\n```", readme, re.DOTALL)[:2]
    assert "\n" not in first + second
    assert first.endswith("&& .venv/bin/mkdocs serve")
    assert second.endswith("&& .venv/bin/pytest")


def test_ci_takes_both_commands_from_the_readme_and_runs_them(ci, readme):
    patterns = re.findall(r"^\w+_command=\$\(grep -m1 '(.+)' README\.md\)$", ci, re.MULTILINE)
    found = [re.search(f"^.*{pattern}", readme, re.MULTILINE) for pattern in patterns]
    assert len(found) == 2
    assert all(found)
    assert 'bash -c "$read_command"' in ci
    assert 'bash -c "$test_command"' in ci


def test_ci_checks_the_style_the_site_and_the_labs(ci):
    for command in ("ruff check", "mkdocs build --strict", "pytest labs/", "labs check"):
        assert command in ci


def test_every_command_in_its_table_exists_and_every_command_is_in_it(readme):
    named = set(re.findall(r"^\| `labs ([a-z]+)", readme, re.MULTILINE))
    assert isinstance(labs, click.Group)
    assert named == set(labs.commands)


def test_it_says_what_the_first_mkdocs_serve_fetches(readme):
    before = readme.index("## Work the labs")
    for words in ("first `mkdocs serve` fetches", "lock file", "Without a network"):
        assert 0 < readme.index(words) < before


def test_every_folder_that_it_names_is_there(readme, root):
    for folder in re.findall(r"^\| `([a-z_/]+/)` \|", readme, re.MULTILINE):
        assert (root / folder).is_dir(), folder


def test_the_python_that_it_asks_for_is_the_packages(readme, root):
    metadata = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    assert metadata["project"]["requires-python"] == ">=3.11"
    assert "Python 3.11 or newer" in readme


def test_the_top_level_is_as_small_as_it_should_be(root):
    import subprocess

    listed = subprocess.run(
        ["git", "ls-files"], cwd=root, capture_output=True, text=True, check=True
    ).stdout.split()
    assert {name.split("/")[0] for name in listed} == {
        ".ci", ".gitignore", "LICENSE", "README.md", "docs", "labs", "mkdocs.yml",
        "pyproject.toml", "snippets", "src", "tests",
    }  # fmt: skip
