"""Walkthroughs in a real browser: the code keeps its lines, and each note can be reached."""

import pytest

PAGES = ["wsgi_handler", "asgi_handler", "base_handler"]
READY = "document.querySelector('.md-annotation__index')"

# For each block of source: the number of its lines, and its height in lines of that height.
HEIGHTS = """() => [...document.querySelectorAll("[id^=source-]")].map(block => {
    const numbers = block.querySelector(".linenodiv pre").getBoundingClientRect().height;
    const code = block.querySelector("td.code code").getBoundingClientRect().height;
    return [block.id, numbers, code];
})"""

# The marks of notes whose middle is outside of their block of code.
OUT_OF_SIGHT = """() => [...document.querySelectorAll(".md-annotation__index")].filter(mark => {
    const at = mark.getBoundingClientRect(), middle = at.x + at.width / 2;
    const code = mark.closest("pre").getBoundingClientRect();
    return middle < code.left || middle > code.right;
}).map(mark => mark.closest("[id^=note-]").id)"""


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("name", PAGES)
def test_each_line_stands_beside_its_number_and_each_mark_is_in_sight(open_page, name, width):
    page = open_page(f"walkthroughs/{name}/", width=width)
    page.wait_for_function(READY)
    page.wait_for_timeout(300)
    wrong = [(id, a, b) for id, a, b in page.evaluate(HEIGHTS) if abs(a - b) > 30]
    assert wrong == []
    assert page.evaluate(OUT_OF_SIGHT) == []


def test_a_link_to_a_note_leads_to_its_line(open_page):
    page = open_page("walkthroughs/asgi_handler/#note-http-only")
    page.wait_for_function(READY)
    page.wait_for_timeout(300)
    assert 40 < page.locator("#note-http-only").bounding_box()["y"] < 700


def test_a_note_opens_from_the_keyboard_and_stays_inside_a_phone(open_page):
    page = open_page("walkthroughs/wsgi_handler/", width=390)
    page.wait_for_function(READY)
    page.locator("#note-cookies .md-annotation__index").focus()
    note = page.locator("#note-cookies .md-tooltip")
    note.get_by_text("Each cookie is a header line").wait_for()
    box = note.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390


def test_notes_stand_below_the_code_without_javascript(open_page):
    page = open_page("walkthroughs/wsgi_handler/", java_script_enabled=False)
    assert page.get_by_text("One instance serves all requests of a process.").is_visible()
    assert page.locator("#note-one-handler").inner_text() == "# (1)!"
