"""The HTML of the drawings: what the eye sees by a place, a screen reader gets in words."""

import re

import pytest
from bs4 import BeautifulSoup

from gateway_labs.site.drawing_html import DRAWINGS, lanes_html, sequence_html, stack_html

SEQUENCE = "A, B, C\nA -> B: one\nC --> A: two\nnote B: three\nC -> C: four"
LANES = "loop: 0-1 receive | 1-3 waits!\nthread: 1-3 view"
STACK = "Browser\nServer: Daphne"


def words(html: str, selector: str) -> list[str]:
    soup = BeautifulSoup(html, "html.parser")
    return [re.sub(r"\s+", " ", found.get_text()).strip() for found in soup.select(selector)]


def test_sequence_says_who_speaks_to_whom():
    assert words(sequence_html(SEQUENCE, {}), "ol > li") == [
        "A to B: one",
        "C to A: two",
        "B: three",
        "C to itself: four",
    ]


def test_sequence_places_an_arrow_between_its_actors():
    steps = BeautifulSoup(sequence_html(SEQUENCE, {}), "html.parser").select("li")
    assert steps[0]["style"] == "--low:1;--high:3;--span:2"
    assert steps[1]["style"] == "--low:1;--high:4;--span:3"
    assert "gl-right" in steps[0]["class"]
    assert {"gl-left", "gl-dashed"} <= set(steps[1]["class"])


def test_long_sequence_shows_its_actors_again_below():
    short, long = ("A, B\n" + "A -> B: x\n" * count for count in (7, 8))
    assert sequence_html(short, {}).count("gl-actors") == 1
    assert sequence_html(long, {}).count("gl-actors") == 2


def test_lanes_say_the_times_and_what_is_blocked():
    assert words(lanes_html(LANES, {}), ".gl-bar") == [
        "from 0 to 1: receive",
        "from 1 to 3, blocked: waits",
        "from 1 to 3: view",
    ]


def test_lanes_share_their_columns():
    html = lanes_html(LANES, {})
    assert "--times:minmax(min-content,1fr) minmax(min-content,2fr)" in html
    assert html.count("grid-column:2/3") == 2


def test_lanes_have_a_legend_only_where_something_is_blocked():
    assert "gl-legend" in lanes_html(LANES, {})
    assert "gl-legend" not in lanes_html("loop: 0-1 receive", {})


def test_stack_is_a_list_in_order():
    assert words(stack_html(STACK, {}), "ol > li") == ["Browser", "ServerDaphne"]


@pytest.mark.parametrize(
    ("name", "source"), [("sequence", SEQUENCE), ("lanes", LANES), ("stack", STACK)]
)
def test_title_is_the_caption(name, source):
    draw = DRAWINGS[name]
    assert words(draw(source, {"title": "How"}), "figure > figcaption") == ["How"]
    assert "figcaption" not in draw(source, {})


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("sequence", "A<b>, B\nA<b> -> B: x `<i>` & y"),
        ("lanes", "A<b>: 0-1 x `<i>` & y"),
        ("stack", "A<b>: x `<i>` & y"),
    ],
)
def test_text_is_escaped_and_backticks_make_code(name, source):
    html = DRAWINGS[name](source, {"title": "`<u>`"})
    assert "<code>&lt;i&gt;</code> &amp; y" in html
    assert "A&lt;b&gt;" in html
    assert "<code>&lt;u&gt;</code>" in html
