"""What the real Daphne and the real Uvicorn do, as the programs of snippets/servers/ print it."""

import subprocess
import sys
from pathlib import Path

import pytest

SERVERS = Path(__file__).resolve().parents[2] / "snippets" / "servers"

NO_FRAME = "no close frame: the client reports 1006"
FACTS = {
    "silent_connect": [
        "The client waits 8 s at most.",
        "Daphne: connection closed without an HTTP response",
        "Daphne --websocket_connect_timeout 1: connection closed without an HTTP response",
        "Uvicorn: no answer before the client's limit",
    ],
    "refusals": [
        "close(4003) before accept:",
        "  Daphne:  refused with HTTP 403",
        "  Uvicorn: refused with HTTP 403",
        "accept, then close(4003, reason='members only'):",
        "  Daphne:  close frame 4003, reason ''",
        "  Uvicorn: close frame 4003, reason 'members only'",
    ],
    "endings": [
        "an exception before accept:",
        "  Daphne:  refused with HTTP 500",
        "  Uvicorn: refused with HTTP 500",
        "an exception after accept:",
        "  Daphne:  close frame 1011, reason ''",
        f"  Uvicorn: {NO_FRAME}",
        "close with no code after accept:",
        "  Daphne:  close frame 1000, reason ''",
        "  Uvicorn: close frame 1000, reason ''",
        "a return after accept, with no close:",
        "  Daphne:  the socket stays open",
        f"  Uvicorn: {NO_FRAME}",
    ],
    "sigterm": [
        "SIGTERM while a WebSocket is open:",
        f"  Daphne:  {NO_FRAME}",
        "  Uvicorn: close frame 1012, reason ''",
    ],
    "disconnect_codes": [
        "client-1000:",
        "  Daphne:  code 1000, reason None; a send after it: nothing happens",
        "  Uvicorn: code 1000, reason 'bye'; a send after it: raises an OSError",
        "client-4001:",
        "  Daphne:  code 4001, reason None; a send after it: nothing happens",
        "  Uvicorn: code 4001, reason 'bye'; a send after it: raises an OSError",
        "closed-by-us:",
        "  Daphne:  code 4010, reason None; a send after it: nothing happens",
        "  Uvicorn: code 4010, reason ''; a send after it: raises RuntimeError",
        "connection-lost:",
        "  Daphne:  code 1006, reason None; a send after it: nothing happens",
        "  Uvicorn: code 1005, reason None; a send after it: raises an OSError",
        "refused:",
        "  Daphne:  code 1006, reason None; a send after it: nothing happens",
        "  Uvicorn: code 1006, reason None; a send after it: raises RuntimeError",
    ],
    "what_arrives": [
        "the subprotocol of accept:",
        "  Daphne:  'chat.v1'",
        "  Uvicorn: 'chat.v1'",
        "the headers of accept:",
        "  Daphne:  None",
        "  Uvicorn: 'lobby'",
        "the frames, two of them empty:",
        "  Daphne:  ['last']",
        "  Uvicorn: ['', b'', 'last']",
        "the reason of close:",
        "  Daphne:  ''",
        "  Uvicorn: 'done'",
    ],
    "bad_frames": [
        "a frame that is not masked:",
        f"  Daphne:  {NO_FRAME}",
        "  Uvicorn: close frame 1002",
        "text that is not UTF-8:",
        f"  Daphne:  {NO_FRAME}",
        "  Uvicorn: close frame 1007",
        "a message over the server's limit:",
        f"  Daphne:  {NO_FRAME}",
        "  Uvicorn: close frame 1009",
    ],
    "codes_to_send": [
        "Daphne:",
        "  999: send() raises; close frame 1011",
        "  1000: arrives",
        "  1001-1016, 2000, 2999: send() raises; close frame 1011",
        "  3000, 3999-4000, 4999: arrives",
        "  5000: send() raises; close frame 1011",
        "Uvicorn:",
        f"  999: send() raises; {NO_FRAME}",
        "  1000-1003: arrives",
        f"  1004-1006: send() raises; {NO_FRAME}",
        "  1007-1014: arrives",
        f"  1015-1016, 2000, 2999: send() raises; {NO_FRAME}",
        "  3000, 3999-4000, 4999: arrives",
        f"  5000: send() raises; {NO_FRAME}",
    ],
    "disconnect_runs": [
        "Daphne: three sockets: one raised, one was refused, one the client ended",
        "  disconnect(1006) ran for /refused/",
        "  disconnect(1000) ran for /ended-by-client/",
        "  disconnect never ran for /raised/",
        "Uvicorn: three sockets: one raised, one was refused, one the client ended",
        "  disconnect(1006) ran for /refused/",
        "  disconnect(1000) ran for /ended-by-client/",
        "  disconnect never ran for /raised/",
    ],
    "same_path": [
        "GET and WebSocket, both to /chat/lobby/:",
        "  Daphne:  HTTP 200 'the page of lobby'; the WebSocket echoed 'hello'",
        "  Uvicorn: HTTP 200 'the page of lobby'; the WebSocket echoed 'hello'",
    ],
    "room_name": [
        line
        for room, answer in {
            "lobby": "accepted (HTTP 101)",
            "채팅": "refused with HTTP 500",
            "94 letters": "accepted (HTTP 101)",
            "95 letters": "refused with HTTP 500",
        }.items()
        for line in (f"room {room}:", f"  Daphne:  {answer}", f"  Uvicorn: {answer}")
    ],
}


@pytest.mark.parametrize("program", FACTS)
def test_servers_do_what_the_page_says(program, run_snippet):
    run = run_snippet(f"snippets/servers/{program}.py")
    assert run.stdout.splitlines() == FACTS[program]


def test_a_binary_frame_is_a_type_error_and_ends_the_socket(run_snippet):
    """The words after "TypeError" are Python's own, so only their end is compared."""
    lines = run_snippet("snippets/servers/binary_frame.py").stdout.splitlines()
    assert lines[:3] == [
        "the client sends one binary frame:",
        "  Daphne:  close frame 1011, reason ''",
        f"  Uvicorn: {NO_FRAME}",
    ]
    assert all(line.endswith("unexpected keyword argument 'bytes_data'") for line in lines[4:])


def test_servers_name_their_versions(run_snippet):
    """A newer Uvicorn may name newer versions, so only the rest is compared."""
    lines = run_snippet("snippets/servers/scopes.py").stdout.splitlines()
    daphne, uvicorn = lines[:6], lines[6:]
    assert daphne == [
        "Daphne:",
        "  lifespan: no such scope",
        "  http: version 3.0; extensions: none",
        "    keys that it lacks: extensions, state",
        "  websocket: version 3.0; extensions: none",
        "    keys that it lacks: extensions, http_version, scheme, state",
    ]
    scopes = [line for line in uvicorn if "version 3.0" in line]
    assert [line.split(":")[0].strip() for line in scopes] == ["lifespan", "http", "websocket"]
    assert all("spec_version" in line for line in scopes)
    assert "websocket.http.response" in scopes[2]


def test_a_server_that_does_not_start_is_an_error_with_its_log():
    code = "from live import serve\nwith serve('Daphne', 'no_such_module:application'): pass"
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=SERVERS, capture_output=True, text=True, timeout=60
    )
    assert run.returncode == 1
    assert "did not start to listen" in run.stderr
    assert "No module named 'no_such_module'" in run.stderr
