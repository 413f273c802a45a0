"""The panel of a lab, on the built site, used as a person uses it: all but the check itself."""

import re

import pytest

from gateway_labs.lab.format import load_course
from gateway_labs.lab.solution import solution_files
from gateway_labs.strings import text

from .panel import CODE, FILE, LAB, Panel

WAITS = """
var get = window.fetch
window.fetch = (url, how) =>
  String(url).includes("/assets/labs/runtime/") ? new Promise(() => {}) : get(url, how)
"""
PARTS = ["break", "solution", "hints", "tasks", "try_it"]


@pytest.fixture(scope="module")
def lab(root):
    return load_course(root).find("5")


@pytest.fixture
def open_panel(open_page):
    """`open_panel(width=390)`: a lab's panel, whose interpreter comes for as long as you wait."""

    def opened(path=LAB, **options):
        page = open_page(path, **options)
        page.add_init_script(WAITS)
        page.evaluate(f"() => {{ {WAITS} }}")
        return Panel(page)

    return opened


@pytest.fixture
def open_lab(open_page):
    """A lab's panel that can check."""
    return lambda path=LAB, **options: Panel(open_page(path, **options))


def runtime_requests(page):
    return [url for url in page.requested if "/assets/labs/runtime/" in url or "/worker-" in url]


# Before the first touch, and without a runtime


def test_nothing_of_the_runtime_is_loaded_before_the_first_touch(open_lab, site_address):
    panel = open_lab()
    page = panel.page
    page.locator(".gl-check").focus()
    page.keyboard.press("Tab")
    page.mouse.wheel(0, 800)
    page.wait_for_timeout(300)
    assert runtime_requests(page) == []
    page.locator(CODE).click()
    page.wait_for_function(
        "performance.getEntriesByType('resource').some(r => r.name.endsWith('.z'))"
    )
    assert runtime_requests(page)
    own = (site_address, f"blob:{site_address.partition('/a/')[0]}")
    assert [url for url in page.requested if not url.startswith(own)] == []
    assert page.faults == []


def test_the_files_to_edit_come_first_and_each_keeps_its_undo(open_panel):
    panel = open_panel()
    tabs = panel.page.locator(".gl-files .gl-tab")
    assert FILE in tabs.first.inner_text().replace("\n", "")
    assert "to edit" in tabs.first.text_content()
    panel.write("one = 1\n")
    panel.write("two = 2\n", "config/settings.py")
    panel.page.keyboard.press("Control+z")
    assert panel.code.startswith('"""Django\'s settings.')
    panel.open(FILE)
    assert panel.code == "one = 1\n"
    panel.page.locator(CODE).click()
    panel.page.keyboard.press("Control+z")
    assert "class ChatConsumer" in panel.code


def test_python_is_indented_and_brackets_come_in_pairs(open_panel):
    panel = open_panel()
    panel.write("")
    panel.page.keyboard.type("def a(b):\nif b:\nreturn c(b)\nd = {}\n")
    code = "def a(b):\n    if b:\n        return c(b)\n    d = {}\n    "
    assert panel.code == code
    panel.page.keyboard.press("Backspace")
    panel.page.keyboard.type("e = [")
    assert panel.code == code.removesuffix("    ") + "e = []"
    panel.page.keyboard.press("Backspace")
    assert panel.code == code.removesuffix("    ") + "e = "


def test_find_counts_and_goes_round(open_panel):
    panel = open_panel()
    panel.page.locator(CODE).click()
    panel.page.keyboard.press("Control+f")
    panel.page.keyboard.type("TODO")
    count = panel.page.locator(".gl-found-count")
    assert re.fullmatch(r"\d of 4", count.inner_text())
    before = count.inner_text()
    for _ in range(4):
        panel.page.keyboard.press("Enter")
    assert count.inner_text() == before
    panel.page.keyboard.press("Escape")
    assert panel.page.locator(".gl-find").count() == 0
    assert panel.page.evaluate("document.activeElement.className").startswith("cm-content")


def test_work_survives_a_reload_and_reset_can_be_undone_after_one(open_panel):
    panel = open_panel()
    panel.write("mine = True\n")
    assert panel.kept() == "mine = True\n"
    panel.page.reload()
    panel = Panel(panel.page)
    assert panel.code == "mine = True\n"
    panel.press(text("browser_panel.reset.reset"))
    assert "class ChatConsumer" in panel.code
    panel.page.reload()
    panel = Panel(panel.page)
    assert "class ChatConsumer" in panel.code
    panel.press(re.compile("^Undo"))
    assert panel.code == "mine = True\n"
    assert panel.kept() == "mine = True\n"


def test_hints_come_one_by_one_and_are_remembered(open_panel, lab):
    panel = open_panel()
    panel.part("hints")
    for shown in range(3):
        hints = panel.page.locator(".gl-hints li")
        assert hints.count() == shown
        panel.page.locator(".gl-part:not([hidden]) .gl-main").click()
    assert lab.tasks[0].hints[2].split("()")[0] in panel.page.locator(".gl-hints").inner_text()
    assert panel.page.get_by_text(text("browser_panel.hints.last")).is_visible()
    panel.page.reload()
    panel = Panel(panel.page)
    panel.part("hints")
    assert panel.page.locator(".gl-hints li").count() == 3


def test_the_solution_asks_first_and_never_writes_over_ones_work_by_itself(open_panel, lab):
    panel = open_panel()
    panel.write("mine = True\n")
    panel.part("solution")
    assert panel.page.locator(".gl-diff").count() == 0
    panel.press(text("browser_panel.solution.yes"))
    assert "mine = True" in panel.page.locator(".gl-diff .gl-before").first.inner_text()
    assert panel.code == "mine = True\n"
    panel.press(text("browser_panel.solution.take"))
    assert panel.kept() == solution_files(lab)[FILE]
    panel.press(re.compile("^Undo"))
    assert panel.kept() == "mine = True\n"


def test_a_change_in_another_tab_shows_up_and_two_changes_are_asked_about(open_panel):
    panel = open_panel()
    second = panel.page.context.new_page()
    second.goto(panel.page.url)
    other = Panel(second)
    other.write("other = 1\n")
    panel.page.wait_for_function(
        "document.querySelector('.cm-content').innerText.includes('other')"
    )
    # Both before either is kept: it takes the second one's words as a question in the first.
    hold = "setTimeout = () => 0"
    panel.page.evaluate(hold)
    panel.write("here = 1\n")
    other.write("there = 1\n")
    panel.page.wait_for_selector(".gl-ask")
    assert panel.code == "here = 1\n"
    panel.press(text("browser_panel.conflict.mine"))
    second.wait_for_function("document.querySelector('.cm-content').innerText.includes('here')")
    assert panel.page.locator(".gl-ask").count() == 0


def test_storage_that_is_full_is_told_and_the_work_stays_in_the_page(open_panel):
    panel = open_panel()
    full = "Storage.prototype.setItem = () => { throw new Error('It is full.') }"
    panel.page.evaluate(f"() => {{ {full} }}")
    panel.write("mine = True\n")
    panel.page.wait_for_selector(".gl-notice")
    assert "It is full." in panel.page.locator(".gl-notice").inner_text()
    assert panel.code == "mine = True\n"


@pytest.mark.parametrize("failure", ["no-wasm", "offline"])
def test_a_browser_that_cannot_is_told_the_local_way(open_lab, site_address, failure):
    panel = open_lab()
    if failure == "no-wasm":
        panel.page.evaluate("delete globalThis.WebAssembly")
    else:
        panel.page.context.set_offline(True)
    panel.press(text("browser_panel.check.check"))
    notice = panel.page.locator(".gl-notice")
    notice.wait_for()
    assert "labs check 5" in notice.inner_text()
    assert notice.get_by_role("link").get_attribute("href") == f"{site_address}labs/"
    panel.write("mine = True\n")
    assert panel.kept() == "mine = True\n"


# Keyboard, phones, eyes


def test_the_keyboard_alone_goes_through_the_editor_and_out_of_it(open_panel):
    panel = open_panel()
    keyboard = panel.page.keyboard
    inside = "document.activeElement.className.includes('cm-content')"
    panel.page.locator(".gl-files .gl-tab[aria-selected=true]").focus()
    keyboard.press("Tab")
    assert panel.page.evaluate(inside)
    keyboard.press("Tab")
    assert not panel.page.evaluate(inside)
    keyboard.press("Shift+Tab")
    keyboard.press("Control+Home")
    keyboard.press("Tab")
    assert panel.page.evaluate(inside)
    assert panel.code.startswith('    """The chat')
    keyboard.press("Shift+Tab")
    assert panel.code.startswith('"""The chat')
    keyboard.press("Escape")
    keyboard.press("Tab")
    assert panel.page.evaluate("document.activeElement.classList.contains('gl-check')")
    assert "Escape" in panel.page.locator(".gl-keys").inner_text()


def test_arrows_move_between_the_tabs(open_panel):
    panel = open_panel()
    panel.page.locator(".gl-below .gl-tab[aria-selected=true]").focus()
    panel.page.keyboard.press("ArrowRight")
    chosen = panel.page.locator(".gl-below .gl-tab[aria-selected=true]")
    assert chosen.inner_text() == text("browser_panel.parts.hints")
    panel.page.keyboard.press("Home")
    assert chosen.inner_text() == text("browser_panel.parts.tasks")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_every_part_fits_and_axe_finds_nothing(open_panel, axe, scheme, width):
    panel = open_panel(width=width, color_scheme=scheme)
    page = panel.page
    panel.write("one = 1  # mine\nclass A:\n    def b(self):\n        return 'c', 2, None\n")
    page.keyboard.press("Control+f")
    page.keyboard.type("one")
    for key in PARTS:
        panel.part(key)
        if key in ("solution", "break") and page.locator(".gl-question:visible").count():
            panel.press(text("browser_panel.solution.yes"))
        if key == "hints":
            page.locator(".gl-part:not([hidden]) .gl-main").click()
        found = axe.run(page, context=".gl-panel").response["violations"]
        assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == [], key
        assert page.evaluate("document.documentElement.scrollWidth") == width, key
    assert page.faults == []
