"""The site in a real browser."""

import contextlib
import re

import pytest

WAIT = 30_000
"""Milliseconds: how long a test waits for what must come; it goes on as soon as it is there."""
TRIES = 3
AT_ONCE = 8
"""Pages that are open side by side, where each has to become quiet."""
FILLED = {"gateway-lab": ".gl-panel", "gateway-board": ".gl-board"}
"""What a script fills, and what is in it then."""

WALKTHROUGH = "walkthroughs/asgi_handler/"
WITH_DRAWINGS = "guide/threads-and-tasks/"


def test_search_finds_thread_sensitive(open_page):
    from playwright.sync_api import TimeoutError as PlaywrightTimeout

    page = open_page("")
    page.locator("label.md-header__button[for=__search]:visible, .md-search__input").first.click()
    result = page.locator(".md-search-result__link").first
    for _ in range(TRIES):
        # What is typed before Material's script listens is not seen by it.
        page.locator(".md-search__input").fill("")
        page.locator(".md-search__input").press_sequentially("thread_sensitive")
        with contextlib.suppress(PlaywrightTimeout):
            result.wait_for(timeout=WAIT / TRIES)
            break
    assert "thread_sensitive" in page.locator(".md-search-result__list").inner_text()
    result.click()
    page.wait_for_url(re.compile(r"/(guide|walkthroughs|reference|notebooks|labs)/"), timeout=WAIT)
    assert page.faults == []


def test_note_of_a_walkthrough_opens_on_click(open_page):
    page = open_page(WALKTHROUGH)
    marker = page.locator(".md-annotation__index").first
    marker.wait_for(state="attached", timeout=WAIT)
    marker.scroll_into_view_if_needed()
    note = page.locator(".md-tooltip--active, .md-tooltip2--active")
    assert note.count() == 0
    marker.click(force=True)  # it pulses, so it is never "stable"
    note.first.wait_for(state="visible", timeout=WAIT)
    assert len(note.first.inner_text()) > 20
    assert page.faults == []


def test_instant_navigation_keeps_the_page(open_page, built_site, site_address):
    # Material navigates so where `site_url` is the address of the site: it reads the sitemap.
    sitemap = (built_site / "sitemap.xml").read_text(encoding="utf-8")
    home = re.search(r"<loc>(.+?)</loc>", sitemap)[1]
    page = open_page("404.html")
    page.route("**/sitemap.xml", answer_with(sitemap.replace(home, site_address)))
    page.goto(site_address + "guide/cgi-wsgi-asgi/")
    page.wait_for_load_state("networkidle")
    page.evaluate("window.stillHere = true")
    page.locator("a.md-footer__link--next").click()
    page.wait_for_url(site_address + "guide/wsgi/", timeout=WAIT)
    assert page.evaluate("window.stillHere") is True


def answer_with(body: str):
    return lambda route: route.fulfill(body=body, content_type="application/xml")


def test_pages_read_without_javascript(open_page, page_paths):
    page = open_page("", java_script_enabled=False)
    origin = page.url
    for path in page_paths:
        page.goto(origin + path)
        article = page.locator("article")
        assert article.is_visible(), path
        assert len(article.inner_text().split()) > 150, path


def test_hints_open_without_javascript(open_page):
    page = open_page("labs/05_echo_consumer/", java_script_enabled=False)
    hint = page.locator("details.question").first
    assert not hint.locator("p:not(.admonition-title)").first.is_visible()
    hint.locator("summary").click()
    assert hint.locator("p:not(.admonition-title)").first.is_visible()


def test_no_page_asks_another_host_or_for_what_is_not_there(browser, page_paths, site_address):
    context = browser.new_context()
    asked, failed, faults = [], [], []
    context.on("request", lambda request: asked.append(request.url))
    context.on("response", lambda answer: answer.ok or failed.append((answer.status, answer.url)))
    context.on("weberror", lambda error: faults.append(str(error.error)))
    # Quiet is half a second without a request: some pages wait for theirs side by side.
    for paths in groups(page_paths, AT_ONCE):
        pages = [(context.new_page(), path) for path in paths]
        for page, path in pages:
            page.goto(site_address + path, wait_until="commit")
        for page, _ in pages:
            page.wait_for_load_state()
            for tag, filled in FILLED.items():
                if page.locator(tag).count():
                    page.locator(f"{tag} {filled}").first.wait_for(timeout=WAIT)
            page.wait_for_load_state("networkidle")
            page.close()
    context.close()
    assert len(asked) > len(page_paths)
    own = (site_address, "data:", "blob:")
    assert [address for address in asked if not address.startswith(own)] == []
    # mike's versions and the rest of Material's optional files are not asked for, either.
    assert [(status, address) for status, address in failed if status != 304] == []
    assert faults == []


def groups(found: list[str], size: int) -> list[list[str]]:
    return [found[at : at + size] for at in range(0, len(found), size)]


@pytest.fixture(scope="module")
def on_a_phone(browser, page_paths, site_address):
    """The width of each page on a phone, and what of its text reaches out of it."""
    context = browser.new_context(viewport={"width": 390, "height": 900})
    page = context.new_page()
    found = {}
    for path in page_paths:
        page.goto(site_address + path)
        found[path] = page.evaluate("document.documentElement.scrollWidth"), page.evaluate(CUT)
    context.close()
    return found


def test_no_page_is_wider_than_a_phone(on_a_phone):
    assert {path: width for path, (width, _) in on_a_phone.items() if width > 390} == {}


def test_no_element_of_the_text_reaches_out_of_a_phone(on_a_phone):
    """What is wider than the screen has to be in a box that scrolls."""
    assert {path: cut[:3] for path, (_, cut) in on_a_phone.items() if cut} == {}


CUT = """() => {
  const scrolls = element => {
    for (let box = element; box && box.tagName !== "ARTICLE"; box = box.parentElement) {
      const style = getComputedStyle(box)
      if (["auto", "scroll"].includes(style.overflowX)) return true
      if (style.clipPath !== "none" || style.position === "absolute") return true
      // Cut on purpose, with an ellipsis: a message's content in a player.
      if (style.textOverflow === "ellipsis") return true
    }
    return false
  }
  return [...document.querySelectorAll("article *")]
    .filter(element => element.getBoundingClientRect().right > 391 && !scrolls(element))
    .map(element => element.outerHTML.slice(0, 80))
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_follow_the_system_and_text_can_be_read(open_page, scheme):
    page = open_page(WITH_DRAWINGS, color_scheme=scheme)
    found = page.evaluate(CONTRAST)
    background = found.pop("background")
    assert (background < 0.2) if scheme == "dark" else (background > 0.8)
    assert found, "no text was found"
    assert {name: ratio for name, ratio in found.items() if ratio < 4.5} == {}


# WCAG 2.2, "contrast ratio" and "relative luminance".
CONTRAST = """() => {
  const rgb = text => {
    const context = document.createElement("canvas").getContext("2d")
    context.fillStyle = text
    context.fillRect(0, 0, 1, 1)
    return context.getImageData(0, 0, 1, 1).data
  }
  const luminance = colour => {
    const [r, g, b] = [...colour].slice(0, 3).map(part => {
      const share = part / 255
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const behind = element => {
    for (let box = element; box; box = box.parentElement) {
      const colour = rgb(getComputedStyle(box).backgroundColor)
      if (colour[3] === 255) return luminance(colour)
    }
    return 1
  }
  const found = {background: behind(document.querySelector("article"))}
  const selectors = [
    "article h1", "article > p", "article p a", "article p code", "figcaption",
    ".gl-actors span", ".gl-label > span", ".gl-note > span", ".gl-lane-name", ".gl-bar > span",
    ".gl-command code", ".gl-output samp", ".gl-stack strong",
  ]
  for (const selector of selectors) {
    const element = document.querySelector(selector)
    if (!element) continue
    const text = luminance(rgb(getComputedStyle(element).color)), ground = behind(element)
    found[selector] = (Math.max(text, ground) + 0.05) / (Math.min(text, ground) + 0.05)
  }
  return found
}"""


def test_reader_can_choose_light_and_dark(open_page):
    page = open_page("", color_scheme="light")
    scheme = "document.body.getAttribute('data-md-color-scheme')"
    seen = []
    for _ in range(3):
        page.locator("label.md-header__button[for^=__palette]:visible").click()
        seen.append(page.evaluate(scheme))
    assert {"default", "slate"} <= set(seen)
