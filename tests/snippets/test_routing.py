"""The facts that docs/guide/routing.md states, asked of its programs."""

import runpy
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "snippets" / "routing"


def snippet(name):
    return runpy.run_path(str(FOLDER / f"{name}.py"))


def lines(run_snippet, name):
    return run_snippet(f"snippets/routing/{name}.py").stdout.splitlines()


def test_protocol_type_router_has_no_default():
    outcome = snippet("by_protocol")["outcome"]
    assert outcome("http") == "http.response.start"
    assert outcome("websocket") == "websocket.accept"
    assert outcome("lifespan").startswith("ValueError: No application configured")


def test_url_route_holds_what_the_pattern_captured():
    url_route = snippet("by_path")["url_route"]
    assert url_route("/ws/rooms/7/") == {"args": (), "kwargs": {"number": 7, "kind": "numbered"}}
    assert url_route("/ws/chat/lobby/") == {"args": (), "kwargs": {"room": "lobby"}}
    assert url_route("/ws/old/lobby/") == {"args": ("lobby",), "kwargs": {}}
    assert "No route found" in url_route("/ws/rooms/seven/")


def test_only_as_asgi_gives_each_connection_an_instance(run_snippet):
    found = [line.strip() for line in lines(run_snippet, "as_asgi")]
    assert found[1] == found[2] == "hello, connection 1 of this instance"
    assert found[4] == "welcome, connection 1 of this instance"
    assert found[7].startswith("TypeError")
    assert found[-1] == "hello, connection 2 of this instance"


def test_anchors_decide_which_paths_are_admitted():
    table = dict(snippet("anchors")["table"]())
    assert table[r"ws/chat/(?P<room>\w+)/"] == [True, True, True, True]
    assert table[r"^ws/chat/(?P<room>\w+)/"] == [True, False, True, True]
    for whole in (
        r"ws/chat/(?P<room>\w+)/$",
        r"^ws/chat/(?P<room>\w+)/$",
        r"^ws/chat/(?P<room>\w+)/\Z",
        "ws/chat/<slug:room>/",
    ):
        assert table[whole] == [True, False, False, False], whole


def test_newline_gets_in_by_dollar_before_a_router_and_by_the_characters_of_the_room():
    facts = dict(snippet("newline")["facts"]())
    assert facts["nested router, `$`"]
    assert not facts["nested router, `\\Z`"]
    assert facts["room is [^/]+"]
    assert not facts["room is \\w+"]


@pytest.mark.parametrize(
    ("title", "admitted"),
    [
        (r"(?P<room>\w+)", {"lobby", "채팅", "\u0661"}),
        (r"(?P<room>[a-z0-9-]+)", {"lobby", "a-b"}),
        ("<slug:room>", {"lobby", "a-b"}),
        ("<str:room>", {"lobby", "a-b", "채팅", "a b", "\u0661"}),
    ],
)
def test_pattern_decides_which_rooms_there_are(title, admitted):
    names = snippet("room_names")
    got = {name for name in names["ROOMS"] if names["room"](names["ROUTES"][title], name) == name}
    assert got == admitted


def test_nesting_works_unless_middleware_hides_a_path():
    nesting = snippet("nesting")
    got = {title: nesting["kwargs"](route) for title, route in nesting["ROUTES"].items()}
    both = {"kind": "rooms", "number": 7}
    assert got["path, inner router"] == got["re_path, inner router"] == both
    assert got["re_path, middleware, inner router"] == both
    assert got["path, middleware, inner router"].startswith("ValueError: No route found")
    assert got["path, include()"].startswith("ImproperlyConfigured")


def test_no_route_raises_and_a_last_route_refuses(run_snippet):
    found = [line.split(None, 2) for line in lines(run_snippet, "no_route")]
    assert [words[2].partition(":")[0] for words in found] == [
        "accepted",
        "the application raises ValueError",
        "accepted",
        "refused",
    ]


@pytest.mark.parametrize(
    ("root_path", "url", "found"),
    [
        ("", "/ws/chat/", True),
        ("/app", "/app/ws/chat/", True),
        ("", "/app/ws/chat/", False),
        ("/app", "/ws/chat/", False),
    ],
)
def test_root_path_is_taken_off_the_path(root_path, url, found):
    assert (snippet("root_path")["outcome"](root_path, url) == "found") is found


def test_consumers_are_imported_after_the_apps_are_loaded():
    order = snippet("import_order")
    assert order["imported"](order["WRONG"]).startswith("AppRegistryNotReady")
    assert order["imported"](order["RIGHT"]) == "imported"


def test_first_app_with_runserver_wins():
    apps = snippet("installed_apps")
    got = {title: apps["runserver"](order) for title, order in apps["ORDERS"].items()}
    assert got["daphne, then staticfiles"] == ("daphne", [])
    assert got["staticfiles, then daphne"][1] == ["daphne.E001"]
    assert got["staticfiles alone"] == ("django.contrib.staticfiles", [])


def test_handshake_at_the_wsgi_development_server_is_not_found(run_snippet):
    assert lines(run_snippet, "without_daphne") == ["the client gets status 404"]
