"""The player in a real browser: each control, each key, links, columns, phones, no script."""

import os
import re
import shutil
import subprocess
import sys

import pytest

WAIT = 10_000
"""Milliseconds: how long a test waits for what must come; it goes on as soon as it is there."""

PAGES = {
    "index.md": "# Home\n\n[The player](two.md) and [no player](none.md).\n",
    "none.md": "# None\n\nNo player here. [The player](two.md)\n",
    "two.md": "---\nhide: [navigation, toc]\n---\n\n# Two\n\n::: player hello\n\n"
    "[step 3](#scenario=hello&step=3){ .to-step }\n\n[No player](none.md)\n",
    "one.md": '# One\n\nText.\n\n::: player hello asgi at="ASGIHandler.handle"\n',
    "frame.md": '# Frame\n\n::: frame hello asgi at="hello"\n',
    "walkthroughs/one_request.md": "# All runs\n\n" + "A line.\n\n" * 60 + "::: player hello\n",
    "group.md": "# Group\n\n::: player group_message\n",
    "walkthroughs/asgi_handler.md": "# Where the notes come from\n",
    "far.md": "# Far\n\n" + "A line.\n\n" * 120 + "::: player hello wsgi\n",
}
SCENARIOS = ("hello", "group_message")


@pytest.fixture(scope="module")
def site_address(root, serve, tmp_path_factory):
    """A small site with players of real recordings, below a folder."""
    folder = tmp_path_factory.mktemp("players")
    for name in ("docs/walkthroughs", "labs", "snippets/scenarios", "src"):
        (folder / name).mkdir(parents=True)
    shutil.copytree(root / "docs" / "assets", folder / "docs" / "assets")
    for name in SCENARIOS:
        shutil.copy(root / "snippets" / "scenarios" / f"{name}.py", folder / "snippets/scenarios")
    for notes in (root / "docs" / "walkthroughs").glob("*.toml"):
        shutil.copy(notes, folder / "docs" / "walkthroughs")
    for name, content in PAGES.items():
        (folder / "docs" / name).write_text(content, encoding="utf-8")
    config = (root / "mkdocs.yml").read_text(encoding="utf-8").partition("\nnav:\n")[0]
    (folder / "mkdocs.yml").write_text(config, encoding="utf-8")
    built = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "-f", folder / "mkdocs.yml", "-d", "built"],
        cwd=folder,
        env=os.environ
        | {"NO_MKDOCS_2_WARNING": "1", "NO_COLOR": "1", "PYTHONPATH": str(root / "src")},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )
    assert built.returncode == 0, built.stderr
    with serve(folder / "built", "/a/folder/") as address:
        yield address


@pytest.fixture
def open_player(open_page):
    """`open_player("two/", width=390)`: a page whose player is ready."""

    def open_one(path="two/", width=1400, **options):
        page = open_page(path, width=width, **options)
        page.locator("gateway-player .gp-column").first.wait_for(state="attached", timeout=WAIT)
        return page

    return open_one


def at(page, gateway="asgi"):
    """The step of a column, as it tells it."""
    text = page.locator(f".gp-column[aria-label={gateway.upper()}] .gp-count").text_content()
    return int(re.search(r"\d+", text)[0])


def last(page, gateway="asgi"):
    text = page.locator(f".gp-column[aria-label={gateway.upper()}] .gp-count").text_content()
    return int(re.findall(r"\d+", text)[1])


def status(page):
    return page.locator("gateway-player .gp-status").text_content()


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def click(page, name):
    # By force: a button that can do nothing now is disabled only for those who ask (aria-disabled).
    page.locator(f"button.gp-{name}").click(force=True)


def focus(page):
    page.locator("gateway-player").first.evaluate("player => player.focus()")


def stone(page):
    found = page.locator(".gp-milestones [aria-current=step]")
    return found.text_content() if found.count() else None


# -- controls ------------------------------------------------------------------------------------


def test_step_and_back_move_one_step(open_player):
    page = open_player("one/")
    start = at(page)
    assert start > 1
    click(page, "step")
    assert at(page) == start + 1
    click(page, "back")
    assert at(page) == start
    assert page.faults == []


def test_page_opens_at_the_function_that_it_names(open_player):
    page = open_player("one/")
    assert page.locator(".gp-file b").text_content() == "ASGIHandler.handle"
    assert "called" in status(page)


def test_start_and_end_of_the_run(open_player):
    page = open_player("one/")
    click(page, "last")
    assert at(page) == last(page)
    click(page, "step")
    assert at(page) == last(page)
    click(page, "first")
    assert at(page) == 1
    click(page, "back")
    assert at(page) == 1


def test_step_over_stays_in_the_call(open_player):
    page = open_player("one/")
    for _ in range(12):
        click(page, "over")
        assert page.locator(".gp-file b").text_content() == "ASGIHandler.handle"


def test_start_and_end_of_a_call(open_player):
    page = open_player("one/")
    start = at(page)
    click(page, "end")
    assert "returns" in status(page)
    assert page.locator(".gp-file b").text_content() == "ASGIHandler.handle"
    click(page, "start")
    assert at(page) == start
    click(page, "start")  # at its start already: the start of the caller
    assert page.locator(".gp-file b").text_content() == "ASGIHandler.__call__"


def test_next_message_and_next_milestone(open_player):
    page = open_player("one/")
    seen = []
    for _ in range(2):
        click(page, "message")
        seen.append(page.locator(".gp-sequence .gp-now b").text_content())
    assert seen == ["http.request", "http.response.start"]
    click(page, "first")
    stones = []
    names = page.locator(".gp-milestones button").all_text_contents()
    for _ in names:
        click(page, "milestone")
        stones.append(stone(page))
    assert {"the request is made", "the view is called", "the view is done"} < set(stones)
    assert stones == [*names[1:], names[-1]]  # the first one is passed at the first step
    click(page, "earlier")
    assert stone(page) == names[-2]


def test_play_goes_on_by_itself_until_it_is_paused(open_player):
    page = open_player("one/")
    start = at(page)
    click(page, "play")
    assert page.locator("button.gp-play").text_content() == "Pause"
    page.wait_for_function(
        "start => +document.querySelector('.gp-count').textContent.match(/\\d+/)[0] > start + 1",
        arg=start,
        timeout=WAIT,
    )
    click(page, "play")
    assert page.locator("button.gp-play").text_content() == "Play"
    here = at(page)
    page.wait_for_timeout(1000)
    assert at(page) == here


def test_play_stops_at_the_end(open_player):
    page = open_player("one/")
    click(page, "last")
    click(page, "back")
    click(page, "play")
    page.wait_for_function(
        "document.querySelector('button.gp-play').textContent === 'Play'", timeout=WAIT
    )
    assert at(page) == last(page)


def test_time_line_and_lanes_can_be_dragged(open_player):
    page = open_player("one/")
    page.locator(".gp-range").fill("99")
    assert at(page) == 100
    track = page.locator(".gp-lane.gp-thread .gp-track").first
    track.scroll_into_view_if_needed()
    box = track.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.25, box["y"] + 4)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + 4)
    page.mouse.up()
    assert abs(at(page) - last(page) / 2) <= 2


def test_message_and_milestone_lead_to_their_step(open_player):
    page = open_player("one/")
    page.locator(".gp-sequence button", has_text="http.response.body").click()
    assert "http.response.body" in status(page)
    page.locator(".gp-milestones button", has_text="the view is called").click()
    assert "of hello" in status(page)


def test_note_opens_at_its_line(open_player):
    page = open_player("one/")
    assert page.locator(".gp-note").count() == 0
    page.locator("button.gp-noted").first.click()
    note = page.locator(".gp-note")
    assert len(note.inner_text()) > 20
    link = note.locator(".gp-more").get_attribute("href")
    assert "/a/folder/walkthroughs/asgi_handler/#note-" in link


def test_current_line_locals_and_stack_are_shown(open_player):
    page = open_player("one/")
    page.locator(".gp-milestones button", has_text="the view is called").click()
    assert page.locator(".gp-lit .gp-line").inner_text().startswith("def hello(request):")
    assert page.locator(".gp-changed th").first.text_content().startswith("request")
    assert "executor thread 1" in page.locator(".gp-who").text_content()
    assert page.locator(".gp-stack li").last.text_content() == "hello"
    lit, box = (page.locator(name).bounding_box() for name in (".gp-lit", ".gp-code"))
    assert box["y"] <= lit["y"] <= box["y"] + box["height"]


# -- keys ----------------------------------------------------------------------------------------


def test_every_key_does_what_its_button_does(open_player):
    page = open_player("one/")
    focus(page)
    pairs = [
        ("ArrowRight", "step"),
        ("m", "message"),
        ("n", "milestone"),
        ("o", "over"),
        ("]", "end"),
        ("[", "start"),
        ("ArrowLeft", "back"),
        ("b", "earlier"),
        ("End", "last"),
        ("Home", "first"),
    ]
    by_key = []
    for key, _ in pairs:
        press(page, key)
        by_key.append(at(page))
    page.reload()
    page.locator(".gp-column").wait_for(timeout=WAIT)
    page.evaluate("location.hash = ''")
    page.reload()
    page.locator(".gp-column").wait_for(timeout=WAIT)
    by_button = []
    for _, name in pairs:
        click(page, name)
        by_button.append(at(page))
    assert by_key == by_button
    assert len(set(by_key)) > 6


def test_keys_of_the_site_do_not_answer_while_the_player_has_the_focus(open_player):
    page = open_player("two/")
    focus(page)
    address = page.url.split("#")[0]
    press(page, "n", "p", "p", "b", "c")
    page.wait_for_timeout(500)
    assert page.url.split("#")[0] == address


def test_space_plays_and_pauses(open_player):
    page = open_player("one/")
    focus(page)
    press(page, "Space")
    assert page.locator("button.gp-play").text_content() == "Pause"
    press(page, "p")
    assert page.locator("button.gp-play").text_content() == "Play"


def test_space_on_a_button_presses_the_button(open_player):
    page = open_player("one/")
    start = at(page)
    page.locator("button.gp-step").focus()
    press(page, "Space")
    assert at(page) == start + 1
    assert page.locator("button.gp-play").text_content() == "Play"


def test_help_lists_every_key(open_player):
    page = open_player("two/")
    focus(page)
    keys = page.locator(".gp-keys")
    assert not keys.is_visible()
    press(page, "?")
    assert keys.is_visible()
    shown = keys.locator("kbd").all_text_contents()
    assert shown == [
        "Home", "←", "→", "End", "Space, P", "O", "[", "]", "M", "B", "N", "C", "?",
    ]  # fmt: skip
    click(page, "help")
    assert not keys.is_visible()


def test_keys_outside_of_the_player_are_left_alone(open_player):
    page = open_player("one/")
    start = at(page)
    page.locator("h1").click()
    press(page, "ArrowRight", "m")
    assert at(page) == start


# -- two columns ---------------------------------------------------------------------------------


def test_other_column_follows_to_the_last_common_milestone(open_player):
    page = open_player("two/")
    press_on = page.locator(".gp-milestones button")
    names = press_on.all_text_contents()
    assert len(names) >= 7
    for name in names[:-1]:
        page.locator(".gp-milestones button", has_text=name).click()
        places = at(page, "wsgi"), at(page, "asgi")
        click(page, "step")
        assert at(page, "asgi") == places[1], f"after {name}"
        click(page, "back")
        assert (at(page, "wsgi"), at(page, "asgi")) == places
    click(page, "first")
    assert at(page, "asgi") == 1


def test_stepping_the_other_column_moves_the_first(open_player):
    page = open_player("two/")
    page.locator(".gp-which button", has_text="ASGI").click()
    assert page.locator(".gp-current").get_attribute("aria-label") == "ASGI"
    page.locator(".gp-milestones button", has_text="the view is called").click()
    for gateway in ("wsgi", "asgi"):
        column = page.locator(f".gp-column[aria-label={gateway.upper()}]")
        assert column.locator(".gp-file b").text_content() == "hello"
    before = at(page, "wsgi")
    focus(page)
    press(page, "ArrowLeft")
    assert at(page, "wsgi") < before
    press(page, "c")
    assert page.locator(".gp-current").get_attribute("aria-label") == "WSGI"


def test_both_columns_stand_in_the_same_rows(open_player):
    page = open_player("two/")
    tops = [
        [box.bounding_box()["y"] for box in page.locator(f".gp-column {part}").all()]
        for part in (".gp-source", ".gp-locals", ".gp-messages", ".gp-lanes")
    ]
    assert all(len(pair) == 2 and pair[0] == pair[1] for pair in tops)


def test_lanes_have_a_row_for_each_thread_and_task(open_player):
    page = open_player("group/")
    names = page.locator(".gp-lane:not(.gp-marks) .gp-name").all_text_contents()
    assert any("application of A" in name for name in names)
    assert any("application of B" in name for name in names)
    assert page.locator(".gp-actors span").all_text_contents()[:2] == ["A", "B"]


# -- links ---------------------------------------------------------------------------------------


def test_address_follows_the_reader_and_leads_back(open_player):
    page = open_player("two/")
    assert "#" not in page.url
    page.locator(".gp-which button", has_text="ASGI").click()
    for _ in range(5):
        click(page, "step")
    page.wait_for_url(re.compile("#scenario=hello&step=6&gateway=asgi$"), timeout=WAIT)
    page.reload()
    page.locator(".gp-column").first.wait_for(timeout=WAIT)
    assert at(page) == 6
    assert page.locator(".gp-current").get_attribute("aria-label") == "ASGI"


def test_link_on_the_page_moves_the_player(open_player):
    page = open_player("two/")
    click(page, "last")
    page.evaluate("document.querySelector('gateway-player').same = true")
    page.locator("a.to-step").click()
    assert at(page, "wsgi") == 3
    assert page.url.endswith("#scenario=hello&step=3")
    page.wait_for_timeout(400)
    assert page.evaluate("document.querySelector('gateway-player').same") is True
    assert at(page, "wsgi") == 3


@pytest.mark.parametrize(
    ("link", "step"), [("step=99999", "last"), ("step=-3", 1), ("step=x", 1), ("", 1)]
)
def test_link_to_no_step_goes_to_the_nearest(open_player, link, step):
    page = open_player(f"group/#scenario=group_message&{link}")
    assert at(page) == (last(page) if step == "last" else step)


def test_link_to_another_scenario_or_gateway_is_left_alone(open_player):
    page = open_player("one/#scenario=none&step=40")
    start = at(page)
    page.goto(page.url.split("#")[0] + "#scenario=hello&step=40&gateway=wsgi")
    assert at(page) == start


def test_link_leads_to_a_player_far_down(open_player):
    page = open_player("far/#scenario=hello&step=30")
    assert at(page, "wsgi") == 30
    assert page.locator(".gp-controls").first.evaluate(
        "box => box.getBoundingClientRect().top < innerHeight"
    )


# -- loading -------------------------------------------------------------------------------------


def test_data_is_asked_for_when_the_player_comes_near(open_page):
    page = open_page("far/")
    page.wait_for_load_state("networkidle")
    assert not any("traces/" in address for address in page.requested)
    page.locator("gateway-player").scroll_into_view_if_needed()
    page.locator(".gp-column").wait_for(timeout=WAIT)
    assert any("/a/folder/assets/traces/hello.json" in address for address in page.requested)


def test_page_without_a_player_loads_nothing_of_it(open_page, site_address):
    page = open_page("none/")
    page.wait_for_load_state("networkidle")
    assert not any("player" in address.removeprefix(site_address) for address in page.requested)


def test_nothing_comes_from_another_host(open_player, site_address):
    page = open_player("two/")
    click(page, "last")
    assert [address for address in page.requested if not address.startswith(site_address)] == []


def test_text_opens_where_the_data_cannot_be_loaded(open_page):
    page = open_page("none/")
    page.route("**/traces/*.json", lambda route: route.abort())
    page.goto(page.url.replace("none/", "two/"))
    page.locator(".gp-text").wait_for(state="visible", timeout=WAIT)
    assert page.locator(".gp-stage").count() == 0


def test_instant_navigation_to_the_player_and_away(open_page, site_address):
    page = open_page("404.html")
    paths = ["", "none/", "two/"]
    urls = "".join(f"<url><loc>{site_address}{path}</loc></url>" for path in paths)
    answer = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'
    page.route(
        "**/sitemap.xml",
        lambda route: route.fulfill(body=answer, content_type="application/xml"),
    )
    page.goto(site_address)
    page.wait_for_load_state("networkidle")
    page.evaluate("window.stillHere = true")
    for _ in range(2):
        page.locator("article a", has_text="The player").first.click()
        page.wait_for_url(site_address + "two/", timeout=WAIT)
        page.locator(".gp-column").first.wait_for(timeout=WAIT)
        focus(page)
        press(page, "ArrowRight", "ArrowRight")
        assert at(page, "wsgi") == 3
        page.locator("article a", has_text="No player").click()  # before the address is written
        page.wait_for_url(site_address + "none/", timeout=WAIT)
        page.wait_for_timeout(400)
        assert page.url == site_address + "none/"
    assert page.evaluate("window.stillHere") is True
    assert page.faults == []


# -- everybody -----------------------------------------------------------------------------------


def test_without_javascript_the_run_is_told_as_text(open_page):
    page = open_page("two/", java_script_enabled=False)
    text = page.locator("gateway-player").inner_text()
    for words in ("Under WSGI", "Under ASGI", "executor thread 1", "http.response.body"):
        assert words in text
    assert page.locator("gateway-player ol > li").count() < 60


def test_frame_needs_no_javascript_and_its_link_opens_the_player_at_its_step(open_page):
    page = open_page("frame/", java_script_enabled=False)
    frame = page.locator("figure.gl-frame")
    assert frame.locator(".gl-frame-lit").is_visible()
    assert "executor thread 1 is here" in " ".join(frame.inner_text().split())
    step = int(re.search(r"step (\d+)", frame.locator("figcaption").inner_text())[1])
    page = open_page("frame/")
    page.locator(".gl-frame-more a").click()
    page.locator(".gp-column.gp-current").wait_for(timeout=WAIT)
    assert at(page) == step
    assert page.locator(".gp-current .gp-file b").text_content() == "hello"
    assert page.faults == []


def test_text_stays_below_the_player(open_player):
    page = open_player("two/")
    assert not page.locator(".gp-text").is_visible()
    page.locator(".gp-as-text summary").click()
    assert "Under ASGI" in page.locator(".gp-text").inner_text()


def test_status_says_line_thread_and_task(open_player):
    page = open_player("one/")
    live = page.locator(".gp-status")
    assert live.get_attribute("aria-live") == "polite"
    click(page, "step")
    assert re.fullmatch(
        r"line \d+ of ASGIHandler\.handle, event loop's thread, task application", status(page)
    )
    assert page.locator(".gp-range").get_attribute("aria-valuetext") == status(page)


def test_player_fits_a_phone_with_one_column_at_a_time(open_player):
    page = open_player("two/", width=390)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    columns = page.locator(".gp-column")
    assert [column.is_visible() for column in columns.all()] == [True, False]
    page.locator(".gp-which button", has_text="ASGI").click()
    assert [column.is_visible() for column in columns.all()] == [False, True]
    click(page, "milestone")
    click(page, "milestone")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator(".gp-stone").is_visible()


def test_reduced_motion_plays_slower_and_moves_nothing(open_player):
    page = open_player("one/", reduced_motion="reduce")
    duration = page.locator(".gp-head").evaluate("box => getComputedStyle(box).transitionDuration")
    assert duration == "0s"
    start = at(page)
    click(page, "play")
    page.wait_for_timeout(1100)
    assert at(page) == start + 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1400, 390])
def test_axe_finds_no_violation(open_player, axe, scheme, width):
    page = open_player("two/", width=width, color_scheme=scheme, reduced_motion="reduce")
    click(page, "help")
    for name in ("the request is made", "the view is called", "the response is started"):
        page.locator(".gp-milestones button", has_text=name).click()
        found = axe.run(page, context="gateway-player").response["violations"]
        told = [
            (rule["id"], node["target"], node.get("failureSummary", "")[:300])
            for rule in found
            for node in rule["nodes"]
        ]
        assert told == [], "\n".join(map(str, told))
