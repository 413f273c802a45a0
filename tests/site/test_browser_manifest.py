"""manifest.json, and the elements of pages that read it."""

import json
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from mkdocs.structure.toc import get_toc

from gateway_labs.lab.format import load_course
from gateway_labs.lab.progress import lab_digest, tree_digest
from gateway_labs.lab.tree import start_tree
from gateway_labs.site import browser_manifest
from gateway_labs.site.browser_elements import with_elements, with_page_class
from gateway_labs.site.browser_manifest import boot_uri, lab_entries, manifest, manifest_json
from gateway_labs.site.labs import page_uri
from gateway_labs.strings import table


def test_without_the_bundles_it_says_that_there_are_none():
    made = manifest({}, [])
    parts = {"panel", "report", "try_it", "chat", "board", "runtime", "boot"}
    assert made.pop("texts").keys() == parts
    assert made == {
        "version": 1,
        "state": "absent",
        "step": None,
        "reason": None,
        "panel": None,
        "board": None,
        "worker": None,
        "runtime": None,
        "versions": {},
        "labs": [],
    }


def test_what_is_prepared_is_taken_as_it_is_and_nothing_else():
    prepared = {"state": "preparing", "step": "fetches", "panel": {"js": "p.js", "css": "p.css"}}
    made = manifest(prepared | {"boot": "boot.js"}, [{"id": "01"}])
    assert prepared.items() <= made.items()
    assert "boot" not in made
    assert made["labs"] == [{"id": "01"}]


@pytest.mark.parametrize(("part", "name"), browser_manifest.TEXTS.items())
def test_it_has_the_texts_of_each_script(part, name):
    assert manifest({}, [])["texts"][part] == table(name)


def page_of(lab):
    tasks = [
        {"name": f"Task {t.n}", "id": f"t{t.n}", "level": 2, "children": []} for t in lab.tasks
    ]
    toc = [{"name": "Lab", "id": "lab", "level": 1, "children": tasks}]
    return SimpleNamespace(url=f"labs/{lab.id}/", toc=get_toc(toc))


def test_a_lab_has_an_entry_with_addresses_that_start_at_the_manifest(root):
    course = load_course(root)
    entries = lab_entries(course, {page_uri(lab): page_of(lab) for lab in course.labs})
    assert [entry["id"] for entry in entries] == [lab.id for lab in course.labs]
    lab = course.labs[4]
    assert entries[4] == {
        "id": "05_echo_consumer",
        "number": 5,
        "title": lab.title,
        "url": "../../labs/05_echo_consumer/",
        "tasks": len(lab.tasks),
        "anchors": [f"t{task.n}" for task in lab.tasks],
        "local": [],
        "digest": lab_digest(lab),
        "start": tree_digest(start_tree(course, lab)),
        "data": "../../labs/05_echo_consumer/lab.json",
    }
    assert entries[6]["local"] == [3, 4]


def test_the_same_state_gives_the_same_text():
    assert manifest_json({"state": "ready"}, []) == manifest_json({"state": "ready"}, [])
    assert json.loads(manifest_json({"state": "ready"}, []))["state"] == "ready"


def test_the_script_is_small_and_imports_nothing():
    script = browser_manifest.boot_script()
    assert len(script.encode()) < 3 * 1024
    assert "import " not in script
    assert boot_uri().startswith("assets/labs/boot-")


def test_its_name_changes_with_its_content(monkeypatch):
    before = boot_uri()
    monkeypatch.setattr(browser_manifest, "boot_script", lambda: "other")
    assert boot_uri() != before


@pytest.mark.parametrize(
    ("line", "name", "data"),
    [("<!-- lab panel -->", "lab", "lab.json"), ("<!-- labs board -->", "board", None)],
)
def test_a_line_becomes_an_element_that_takes_no_words_from_the_page(line, name, data):
    html = with_elements(f"before\n\n{line}\n\nafter", lambda path: f"../../{path}")
    place = BeautifulSoup(html, "html.parser").select_one(f"#{name}.gl-{name}-place")
    element = place.select_one(f"gateway-{name}")
    assert element.get("data") == data
    assert element["manifest"] == "../../assets/labs/manifest.json"
    assert element["unread"]
    assert place.select_one("script[type=module]")["src"] == f"../../{boot_uri()}"
    assert place.get_text() == ""
    assert html.startswith("before\n\n<div")


def test_a_line_inside_of_other_words_stays():
    markdown = "Write `<!-- lab panel -->` there.\n"
    assert with_elements(markdown, str) == markdown


def test_a_page_with_a_panel_is_marked_before_its_text():
    page = '<body><div class="md-container" data-md-component="container">{}</div>'
    html = with_page_class(page.format('<gateway-lab data="lab.json"></gateway-lab>'))
    parsed = BeautifulSoup(html, "html.parser")
    assert parsed.select_one(".md-container.gl-lab-page[data-md-component] > gateway-lab")
    assert "js" in parsed.select_one("body > script").text
    assert with_page_class(page.format("text")) == page.format("text")
