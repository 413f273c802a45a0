"""A lab's page: where its panel stands, how it gets there, and what is said when it can't.

The panel itself is a fake one here: what is tested is the page and web/labs/boot.js.
"""

import json

import pytest

from gateway_labs.strings import table, text

LAB, NEXT_LAB = "labs/05_echo_consumer/", "labs/06_routing/"
MANIFEST = "**/assets/labs/manifest.json"
WORDS = table("browser_boot")
PANEL = """
export function mount(element, {manifest, manifestURL, dataURL}) {
  const seen = (window.seen ??= [])
  seen.push({manifestURL, dataURL, state: manifest.state})
  const panel = document.createElement("textarea")
  panel.setAttribute("aria-label", "panel")
  panel.className = "fake"
  element.append(panel)
  return () => seen.push("unmounted")
}
"""
STYLE = ".fake { display: block; width: 100%; height: 100%; box-sizing: border-box }"
READY = {"state": "ready", "panel": {"js": "fake.js", "css": "fake.css"}}


@pytest.fixture
def visit(open_page, site_address):
    """`visit(LAB, READY, width=1280)`: a page, with what the manifest says of the bundles."""

    def open_one(path, *says, width=1280, **options):
        page = open_page("404.html", width, **options)
        page.set_default_timeout(8000)
        states = list(says)

        def answer(route):
            state = states.pop(0) if len(states) > 1 else states[0]
            labs = {"version": 1, "texts": {"boot": WORDS}, "labs": [], "step": None}
            route.fulfill(json=labs | {"panel": None, "board": None, "reason": None} | state)

        page.route(MANIFEST, answer)
        page.route("**/assets/labs/fake.js", sends("text/javascript", PANEL))
        page.route("**/assets/labs/fake.css", sends("text/css", STYLE))
        page.add_init_script(SHIFTS)
        page.goto(site_address + path)
        return page

    return open_one


def sends(content_type, body):
    return lambda route: route.fulfill(content_type=content_type, body=body)


SHIFTS = """
window.shift = 0
new PerformanceObserver(list => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value
}).observe({type: "layout-shift", buffered: true})
"""


def box(page, selector):
    return page.locator(selector).first.bounding_box()


# Where it stands


@pytest.mark.parametrize("width", [1220, 1280, 1440, 1920, 2560])
def test_the_panel_stands_beside_the_text_and_as_high_as_the_window(visit, width):
    page = visit(LAB, READY, width=width)
    page.locator(".fake").wait_for()
    words, panel = box(page, "article > p"), box(page, "gateway-lab")
    assert words["x"] + words["width"] < panel["x"]
    assert words["width"] >= 500
    assert panel["width"] >= 560
    assert panel["x"] + panel["width"] <= width
    assert 700 < panel["y"] + panel["height"] <= 900
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_panel_stays_in_sight(visit):
    page = visit(LAB, READY)
    page.locator(".fake").wait_for()
    for heading in ("Task 1", "Task 4", "What is checked"):
        page.locator("h2", has_text=heading).evaluate("element => element.scrollIntoView()")
        panel, header = box(page, "gateway-lab"), box(page, ".md-header")
        assert header["y"] + header["height"] <= panel["y"]
        assert panel["y"] + panel["height"] <= 900


def test_the_panel_never_lies_over_the_text(visit):
    page = visit(LAB, READY)
    page.locator(".fake").wait_for()
    left = box(page, "gateway-lab")["x"]
    over = """left => [...document.querySelectorAll("article > *:not(.gl-lab-place)")]
      .filter(element => element.getBoundingClientRect().right > left)
      .map(element => element.outerHTML.slice(0, 80))"""
    assert page.evaluate(over, left) == []


@pytest.mark.parametrize("width", [390, 768, 1219])
def test_in_a_narrow_window_it_stands_before_the_first_task(visit, width):
    page = visit(LAB, READY, width=width)
    page.locator(".fake").wait_for()
    panel, task = box(page, "gateway-lab"), box(page, "h2:has-text('Task 1')")
    words = box(page, "h2:has-text('What you provide')")
    assert words["y"] < panel["y"] < task["y"]
    assert panel["y"] + panel["height"] <= task["y"]
    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_moves_when_the_panel_comes(visit, width):
    page = visit(LAB, {"state": "preparing", "step": "fetches"}, READY, width=width)
    page.get_by_text(WORDS["preparing"]).wait_for(state="attached")
    before = box(page, "h2:has-text('Task 1')")
    page.locator(".fake").wait_for()
    assert box(page, "h2:has-text('Task 1')") == before
    assert page.evaluate("window.shift") < 0.01  # Material's own header moves by 0.001


def test_without_javascript_the_page_is_like_the_others(visit):
    page = visit(LAB, READY, java_script_enabled=False)
    assert not page.locator(".gl-lab-place").is_visible()
    assert page.locator(".md-sidebar--primary").is_visible()
    assert page.locator(".md-sidebar--secondary").is_visible()


def test_on_paper_there_is_no_panel(visit):
    page = visit(LAB, READY)
    page.locator(".fake").wait_for()
    page.emulate_media(media="print")
    assert not page.locator("gateway-lab").is_visible()
    assert box(page, "article > p")["width"] > 800


def test_a_link_to_a_task_shows_the_task(visit):
    page = visit(f"{LAB}#task-3-answer-bad-json-with-an-error", READY)
    page.locator(".fake").wait_for()
    header = box(page, ".md-header")
    heading = box(page, "h2:has-text('Task 3')")
    assert header["y"] + header["height"] <= heading["y"] < 300


# How it gets there


def test_the_panel_is_told_where_its_data_is_and_is_ended_with_its_page(visit, site_address):
    page = visit("", READY)
    # Material navigates so between addresses that the sitemap has.
    urls = "".join(f"<url><loc>{site_address}{path}</loc></url>" for path in (LAB, NEXT_LAB))
    sitemap = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'
    page.route("**/sitemap.xml", sends("application/xml", sitemap))
    page.goto(site_address + LAB)
    page.locator(".fake").wait_for()
    page.wait_for_load_state("networkidle")
    page.evaluate("window.same = true")
    page.locator("a.md-footer__link--next").click()
    page.wait_for_url(site_address + NEXT_LAB)
    page.locator(".fake").wait_for()
    assert page.evaluate("window.same"), "the page was loaded whole"
    first, second = (
        {
            "manifestURL": f"{site_address}assets/labs/manifest.json",
            "dataURL": f"{site_address}{lab}lab.json",
            "state": "ready",
        }
        for lab in (LAB, NEXT_LAB)
    )
    page.wait_for_function("window.seen.length === 3")
    assert sorted(page.evaluate("window.seen"), key=json.dumps) == sorted(
        [first, "unmounted", second], key=json.dumps
    )
    assert page.locator("link[href$='fake.css']").count() == 1


def test_the_panel_comes_as_soon_as_it_is_there(visit):
    preparing = {"state": "preparing", "step": "the editor is bundled"}
    page = visit(LAB, preparing, preparing, preparing | {"panel": READY["panel"]})
    page.get_by_text("the editor is bundled").wait_for()
    page.locator(".fake").wait_for()
    assert page.evaluate("window.seen[0].state") == "preparing"


def test_without_the_parts_it_says_why_and_how_to_work(visit):
    page = visit(LAB, {"state": "absent", "reason": "There was no network."})
    panel = page.locator("gateway-lab")
    panel.get_by_text(WORDS["absent"]).wait_for()
    assert panel.get_by_text("There was no network.").is_visible()
    panel.get_by_role("link", name=WORDS["local"]).click()
    assert page.url.endswith("#work-on-it")
    heading = page.locator("#work-on-it").element_handle()
    page.wait_for_function("heading => heading.getBoundingClientRect().top < 900", arg=heading)


def test_a_board_without_a_bundle_takes_no_room(visit):
    page = visit("labs/", {"state": "absent"})
    page.wait_for_function("document.querySelector('gateway-board').hidden")
    assert page.locator("gateway-board").bounding_box() is None


def test_a_bundle_that_can_not_be_loaded_is_told(visit):
    page = visit(LAB, {"state": "ready", "panel": {"js": "none.js", "css": "fake.css"}})
    page.get_by_text(WORDS["failed"]).wait_for()
    assert page.locator("h2", has_text="Task 1").is_visible()


def test_a_manifest_that_can_not_be_loaded_is_told(visit, site_address):
    page = visit("", READY)
    page.unroute(MANIFEST)
    page.route(MANIFEST, lambda route: route.abort())
    page.goto(site_address + LAB)
    page.get_by_text(text("lab_page.lab_unread")).wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_what_is_said_in_the_place_of_the_panel_can_be_read(visit, axe, scheme, width):
    page = visit(LAB, {"state": "absent", "reason": "Why."}, width=width, color_scheme=scheme)
    page.get_by_text(WORDS["absent"]).wait_for()
    found = axe.run(page, context="gateway-lab").response["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []
