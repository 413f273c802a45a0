"""The catalogue of texts, and the chat page that takes all of its texts from it."""

import html
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from gateway_labs import strings
from gateway_labs.lab.chat_page import PAGE, PLACE, page_html
from gateway_labs.site.browser_manifest import TEXTS
from gateway_labs.strings import table, text

SOURCE = Path(strings.__file__).parent.parent
SHOWN = {"aria-label", "alt", "title", "placeholder", "lang"}
"""Attributes that a person reads or hears."""


@pytest.fixture
def chat_page():
    return table("chat_page")


def script_keys(texts):
    """The keys of a table's own tables, as the script writes them: "table.name"."""
    parts = {name: part for name, part in texts.items() if isinstance(part, dict)}
    return {f"{name}.{key}" for name, part in parts.items() for key in part}


def data_block(page):
    return re.search(r'<script type="application/json" id="texts">(.*?)</script>', page, re.S)[1]


def test_fills_in_the_fields_of_a_text():
    assert text("hint.last", n=3).endswith("labs solution 3")
    assert "{n}" in text("hint.last")


@pytest.mark.parametrize("key", ["none", "hint.none", "hint", "hint.last.more", "chat_page.wire"])
def test_a_missing_text_is_a_key_error(key):
    with pytest.raises(KeyError, match=re.escape(key)):
        text(key)


@pytest.mark.parametrize("name", ["none", "hint.last", "hint.none", "chat_page.none.more"])
def test_a_missing_table_is_a_key_error(name):
    with pytest.raises(KeyError, match=re.escape(name)):
        table(name)


def test_a_table_is_a_copy_with_its_fields_open():
    assert table("chat_page")["wire"] == table("chat_page.wire")
    table("chat_page.wire")["handshake"] = "changed"
    assert "{path}" in table("chat_page.wire")["handshake"]


def test_the_page_uses_each_of_its_texts_and_no_other(chat_page):
    used = PLACE.findall((PAGE / "index.html").read_text(encoding="utf-8"))
    names = {name.removeprefix("*") for name in used} - {"texts"}
    assert names == {name for name, value in chat_page.items() if isinstance(value, str)}


def test_the_script_uses_each_of_its_texts_and_no_other(chat_page):
    script = (PAGE / "chat.js").read_text(encoding="utf-8")
    used = set(re.findall(r'\bwords\(\s*"([^"]+)"', script))
    assert len(re.findall(r"\bwords\((?!key)", script)) == len(re.findall(r'\bwords\(\s*"', script))
    assert used <= script_keys(chat_page)
    # These two are looked up by a number, and by an event's kind.
    by_value = {key for key in script_keys(chat_page) if re.match(r"close_codes\.\d{4}$", key)}
    by_value |= {f"wire.{kind}" for kind in event_kinds()}
    assert used | by_value == script_keys(chat_page)


def event_kinds():
    """The kinds of events that the page gets and we name; the others are types of ASGI messages."""
    files = [SOURCE / "lab" / "chat_page.py", SOURCE / "trace" / "wire.py"]
    files += [SOURCE / "trace" / "event.py"]
    sources = "".join(file.read_text(encoding="utf-8") for file in files)
    return set(re.findall(r'Event\(who, "([^"]+)"', sources))


def test_the_page_holds_no_text_of_its_own():
    found = []

    class Texts(HTMLParser):
        def handle_data(self, data):
            found.append(data)

        def handle_starttag(self, tag, attrs):
            found.extend(value for name, value in attrs if name in SHOWN)

    Texts().feed((PAGE / "index.html").read_text(encoding="utf-8"))
    assert len(found) > 20
    assert not [shown for shown in found if PLACE.sub("", shown).strip()]


def test_every_place_is_filled_in(chat_page):
    page = page_html(chat_page)
    assert not PLACE.search(page)
    assert f"<title>{html.escape(chat_page['title'])}</title>" in page
    assert f'lang="{chat_page["lang"]}"' in page
    tables = {name: value for name, value in chat_page.items() if isinstance(value, dict)}
    assert json.loads(data_block(page)) == tables


def test_no_text_becomes_html_but_by_its_marks(chat_page):
    chat_page |= {"wire_list": '"><b>', "heading": "**a** {{title}}"}
    chat_page["send_note"] = '**<i>** `{"a": 1}` ** → **←**'
    chat_page["wire"]["return"] = "</script><!--<script>"
    page = page_html(chat_page)
    assert 'aria-label="&quot;&gt;&lt;b&gt;"' in page
    assert "<h1>**a** {{title}} <span>" in page
    assert "<b>&lt;i&gt;</b> <code>{&quot;a&quot;: 1}</code> **" in page
    assert "<" not in data_block(page)
    assert json.loads(data_block(page))["wire"]["return"] == "</script><!--<script>"


def test_a_place_without_a_text_is_a_key_error(chat_page):
    del chat_page["clear"]
    with pytest.raises(KeyError, match="clear"):
        page_html(chat_page)


# The scripts of the labs' pages, which get their tables in manifest.json


LABS = SOURCE / "web" / "labs"
TABLES = {name for part, name in TEXTS.items() if name.startswith("browser_")}
CALL = re.compile(r"\bwords(?:\?\.)?\(\s*(?P<key>[^,()]*)")


def lab_scripts():
    paths = {path.relative_to(LABS).as_posix(): path for path in sorted(LABS.rglob("*.js"))}
    return {name: path.read_text(encoding="utf-8") for name, path in paths.items()}


def literals(script):
    """Each key that a script asks for, as it stands there."""
    return {key for call in CALL.finditer(script) for key in re.findall(r'"([^"]+)"', call["key"])}


def keys_of(texts, before=""):
    """Each key of a table, and of the tables in it: "name", "part.name"."""
    for name, value in texts.items():
        if isinstance(value, dict):
            yield from keys_of(value, f"{before}{name}.")
        else:
            yield before + name


@pytest.mark.parametrize("name", sorted(TABLES))
def test_each_text_of_a_lab_page_is_used_by_a_script(name):
    used = set().union(*map(literals, lab_scripts().values()))
    assert set(keys_of(table(name))) - used == set()


@pytest.mark.parametrize("script", lab_scripts())
def test_each_text_that_a_lab_page_asks_for_is_there(script):
    known = {key for name in TABLES for key in keys_of(table(name))}
    assert literals(lab_scripts()[script]) - known == set()


@pytest.mark.parametrize("script", lab_scripts())
def test_a_lab_page_asks_for_a_text_by_its_name(script):
    """A key that is put together can't be found by the tests above."""
    source = re.sub(r"/\*.*?\*/|//[^\n]*", "", lab_scripts()[script], flags=re.DOTALL)
    calls = [call["key"] for call in CALL.finditer(source)]
    assert [key for key in calls if not re.search(r'"[\w.]+"', key)] == []


def test_the_fields_of_the_small_script_are_none():
    """It does not fill any in."""
    assert not [text for text in table("browser_boot").values() if "{" in text]
