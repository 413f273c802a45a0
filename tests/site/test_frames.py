"""One moment of a recorded run as a figure: which moment, what is seen, what is refused."""

import json
from urllib.parse import parse_qs

import pytest
from bs4 import BeautifulSoup

from gateway_labs.errors import CourseError
from gateway_labs.site.frames import LINES, frames, shown_in
from gateway_labs.site.players import has_players, with_players


def link(scenario, gateway):
    return "../one_request/"


def expand(markdown, runs, link=link):
    recordings = {"hello": runs}
    frame = frames(recordings, link)
    return with_players(markdown, "guide/asgi.md", recordings, lambda path: path, frame=frame)


def figure(directive, runs):
    return BeautifulSoup(expand(directive, runs), "html.parser").select_one("figure.gl-frame")


def words(element):
    return " ".join(element.get_text(" ").split())


def lanes(element):
    return [words(lane) for lane in element.select(".gl-frame-lanes > li")]


def event(kind, thread="t1", task=None, **more):
    return {"kind": kind, "thread": thread, "task": task} | more


@pytest.fixture
def small():
    """A run on two threads, in a function of twenty lines that begins at line 10."""
    source = "".join(f"    line_{number}\n" for number in range(20))
    return {
        "gateway": "asgi",
        "title": "A <small> run",
        "actors": [
            {"id": "t1", "kind": "thread", "name": "loop"},
            {"id": "k1", "kind": "task", "name": "first"},
            {"id": "k2", "kind": "task", "name": "second"},
            {"id": "t2", "kind": "thread", "name": "executor"},
        ],
        "functions": [{"file": "a.py", "name": "f", "line": 10, "source": source}],
        "events": [
            event("call", task="k1", function=0, line=10, frame=1),
            event("pause", task="k1", function=0, line=11, frame=1),
            event("call", task="k2", function=0, line=10, frame=2),
            event("return", task="k2", function=0, line=29, frame=2, value="<b>"),
            event("message", task="k1", type="http.disconnect", direction="in", content={}),
            event("line", thread="t2", function=0, line=20, frame=3),
            event("resume", task="k1", function=0, line=11, frame=1),
        ],
    }


# -- which moment --------------------------------------------------------------------------------


def test_frame_shows_the_first_call_of_a_function(hello):
    found = figure('::: frame hello asgi at="hello"', hello)
    assert words(found.select_one(".gl-frame-file")) == "hello snippets/scenarios/hello.py"
    lit = found.select_one("[aria-current=step]")
    assert "def hello(request):" in lit.text
    assert words(lit).endswith("called")
    assert "ASGI, step" in words(found.figcaption)
    assert "executor thread 1" in words(found.figcaption)


def test_step_counts_within_the_call_or_else_in_the_run(small):
    runs = {"asgi": small}
    of_call = figure('::: frame hello at="f" step="3"', runs)
    of_run = figure('::: frame hello step="7"', runs)
    assert words(of_call.figcaption) == words(of_run.figcaption)
    assert "step 7" in words(of_run.figcaption)


def test_at_a_message_the_line_of_its_task_is_lit(small):
    found = figure('::: frame hello step="5"', {"asgi": small})
    assert words(found.select_one("[aria-current=step]")) == "11 line_1"


# -- what is seen --------------------------------------------------------------------------------


@pytest.mark.parametrize(("step", "first", "lit"), [(1, 10, 10), (6, 17, 20), (4, 23, 29)])
def test_source_is_a_window_around_the_lit_line(small, step, first, lit):
    found = figure(f'::: frame hello step="{step}"', {"asgi": small})
    numbers = [int(each.text) for each in found.select(".gl-frame-number")]
    assert numbers == list(range(first, first + LINES))
    assert int(found.select_one(".gl-frame-lit .gl-frame-number").text) == lit


def test_lanes_say_in_words_who_is_here_who_waits_and_who_has_ended(small):
    found = figure('::: frame hello step="6"', {"asgi": small})
    assert lanes(found) == [
        "thread loop",
        "thread executor is here",
        "task first waits",
        "task second has ended",
    ]
    assert all(track["aria-hidden"] == "true" for track in found.select(".gl-frame-track"))


def test_lanes_end_at_the_moment(small):
    found = figure('::: frame hello step="2"', {"asgi": small})
    assert lanes(found) == ["thread loop is here", "task first is here"]
    bars = found.select(".gl-frame-task .gl-frame-runs")
    assert [bar["style"] for bar in bars] == ["left:0.00%;width:100.00%"]


def test_frame_is_one_line_without_a_script_and_escapes_what_programs_wrote(small):
    page = expand('# Page\n\n::: frame hello step="4"\n\nText.\n', {"asgi": small})
    assert len([line for line in page.splitlines() if "<figure" in line]) == 1
    assert page.count("\n") == 7
    assert "<script" not in page
    assert "A &lt;small&gt; run" in page
    assert "returns &lt;b&gt;" in page


def test_link_leads_to_the_players_step(hello):
    found = figure('::: frame hello asgi at="hello"', hello)
    address, _, query = found.select_one(".gl-frame-more a")["href"].partition("#")
    wanted = parse_qs(query)
    called = hello["asgi"]["events"][int(wanted["step"][0]) - 1]
    assert address == "../one_request/"
    assert (wanted["scenario"], wanted["gateway"]) == (["hello"], ["asgi"])
    assert hello["asgi"]["functions"][called["function"]]["name"] == "hello"


def test_page_of_a_frame_may_have_players_and_fences(hello):
    page = '```text\n::: frame hello\n```\n\n::: player hello\n\n::: frame hello wsgi step="2"\n'
    assert has_players('::: frame hello step="2"\n')
    html = BeautifulSoup(expand(page, hello), "html.parser")
    assert len(html.select("figure.gl-frame")) == len(html.select("gateway-player")) == 1
    assert "```text\n::: frame hello\n```" in expand(page, hello)


# -- what is refused -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("directive", "said", "known"),
    [
        ("::: frame", "a frame without a scenario", "::: frame hello"),
        ("::: frame hallo", "no scenario 'hallo'", "Known: hello."),
        ('::: frame hello wsg at="hello"', "no gateway wsg", "The gateways are: wsgi, asgi."),
        ('::: frame hello at="hello"', "a frame of two runs", "Name one of: wsgi, asgi."),
        ("::: frame hello asgi", "a frame without a moment", 'at="FUNCTION"'),
        ('::: frame hello asgi at="helo"', "no function in hello 'helo'", "ASGIHandler.handle"),
        ('::: frame hello asgi at="hello" step="9"', "no step '9'", "The steps are 1 to 3."),
        ('::: frame hello asgi step="9999"', "no step '9999'", "The steps are 1 to"),
        ('::: frame hello asgi step="x"', "no step 'x'", "The steps are 1 to"),
        ('::: frame hello asgi line="3"', "no option line", "The options are: at, step."),
    ],
)
def test_wrong_name_names_page_line_and_what_is_known(hello, directive, said, known):
    with pytest.raises(CourseError) as caught:
        expand(f"# Page\n\n::: player hello\n\n{directive}\n", hello)
    assert caught.value.where == "guide/asgi.md, line 5"
    assert said in caught.value.expected
    assert known in caught.value.do


def test_function_that_is_never_called_needs_a_step(small):
    trace = json.loads(json.dumps(small))
    trace["events"][0]["kind"] = trace["events"][2]["kind"] = "line"
    with pytest.raises(CourseError, match="no call of 'f'"):
        expand('::: frame hello at="f"', {"asgi": trace})


def test_frame_without_a_player_to_lead_to_is_an_error(hello):
    with pytest.raises(CourseError, match="no player of hello in walkthroughs"):
        expand('::: frame hello asgi at="hello"', hello, link=lambda scenario, gateway: None)


def test_players_of_the_other_page_are_those_that_show_the_gateway():
    shown = shown_in('::: player hello asgi\n\n::: player two\n\n::: frame three step="1"\n')
    assert shown("hello", "asgi")
    assert not shown("hello", "wsgi")
    assert shown("two", "wsgi")
    assert not shown("three", "asgi")
