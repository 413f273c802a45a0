"""The labs in a second browser engine: a stock Firefox."""

import json
from urllib.parse import urlsplit

import pytest

from gateway_labs.lab.format import load_course
from gateway_labs.lab.process import Checker
from gateway_labs.lab.tree import read_tree, start_tree

from .conftest import missing
from .firefox import firefox, firefox_path

LAB = "05_echo_consumer"
FOCUS = "document.querySelector('gateway-lab .cm-content').focus()"
PASSED = "all 4 tasks pass"
NOTHING = "# nothing yet"
PANEL = "document.querySelector('gateway-lab').innerText"


@pytest.fixture(scope="module")
def page(site_address):
    if firefox_path() is None:
        missing("no Firefox was found. Debian: apt-get install firefox-esr")
    with firefox() as page:
        page.resize(1280, 900)
        page.goto(f"{site_address}labs/{LAB}/")
        page.wait_for("document.querySelector('gateway-lab .cm-content') !== null")
        yield page


@pytest.fixture(scope="module")
def course(root):
    return load_course(root)


def paths(page):
    return [urlsplit(address).path for address in page.requested]


def write(page, text):
    """Put `text` in the place of all that the editor has, as a person pastes it."""
    page.run(FOCUS)
    page.run(f"navigator.clipboard.writeText({json.dumps(text)})")
    page.press("ctrl+a", "ctrl+v")


def test_a_lab_is_solved_in_firefox(page, course):
    lab = course.by_id[LAB]
    assert not [path for path in paths(page) if "/runtime/" in path or "worker-" in path]
    write(page, NOTHING)
    page.press("ctrl+Enter")
    with Checker() as checker:
        empty = checker.check(
            lab, {**start_tree(course, lab), lab.edit[0]: NOTHING.encode()}
        ).first_failing
    shown = page.wait_for(f"{PANEL}.includes('Expected') && {PANEL}", 120)
    for part in (empty.did, empty.expected, empty.got):
        assert part in shown
    solution = read_tree(lab.folder / "solution")[lab.edit[0]].decode()
    write(page, solution)
    page.press("ctrl+Enter")
    page.wait_for(f"{PANEL}.includes({json.dumps(PASSED)})", 60)


def test_firefox_asks_no_other_host(page, site_address):
    hosts = {urlsplit(address).netloc for address in page.requested} - {""}
    assert hosts == {urlsplit(site_address).netloc}
