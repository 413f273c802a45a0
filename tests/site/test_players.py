"""The player's directive, data, text and files."""

import gzip
import json
import re

import pytest
from bs4 import BeautifulSoup

from gateway_labs.errors import CourseError
from gateway_labs.site.installed_source import installed_django
from gateway_labs.site.player_data import as_json, data_of, lines_as_html, placed_notes
from gateway_labs.site.player_text import text_html
from gateway_labs.site.players import (
    SCRIPT,
    STYLE,
    has_players,
    player_files,
    players_of,
    with_players,
)
from gateway_labs.strings import table
from gateway_labs.web.player import FOLDER, MODULES, script, standalone_page, style

KILOBYTE = 1024


def to_root(path):
    return f"../{path}"


def url_of(uri):
    return uri.removesuffix(".md") + "/" if uri.endswith(".md") else None


def expand(markdown, hello):
    return with_players(markdown, "guide/asgi.md", {"hello": hello}, to_root)


def element(html):
    return BeautifulSoup(html, "html.parser").select_one("gateway-player")


# -- the directive -------------------------------------------------------------------------------


def test_directive_becomes_an_element_with_all_gateways(hello):
    page = expand("# Page\n\n::: player hello\n\nText.\n", hello)
    player = element(page)
    assert player["scenario"] == "hello"
    assert player["gateways"] == "wsgi asgi"
    assert player["src"] == "traces/hello.json"
    assert page.startswith("# Page\n")
    assert page.endswith("Text.\n")


def test_directive_may_ask_for_one_gateway_a_function_and_a_step(hello):
    player = element(expand('::: player hello asgi at="ASGIHandler.handle"', hello))
    assert player["gateways"] == "asgi"
    assert player["at"] == "ASGIHandler.handle"
    assert element(expand('::: player hello wsgi step="12"', hello))["step"] == "12"


def test_files_are_named_from_the_page_and_change_their_address_with_their_content(hello):
    page = BeautifulSoup(expand("::: player hello", hello), "html.parser")
    assert re.fullmatch(r"\.\./assets/player\.js\?v=[0-9a-f]{8}", page.select_one("script")["src"])
    assert re.fullmatch(r"\.\./assets/player\.css\?v=[0-9a-f]{8}", page.select_one("link")["href"])


def test_directive_inside_of_a_fence_is_text(hello):
    markdown = "```text\n::: player hello\n```\n"
    assert expand(markdown, hello) == markdown
    assert list(players_of(markdown, "page.md")) == []


def test_page_without_a_player_is_not_looked_at():
    assert not has_players("# Page\n\n::: source a.b\n\ntext ::: player x\n")
    assert has_players("# Page\n\n::: player hello\n")


@pytest.mark.parametrize(
    ("directive", "said", "known"),
    [
        ("::: player hallo", "no scenario 'hallo'", "Known: hello."),
        ("::: player hello wsg", "no gateway wsg", "The gateways are: wsgi, asgi."),
        (
            '::: player hello asgi at="handle"',
            "no function in hello 'handle'",
            "ASGIHandler.handle",
        ),
        ('::: player hello wsgi at="ASGIHandler.handle"', "no function", "WSGIHandler.__call__"),
        ('::: player hello colour="red"', "no option colour", "The options are: at, step."),
        ('::: player hello step="9999"', "no step '9999'", "The steps are 1 to"),
        ('::: player hello step="x"', "no step 'x'", "The steps are 1 to"),
        ("::: player", "a player without a scenario", "::: player hello"),
    ],
)
def test_wrong_name_names_page_line_and_what_is_known(hello, directive, said, known):
    with pytest.raises(CourseError) as caught:
        expand(f"# Page\n\n{directive}\n", hello)
    assert caught.value.where == "guide/asgi.md, line 3"
    assert said in caught.value.expected
    assert known in caught.value.do


def test_gateway_that_the_scenario_does_not_have_is_an_error(hello):
    with pytest.raises(CourseError, match="no gateway of hello 'wsgi'"):
        expand("::: player hello wsgi", {"asgi": hello["asgi"]})


def test_line_is_counted_in_the_file(hello):
    with pytest.raises(CourseError, match=r"page\.md, line 6"):
        with_players("# Page\n\n::: player none", "page.md", {}, to_root, first=4)


# -- the text ------------------------------------------------------------------------------------


def test_text_tells_threads_tasks_messages_and_milestones(hello):
    text = BeautifulSoup(text_html(hello), "html.parser").get_text(" ", strip=True)
    text = re.sub(r"\s+", " ", text)
    assert "Under WSGI" in text
    assert "Under ASGI" in text
    assert "executor thread 1 : calls hello milestone: the view is called" in text
    assert "to the application: environ request=GET /hello" in text
    assert "to the application: http.request" in text
    assert "(milestone: the body is sent)" in text
    assert "waits in ASGIHandler.listen_for_disconnect" in text


def test_text_is_short_and_one_line(hello):
    text = text_html(hello)
    assert "\n" not in text
    assert 10 < text.count("<li>") < 60


def test_text_escapes_what_programs_wrote(hello):
    trace = json.loads(json.dumps(hello["wsgi"]))
    trace["title"] = "<script>alert(1)</script>"
    trace["events"][0]["content"] = {"request": "<img src=x>"}
    text = text_html({"wsgi": trace})
    assert "<script>" not in text
    assert "<img" not in text


# -- the data ------------------------------------------------------------------------------------


def test_source_is_highlighted_line_by_line():
    lines = lines_as_html(
        '    def f(self):\n        """Two\n        lines."""\n        return "<b>"\n'
    )
    assert len(lines) == 4
    assert lines[0].startswith('<span class="k">def</span>')
    assert "&lt;b&gt;" in lines[3]
    assert all(line.count("<span") == line.count("</span>") for line in lines)


def test_notes_of_the_walkthroughs_stand_at_their_lines(root, hello):
    notes = placed_notes(root / "docs", installed_django())
    data = data_of(hello, notes, url_of)
    note = next(note for note in data["notes"] if note["page"].endswith("#note-single-callable"))
    call = next(
        code for code in hello["asgi"]["functions"] if code["name"] == "ASGIHandler.__call__"
    )
    assert (note["file"], note["line"]) == (call["file"], call["line"])
    assert note["page"] == "walkthroughs/asgi_handler/#note-single-callable"
    assert 'href="reference/glossary/#scope"' in note["html"]
    assert len(data["notes"]) > 20


def test_data_holds_every_function_and_every_text(root, hello):
    data = data_of(hello, [], url_of)
    for gateway, trace in hello.items():
        shown = data["runs"][gateway]
        assert [code["name"] for code in shown["functions"]] == [
            code["name"] for code in trace["functions"]
        ]
        assert shown["events"] == trace["events"]
    assert data["strings"] == table("player")


def test_data_of_a_scenario_is_small(root, hello):
    data = as_json(data_of(hello, placed_notes(root / "docs", installed_django()), url_of))
    assert len(gzip.compress(data.encode(), mtime=0)) < 60 * KILOBYTE


def test_files_are_those_of_the_scenarios_that_are_shown(hello):
    files = player_files({"hello", "none"}, {"hello": hello, "other": hello}, [], url_of)
    assert set(files) == {SCRIPT, STYLE, "assets/traces/hello.json"}


# -- the code ------------------------------------------------------------------------------------


def test_code_is_small():
    assert len(gzip.compress((script() + style()).encode(), mtime=0)) < 25 * KILOBYTE


def test_modules_are_put_together_without_imports_and_with_names_of_their_own():
    assert {path.stem for path in FOLDER.glob("*.js")} == set(MODULES)
    code = script()
    assert not re.search(r"^(import|export)\b", code, re.MULTILINE)
    names = re.findall(r"^(?:async )?(?:function|class|const|let) (\w+)", code, re.MULTILINE)
    assert sorted(names) == sorted(set(names))


def test_every_text_that_the_script_names_is_in_the_catalogue():
    named = set(re.findall(r"strings\.(\w+)", script()))
    assert named <= table("player").keys()


def test_standalone_page_needs_no_other_file(hello):
    page = standalone_page(hello, "<p>The text</p>")
    html = BeautifulSoup(page, "html.parser")
    assert not html.select("[src], link")
    data = json.loads(html.select_one("script[type='application/json']").string)
    assert data["title"] == hello["asgi"]["title"]
    assert "The text" in html.select_one(".gp-text").text
