"""The page "ASGI messages" against asgiref's types, and what its programs show."""

import re
from pathlib import Path
from typing import get_args, get_type_hints

import asgiref.typing
import pytest

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "asgi-messages.md"
SECTION = re.compile(r"^### (?P<title>.+?) \{ #[\w-]+ \}\n(?P<body>.*?)(?=^##|\Z)", re.M | re.S)
ROW = re.compile(r"^\| `(\w+)` \| (.+?) \| (.+?) \|$", re.M)

NAMES = {
    bool: "bool",
    int: "int",
    str: "str",
    bytes: "bytes",
    str | None: "str",
    bytes | None: "bytes",
}
SCOPES = {
    "http": "The http scope",
    "websocket": "The websocket scope",
    "lifespan": "The lifespan scope",
}


def asgiref_types() -> dict[str, dict[str, object]]:
    """Title of the section to the keys and types of each TypedDict that has a literal `type`."""
    found = {}
    for value in vars(asgiref.typing).values():
        if not hasattr(value, "__required_keys__") or "type" not in value.__annotations__:
            continue
        hints = get_type_hints(value)
        (type_name,) = get_args(hints.pop("type"))
        found[SCOPES.get(type_name, type_name)] = hints
    return found


def sections() -> dict[str, dict[str, str]]:
    """Title of the section to its table: key to type, as the page has them."""
    page = PAGE.read_text(encoding="utf-8")
    return {
        section["title"]: {key: kind for key, kind, _ in ROW.findall(section["body"])}
        for section in SECTION.finditer(page)
    }


def test_page_has_each_scope_and_each_message_of_asgiref():
    assert sections().keys() == asgiref_types().keys()


@pytest.mark.parametrize("title", asgiref_types())
def test_page_has_the_keys_of_asgiref(title):
    assert sections()[title].keys() == asgiref_types()[title].keys()


@pytest.mark.parametrize("title", asgiref_types())
def test_page_has_the_simple_types_of_asgiref(title):
    page = sections()[title]
    for key, kind in asgiref_types()[title].items():
        if kind in NAMES:
            assert page[key] == NAMES[kind], key
        elif key == "headers":
            assert page[key] == "pairs of bytes"


def test_page_links_each_table_entry_to_a_section():
    page = PAGE.read_text(encoding="utf-8")
    anchors = set(re.findall(r"\{ #([\w-]+) \}", page))
    assert set(re.findall(r"\]\(#([\w-]+)\)", page)) <= anchors


def test_django_cuts_bodies_and_reads_all_of_the_request(run_snippet):
    assert run_snippet("snippets/messages/django_http.py").stdout.splitlines() == [
        "/empty/ sends",
        "  http.response.start {'status': 200, 'headers': ['Content-Type']}",
        "  http.response.body {'body': '0 bytes', 'more_body': False}",
        "/large/ sends",
        "  http.response.start {'status': 200, 'headers': ['Content-Type']}",
        "  http.response.body {'body': '65536 bytes', 'more_body': True}",
        "  http.response.body {'body': '34464 bytes', 'more_body': False}",
        "/stream/ sends",
        "  http.response.start {'status': 200, 'headers': ['Content-Type']}",
        "  http.response.body {'body': '3 bytes', 'more_body': True}",
        "  http.response.body {'body': '3 bytes', 'more_body': True}",
        "  http.response.body {}",
        "a body in three messages: the view reads 10 bytes",
        "a disconnect before the end of the body: messages sent 0 - views run 0",
    ]


def test_consumer_sends_and_gets_the_messages_of_the_page(run_snippet):
    assert run_snippet("snippets/messages/consumer.py").stdout.splitlines() == [
        "the consumer sends",
        "  {'type': 'websocket.accept', 'subprotocol': None}",
        "  {'type': 'websocket.send', 'text': 'text'}",
        "  {'type': 'websocket.send', 'bytes': b'bytes'}",
        "  {'type': 'websocket.close'}",
        "  {'type': 'websocket.close', 'code': 4000, 'reason': 'done'}",
        r"its methods were called: receive(text_data=None, bytes_data=b'\x00'); disconnect(1001)",
        "an unknown event: ValueError: No handler for message type websocket.unknown",
        "lifespan: ValueError: No application configured for scope type 'lifespan'",
    ]
