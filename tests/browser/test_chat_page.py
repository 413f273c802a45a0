"""The chat page of `labs run`, with the solution of lab 07 behind it, in a real browser."""

import contextlib
import re
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

import pytest

from gateway_labs.lab.format import load_course
from gateway_labs.lab.serve import free_port
from gateway_labs.lab.tree import end_tree, write_tree

WAIT = 60
TRIES = 5
SETTLE = 1000
"""Milliseconds: longer than the server's own look at the files."""


@dataclass
class Served:
    address: str
    root: Path
    process: subprocess.Popen

    def stop(self):
        self.process.terminate()
        self.process.wait(WAIT)


@pytest.fixture
def served(tmp_path, root):
    """The end state of lab 07, served with the page beside it, on a free port."""
    course = load_course(root)
    lab = course.find("07")
    write_tree(end_tree(course, lab), tmp_path)
    port = free_port(0)
    command = [sys.executable, "-u", "-m", "gateway_labs.lab.serve", "--root", tmp_path]
    run = ["--application", lab.run.application, "--path", lab.run.path, "--port", str(port)]
    with subprocess.Popen(
        [*command, *run], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, encoding="utf-8"
    ) as process:
        found = Served(f"http://127.0.0.1:{port}/_labs/", tmp_path, process)
        assert any("is served" in line for line in process.stdout)
        drain = threading.Thread(target=process.stdout.read, daemon=True)
        drain.start()
        yield found
        found.stop()
        drain.join(WAIT)


@pytest.fixture
def open_tab(browser, served):
    """`open_tab(width=390)`: the chat page in a tab; all tabs share one window's context."""
    with contextlib.ExitStack() as stack:
        context = browser.new_context()
        context.set_default_timeout(WAIT * 1000)
        stack.callback(context.close)
        faults = []

        def open_one(width=1280, connect=True):
            page = context.new_page()
            page.set_viewport_size({"width": width, "height": 900})
            page.on("pageerror", lambda error: faults.append(str(error)))
            page.goto(served.address)
            expect(page.locator("#server")).to_have_text("The server runs")
            if connect:
                page.get_by_role("button", name="Connect", exact=True).click()
                expect(page.locator("#socket")).to_have_text("Connected to /ws/chat/lobby/")
            return page

        yield open_one
    assert not faults


def expect(locator):
    from playwright.sync_api import expect

    expect.set_options(timeout=WAIT * 1000)
    return expect(locator)


def chat(page):
    return page.locator("#chat li")


def wire(page, who, arrow, event):
    """The lines of the wire list for a client, a direction and a text in the event."""
    pattern = re.compile(rf"^{who}( \(this tab\))? {arrow} .*{event}")
    return page.locator("#wire li").filter(has_text=pattern)


def type_and(page, text, button=None):
    page.get_by_label("Message", exact=True).fill(text)
    if button is None:
        page.keyboard.press("Enter")
    else:
        page.get_by_role("button", name=button, exact=True).click()


def test_two_tabs_exchange_a_message_and_both_see_the_frames(open_tab):
    first, second = open_tab(), open_tab()
    type_and(first, "hello <b>there</b>")
    expect(chat(first)).to_have_text(["hello <b>there</b>you", "hello <b>there</b>room lobby"])
    for page in (first, second):
        expect(wire(page, "#1", "→", r"websocket\.receive .*hello")).to_have_count(1)
        expect(wire(page, "#1", "←", r"websocket\.send .*hello")).to_have_count(1)
    type_and(second, "and here")
    for page in (first, second):
        expect(wire(page, "#2", "→", r"websocket\.receive .*and here")).to_have_count(1)
        expect(wire(page, "#2", "←", r"websocket\.send .*and here")).to_have_count(1)
    # Lab 07 is an echo: no tab hears the other one. The page says so.
    expect(chat(second)).to_have_text(["and hereyou", "and hereroom lobby"])
    expect(chat(first)).to_have_count(2)
    expect(first.get_by_text("it answers only the tab that spoke")).to_be_visible()
    expect(first.locator("#who")).to_have_text("you are #1")
    expect(second.locator("#who")).to_have_text("you are #2")


def test_bad_frames_get_an_error_in_words(open_tab):
    page = open_tab()
    type_and(page, "not JSON", "Send raw")
    expect(chat(page).nth(1)).to_contain_text("Error: Send a JSON object")
    type_and(page, "bytes", "Send binary")
    expect(chat(page).nth(3)).to_contain_text("Error: Send text, not bytes.")
    expect(wire(page, "#1", "→", "bytes=b'bytes'")).to_have_count(1)
    type_and(page, "still here")
    expect(chat(page).nth(5)).to_contain_text("still here")


def test_says_how_a_connection_ended_and_connects_again(open_tab):
    page = open_tab()
    page.get_by_role("button", name="Disconnect").click()
    expect(page.locator("#socket")).to_have_text("Closed, close code 1000: a normal end.")
    expect(wire(page, "#1", "→", r"websocket\.disconnect code=1000")).to_have_count(1)
    page.get_by_label("Room").fill("no such/room")
    page.get_by_role("button", name="Reconnect").click()
    expect(page.locator("#socket")).to_contain_text("Not let in, close code 1006")
    expect(wire(page, "#2", "←", "exception: ValueError: No route found")).to_have_count(1)
    page.get_by_label("Room").fill("채팅")
    page.get_by_role("button", name="Reconnect").click()
    expect(page.locator("#socket")).to_have_text("Connected to /ws/chat/채팅/")


def test_a_save_is_loaded_and_the_page_says_so(open_tab, served):
    page = open_tab()
    consumers = served.root / "chat" / "consumers.py"
    good = consumers.read_text(encoding="utf-8")
    consumers.write_text("1 / 0\n" + good, encoding="utf-8")
    expect(page.get_by_role("alert")).to_contain_text("ZeroDivisionError")
    expect(page.get_by_role("alert")).to_contain_text('File "chat/consumers.py", line 1')
    consumers.write_text(good, encoding="utf-8")
    expect(page.locator("#server")).to_have_text("The server runs")
    expect(page.get_by_role("alert")).to_be_hidden()
    connect_again(page)
    type_and(page, "back again")
    expect(chat(page).last).to_contain_text("back again")


def connect_again(page):
    """Reconnect, also if the server loads the work once more: a save may be seen in two steps."""
    for _ in range(TRIES):
        page.get_by_role("button", name="Reconnect").click()
        expect(page.locator("#socket")).not_to_contain_text("Connecting")
        page.wait_for_timeout(SETTLE)
        if "Connected" in page.locator("#socket").inner_text():
            return


def test_says_that_the_server_has_stopped(open_tab, served):
    page = open_tab()
    served.stop()
    expect(page.locator("#server")).to_contain_text("The server has stopped")
    expect(page.locator("#socket")).to_contain_text("Closed, close code 1006")
    expect(page.get_by_role("button", name="Reconnect")).to_be_enabled()


def test_works_by_keyboard_on_a_narrow_screen(open_tab):
    page = open_tab(width=390, connect=False)
    page.keyboard.press("Tab")
    expect(page.locator("#room")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Message", exact=True)).to_be_focused()
    page.keyboard.type("by keyboard")
    page.keyboard.press("Enter")
    expect(chat(page).last).to_contain_text("by keyboard")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
