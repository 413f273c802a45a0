"""A lab's page is its README with what lab.toml says; its links work on disk and on the site."""

from dataclasses import replace

import pytest

from gateway_labs.errors import CourseError
from gateway_labs.lab.format import load_course
from gateway_labs.site.labs import (
    PANEL,
    lab_page,
    page_uri,
    readme_path,
    site_link,
    with_lab_lists,
    with_labs_in_nav,
)

README = """# Lab 02 · Second

**20 minutes · you edit `app.py`**

See [the guide](../../docs/guide/wsgi.md#environ) and [before](../01_first/README.md).

## Task 1 · One

Do one.

## Task 2 · Two

Do two.

## What is checked

All.
"""

TOML = """
id = "{id}"
title = "{title}"
goal = "answer by hand"
minutes = 20
edit = ["app.py", "chat/more.py"]
{extends}

[[task]]
title = "One"
hints = ["idea one", "place one", "nearly one"]
docs = ["guide/wsgi.md#the-environ"]

[[task]]
title = "Two"
hints = ["idea two", "place two", "nearly two"]
where = "local"
"""


@pytest.fixture
def course(tmp_path):
    for name, title, extends in (
        ("01_first", "First", ""),
        ("02_second", "Second", 'extends = "01_first"'),
    ):
        folder = tmp_path / "labs" / name
        (folder / "solution" / "chat").mkdir(parents=True)
        (folder / "lab.toml").write_text(TOML.format(id=name, title=title, extends=extends))
        (folder / "README.md").write_text(README)
        (folder / "solution" / "app.py").write_text('TEXT = """\n```\n"""\n')
        (folder / "solution" / "chat" / "more.py").write_text("x = 1\n")
    (tmp_path / "docs" / "guide").mkdir(parents=True)
    (tmp_path / "docs" / "guide" / "wsgi.md").write_text("# WSGI")
    return load_course(tmp_path)


def blob(path: str) -> str:
    return f"https://code.example/blob/{path}"


@pytest.fixture
def page(course):
    return lab_page(course, course.labs[1], blob)


def test_page_and_source_are_named_for_the_lab(course):
    assert page_uri(course.labs[1]) == "labs/02_second.md"
    assert readme_path(course.labs[1]) == "labs/02_second/README.md"


def test_links_lead_to_the_site(page):
    assert "[the guide](../guide/wsgi.md#environ) and [before](01_first.md)" in page


@pytest.mark.parametrize(
    ("written", "on_the_site"),
    [
        ("#task-1", "#task-1"),
        ("https://a.example/b.md", "https://a.example/b.md"),
        ("../../docs/labs/index.md", "index.md"),
        ("../../docs/notebooks/x.py", "../notebooks/x.py"),
        ("../01_first/", "01_first.md"),
        ("../01_first/README.md#task-1", "01_first.md#task-1"),
        ("solution/app.py", "https://code.example/blob/labs/02_second/solution/app.py"),
    ],
)
def test_each_kind_of_link(course, written, on_the_site):
    assert site_link(written, course, course.labs[1], blob) == on_the_site


@pytest.mark.parametrize("target", ["none.py", "../../snippets/none.py", "../../../outside.md"])
def test_broken_link_is_named_with_its_file(course, target):
    with pytest.raises(CourseError, match=r"02_second.README\.md: the link to") as error:
        site_link(target, course, course.labs[1], blob)
    assert target in str(error.value)


def test_line_below_the_title_says_how_long_and_how_to_begin(page):
    assert page.startswith('---\ndescription: "Lab 2: answer by hand"\n---\n\n# Lab 02 · Second\n')
    assert "About 20 minutes · 2 tasks" in page
    assert "[lab 1](01_first.md)" in page
    assert "[work on it](#work-on-it)" in page
    assert "**20 minutes" not in page


def test_hints_stand_closed_at_the_end_of_their_task(page):
    one, two = page.index("## Task 1"), page.index("## Task 2")
    checked = page.index("## What is checked")
    for number, hint in enumerate(("idea", "place", "nearly"), 1):
        assert one < page.index(f"    {hint} one") < two < page.index(f"    {hint} two") < checked
        assert page.count(f'??? question "Hint {number}"') == 2


def test_task_names_its_pages_and_where_it_can_be_checked(page):
    one, two = page.index("## Task 1"), page.index("## Task 2")
    assert one < page.index("[wsgi: the environ](../guide/wsgi.md#the-environ)") < two
    assert page.index("A browser can't check this task.") > two
    assert page.count("A browser can't check this task.") == 1


def test_page_ends_with_how_to_work_on_it_and_the_solution(page):
    work, solution = page.index("## Work on it"), page.index("## The solution")
    assert page.index("## What is checked") < work < solution
    for word in ("`app.py`", "`chat/more.py`", "`work/02_second/`", "labs check 2"):
        assert work < page.index(word) < solution
    assert "labs run 2" not in page
    assert '    ````python title="app.py"\n    TEXT = """\n    ```' in page[solution:]
    assert '    ```python title="chat/more.py"\n    x = 1' in page[solution:]


def test_the_panel_stands_before_the_first_task(page):
    assert page.count(PANEL) == 1
    assert f"\n\n{PANEL}\n\n## Task 1" in page


def test_work_in_the_page_comes_first_and_says_what_it_can_not_check(page):
    work, solution = page.index("## Work on it"), page.index("## The solution")
    here, there = page.index("### In this page"), page.index("### On your machine")
    assert work < here < page.index("Task 2 of this lab") < there
    assert there < page.index("labs start 2") < solution


def test_tasks_that_a_browser_can_not_check_are_named_in_words(course):
    lab = course.labs[1]
    local = tuple(replace(lab.tasks[1], n=n) for n in (2, 3, 4))
    readme = lab.folder / "README.md"
    readme.write_text(readme.read_text() + "\n## Task 3\n\n## Task 4\n")
    page = lab_page(course, replace(lab, tasks=(lab.tasks[0], *local)), blob)
    assert "Tasks 2, 3 and 4 of this lab" in page


def test_links_of_a_hint_are_those_of_the_readme(course):
    lab = course.labs[1]
    hints = ("See [it](../../docs/guide/wsgi.md#environ).", "two", "three")
    tasks = (replace(lab.tasks[0], hints=hints), lab.tasks[1])
    page = lab_page(course, replace(lab, tasks=tasks), blob)
    assert "See [it](../guide/wsgi.md#environ)." in page


def test_a_page_lists_the_tasks_that_a_browser_can_not_check(course):
    listed = with_lab_lists("<!-- labs local tasks -->", course, "reference/browser-labs.md")
    assert listed.splitlines() == [
        "- [Lab 1, task 2](../labs/01_first.md): Two",
        "- [Lab 2, task 2](../labs/02_second.md): Two",
    ]


def test_task_without_a_section_is_an_error(course):
    (course.labs[0].folder / "README.md").write_text("# Lab 01\n\n## Task 1 · One\n")
    with pytest.raises(CourseError, match="no section for task 2"):
        lab_page(course, course.labs[0], blob)


def test_page_without_a_title_or_a_readme_is_an_error(course):
    readme = course.labs[0].folder / "README.md"
    readme.write_text("Hello\n")
    with pytest.raises(CourseError, match="the first line should be the title"):
        lab_page(course, course.labs[0], blob)
    readme.unlink()
    with pytest.raises(CourseError, match="the lab's page was expected here"):
        lab_page(course, course.labs[0], blob)


def test_minutes_of_readme_and_lab_must_agree(course):
    with pytest.raises(CourseError, match=r"says 20 minutes, lab\.toml 15"):
        lab_page(course, replace(course.labs[1], minutes=15), blob)


def test_list_of_labs_takes_those_in_its_range(course):
    listed = with_lab_lists("before\n\n<!-- labs 2-9 -->\n\nafter", course, "labs/index.md")
    assert "[02 · Second](02_second.md)" in listed
    assert "Answer by hand." in listed
    assert "First" not in listed
    assert 'data-lab="02_second"' in listed
    assert listed.startswith("before\n\n<div")
    assert listed.endswith("</div>\n\nafter")


def test_nav_gets_each_lab_after_the_overview(course):
    nav = [{"Home": "index.md"}, {"Labs": ["labs/index.md"]}, "other.md"]
    assert with_labs_in_nav(nav, course) == [
        {"Home": "index.md"},
        {"Labs": ["labs/index.md", "labs/01_first.md", "labs/02_second.md"]},
        "other.md",
    ]
