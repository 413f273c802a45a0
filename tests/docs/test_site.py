"""The built site: what its HTML promises. tests/browser/ looks at it in a real browser."""

import json
import posixpath
import re
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup

from gateway_labs.lab.format import load_course

PAGES = [
    "",
    "guide/cgi-wsgi-asgi/",
    "guide/wsgi/",
    "guide/asgi/",
    "guide/threads-and-tasks/",
    "guide/consumers/",
    "guide/routing/",
    "walkthroughs/",
    "walkthroughs/wsgi_handler/",
    "walkthroughs/asgi_handler/",
    "walkthroughs/base_handler/",
    "walkthroughs/what_changed/",
    "notebooks/wsgi_by_hand/",
    "notebooks/asgi_by_hand/",
    "notebooks/middleware_onion/",
    "reference/claims/",
    "reference/asgi-messages/",
    "reference/close-codes/",
    "reference/glossary/",
    "reference/browser-labs/",
    "labs/",
    "labs/01_wsgi_app/",
    "labs/02_asgi_http/",
    "labs/03_asgi_websocket/",
    "labs/04_both_handlers/",
    "labs/05_echo_consumer/",
    "labs/06_routing/",
    "labs/07_asgi_application/",
]
"""What the site must have. A new page needs no line here: the tests below look at every page."""


@dataclass(frozen=True)
class Page:
    site: Path
    path: str
    """Relative to the site, with "/" for a folder: "guide/wsgi/index.html"."""

    @cached_property
    def text(self) -> str:
        return (self.site / self.path).read_text(encoding="utf-8")

    @cached_property
    def html(self) -> BeautifulSoup:
        return BeautifulSoup(self.text, "html.parser")

    @cached_property
    def article(self):
        return self.html.select_one("article")

    @cached_property
    def ids(self) -> list[str]:
        return [element["id"] for element in self.html.select("[id]")]

    def resolve(self, link: str) -> tuple[str, str]:
        """The file and the fragment that a relative link leads to."""
        parts = urlsplit(link)
        path = posixpath.normpath(posixpath.join(posixpath.dirname(self.path), unquote(parts.path)))
        if not parts.path:
            path = self.path
        elif (self.site / path).is_dir():
            path = posixpath.normpath(posixpath.join(path, "index.html"))
        return path, unquote(parts.fragment)


@pytest.fixture(scope="module")
def pages(built_site) -> dict[str, Page]:
    """Each page of the site by its path, without the error page."""
    paths = [path.relative_to(built_site).as_posix() for path in built_site.rglob("*.html")]
    return {path: Page(built_site, path) for path in sorted(paths) if path != "404.html"}


def is_external(link: str) -> bool:
    return bool(urlsplit(link).scheme or urlsplit(link).netloc)


def test_planned_pages_are_there(pages):
    assert [page for page in PAGES if f"{page}index.html" not in pages] == []


LOADING_RELS = {
    "stylesheet",
    "icon",
    "preload",
    "modulepreload",
    "prefetch",
    "preconnect",
    "dns-prefetch",
    "manifest",
    "apple-touch-icon",
}
IN_CSS = re.compile(r"(?:url\(\s*|@import\s+)[\"']?(?P<address>[^\"')\s;]+)")


def loaded_by(page: Page) -> list[str]:
    """What a browser fetches for a page without being asked to: not its links."""
    found = [element["src"] for element in page.html.select("[src]")]
    found += [element["data"] for element in page.html.select("object[data]")]
    for element in page.html.select("[srcset]"):
        found += [part.split()[0] for part in element["srcset"].split(",")]
    for element in page.html.select("link[href]"):
        if LOADING_RELS & set(element["rel"]):
            found.append(element["href"])
    found += [element["href"] for element in page.html.select("use[href], image[href]")]
    styles = [style.text for style in page.html.select("style")]
    styles += [element["style"] for element in page.html.select("[style]")]
    return found + [address for style in styles for address in in_css(style)]


def in_css(css: str) -> list[str]:
    return [match["address"] for match in IN_CSS.finditer(css)]


def test_no_page_loads_anything_from_another_host(pages):
    found = [
        (page.path, address)
        for page in pages.values()
        for address in loaded_by(page)
        if is_external(address) and not address.startswith("data:")
    ]
    assert found == []


def test_no_style_sheet_loads_anything_from_another_host(built_site):
    found = [
        (path.name, address)
        for path in built_site.rglob("*.css")
        for address in in_css(path.read_text(encoding="utf-8"))
        if is_external(address) and not address.startswith("data:")
    ]
    assert found == []


def test_no_page_knows_where_the_site_is_mounted(pages):
    found = [
        (page.path, address)
        for page in pages.values()
        for address in loaded_by(page) + [a["href"] for a in page.html.select("a[href]")]
        if address.startswith("/")
    ]
    assert found == []


def is_place(fragment, page):
    """Is it the id of an element, or a step of a player that the page has?"""
    if not fragment.startswith("scenario="):
        return fragment in page.ids
    wanted = {key: value for key, _, value in (part.partition("=") for part in fragment.split("&"))}
    player = page.html.select_one(f"gateway-player[scenario={wanted['scenario']}]")
    gateways = player["gateways"].split() if player else []
    return wanted["gateway"] in gateways and wanted["step"].isdecimal()


def test_every_internal_link_and_anchor_holds(pages, built_site):
    broken = []
    for page in pages.values():
        for link in {a["href"] for a in page.html.select("a[href]")}:
            if is_external(link):
                continue
            path, fragment = page.resolve(link)
            there = path in pages or (built_site / path).is_file()
            if not there or (fragment and path in pages and not is_place(fragment, pages[path])):
                broken.append((page.path, link))
    assert broken == []


def test_ids_are_unique(pages):
    doubled = {
        page.path: sorted({name for name in page.ids if page.ids.count(name) > 1})
        for page in pages.values()
    }
    assert {path: names for path, names in doubled.items() if names} == {}


def test_each_page_has_a_title_and_a_description_of_its_own(pages):
    for part, select in (("title", "head > title"), ("description", "meta[name=description]")):
        found: dict[str, str] = {}
        for page in pages.values():
            element = page.html.select_one(select)
            words = element.get("content") or element.text if element else ""
            assert len(words) > 10, f"{page.path} has no {part}"
            assert words not in found, f"{page.path} and {found.get(words)} have the same {part}"
            found[words] = page.path


def test_each_page_has_one_main_heading(pages):
    assert [page.path for page in pages.values() if len(page.article.select("h1")) != 1] == []


def test_each_edit_link_leads_to_a_file_of_the_repository(pages, root):
    for page in pages.values():
        edit = page.html.select_one("a[rel=edit]")
        assert edit, f"{page.path} has no edit link"
        source = edit["href"].partition("/edit/main/")[2]
        assert (root / source).is_file(), f"{page.path}: no file {source}"


def test_one_can_read_all_pages_with_next(pages):
    path, seen = "index.html", []
    while path not in seen:
        seen.append(path)
        following = pages[path].html.select_one("a.md-footer__link--next")
        if following:
            path, _ = pages[path].resolve(following["href"])
    assert sorted(seen) == sorted(pages)


def without_code(article) -> BeautifulSoup:
    rest = BeautifulSoup(str(article), "html.parser")
    for code in rest.select("pre, code"):
        code.decompose()
    return rest


def test_no_page_is_empty_or_unfinished(pages):
    for page in pages.values():
        assert len(page.article.get_text(" ").split()) > 150, f"{page.path} is nearly empty"
        words = without_code(page.article).get_text(" ")  # Django's own source may say FIXME
        left = re.search(r"\b(TODO(?!\()|FIXME|XXX|lorem ipsum)\b", words, re.IGNORECASE)
        assert not left, f"{page.path}: {left[0]}"


def test_no_markdown_is_left_in_a_page(pages):
    """A fence, an admonition or a snippet that was not understood is shown as it was written."""
    raw = re.compile(
        r"```|^\s*(\?\?\?|!!!)\s|-{2,}8<-{2,}|<!-- labs|\]\([^)\s]+\.md[)#]", re.MULTILINE
    )
    for page in pages.values():
        found = raw.search(without_code(page.article).get_text())
        assert not found, f"{page.path}: {found[0]}"


def test_each_drawing_has_a_text_alternative(pages):
    drawings = 0
    for page in pages.values():
        for figure in page.article.select(".gl-drawing"):
            drawings += 1
            assert figure.select("ol > li, ul > li"), page.path
            assert all(item.get_text(strip=True) for item in figure.select("li")), page.path
    assert drawings > 10


def test_each_picture_has_a_text_alternative(pages):
    for page in pages.values():
        for image in page.article.select("img"):
            assert image.get("alt"), f"{page.path}: {image}"
        for picture in page.article.select("svg"):
            hidden = picture.find_parent(class_="twemoji") or picture.find_parent("a", title=True)
            named = (
                picture.get("aria-label") or picture.get("aria-hidden") or picture.select("title")
            )
            assert hidden or named, f"{page.path}: {str(picture)[:80]}"


def test_no_page_names_a_folder_of_the_machine_that_built_it(pages, root):
    folders = {str(root), sys.prefix, str(Path.home()), sys.base_prefix} - {"/", "/usr", "/root"}
    for page in pages.values():
        assert [folder for folder in folders if folder in page.text] == [], page.path


def test_footer_names_django_its_licence_and_the_versions(pages):
    footer = pages["index.html"].html.select_one(".gl-footer").text
    assert re.search(r"installed Django \d+\.\d+", footer)
    assert "BSD licence" in footer
    assert re.search(r"Python 3\.\d+\.\d+, Channels \d", footer)


def test_overview_lists_each_lab_once(pages, root):
    cards = [a["href"] for a in pages["labs/index.html"].article.select(".gl-labs a")]
    assert cards == [f"{lab.id}/" for lab in load_course(root).labs]


# The labs in the browser


@pytest.fixture(scope="module")
def manifest(built_site) -> dict:
    path = built_site / "assets" / "labs" / "manifest.json"
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def labs(built_site, root) -> dict[str, dict]:
    """The data of each lab, by the path of its page."""
    found = {}
    for lab in load_course(root).labs:
        text = (built_site / "labs" / lab.id / "lab.json").read_text(encoding="utf-8")
        found[f"labs/{lab.id}/index.html"] = json.loads(text)
    return found


def test_each_lab_page_has_a_panel_and_two_pages_have_the_board(pages, labs):
    with_panel = [page.path for page in pages.values() if page.html.select("gateway-lab")]
    assert with_panel == [page.path for page in pages.values() if page.html.select(".gl-lab-page")]
    assert with_panel == sorted(labs)
    with_board = [page.path for page in pages.values() if page.html.select("gateway-board")]
    assert with_board == ["index.html", "labs/index.html"]


def test_each_element_names_files_that_are_there(pages, built_site):
    for page in pages.values():
        for element in page.html.select("gateway-lab, gateway-board"):
            for name in ("data", "manifest"):
                path, _ = page.resolve(element.get(name, ""))
                assert (built_site / path).is_file(), (page.path, name)


def test_the_links_of_a_lab_lead_to_a_place_of_the_site(pages, labs):
    broken = []
    for path, lab in labs.items():
        hints = [hint for task in lab["tasks"] for hint in task["hints"]]
        links = [
            a["href"] for h in hints for a in BeautifulSoup(h, "html.parser").select("a[href]")
        ]
        links += [doc["url"] for task in lab["tasks"] for doc in task["docs"]]
        links += [f"#{task['anchor']}" for task in lab["tasks"]]
        links += [lab["next"]["url"]] if lab["next"] else []
        for link in filter(lambda link: not is_external(link), links):
            there, fragment = pages[path].resolve(link)
            if there not in pages or (fragment and fragment not in pages[there].ids):
                broken.append((path, link))
    assert broken == []


def test_the_manifest_leads_to_each_lab(manifest, labs, built_site):
    there = Page(built_site, "assets/labs/manifest.json")
    found = {there.resolve(entry["url"])[0]: entry for entry in manifest["labs"]}
    assert list(found) == list(labs)
    for path, entry in found.items():
        data, _ = there.resolve(entry["data"])
        assert json.loads((built_site / data).read_text(encoding="utf-8")) == labs[path]
        assert entry["digest"] == labs[path]["digest"]


def test_the_manifest_names_files_that_are_there(manifest, built_site):
    if manifest["state"] == "absent":
        assert manifest["reason"]
        return
    folder = built_site / "assets" / "labs"
    names = [manifest["worker"]]
    names += [manifest[bundle][kind] for bundle in ("panel", "board") for kind in ("js", "css")]
    for part in manifest["runtime"]["files"].values():
        names.append(part["path"])
        assert (folder / part["path"]).stat().st_size == part["bytes"]
    assert [name for name in names if not (folder / name).is_file()] == []
    assert not [name for name in names if not re.search(r"-[0-9a-f]{8,}\.\w+$", name)]


def test_a_local_task_is_named_in_its_lab_and_on_the_page_about_the_browser(pages, labs):
    listed = pages["reference/browser-labs/index.html"].article.get_text()
    for path, lab in labs.items():
        local = [task for task in lab["tasks"] if task["where"] == "local"]
        words = pages[path].article.get_text()
        assert words.count("A browser can't check this task.") == len(local)
        for task in local:
            assert f"Lab {lab['number']}, task {task['n']}: {task['title']}" in listed
