"""The chat page's application, without a server."""

import asyncio
import json

import pytest

from gateway_labs.lab.chat_page import ChatPage


class Client:
    """Sends events to an application and keeps what it sends."""

    def __init__(self, application, **scope):
        self.inbox, self.sent = asyncio.Queue(), asyncio.Queue()
        call = application(scope, self.inbox.get, self.sent.put)
        self.task = asyncio.create_task(call)

    async def send(self, **event):
        await self.inbox.put(event)

    async def receive(self):
        return await asyncio.wait_for(self.sent.get(), 5)


def http(path):
    return {"type": "http", "path": path, "method": "GET", "query_string": b"", "headers": []}


async def get(application, path):
    """Status, headers and body."""
    client = Client(application, **http(path))
    start, body = await client.receive(), await client.receive()
    await client.task
    return start["status"], dict(start["headers"]), body["body"]


async def echo(scope, receive, send):
    """An application that answers HTTP with its scope, and echoes on a WebSocket."""
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": repr(scope).encode()})
        return
    await receive()
    await send({"type": "websocket.accept"})
    while (event := await receive())["type"] != "websocket.disconnect":
        await send({"type": "websocket.send", "text": event["text"] + str(scope["query_string"])})


def page(application=echo, *, http=True, path="/ws/chat/lobby/", tmp_path="/nowhere", **more):
    return ChatPage(application, root=tmp_path, path=path, http=http, **more)


def kinds(page):
    return [(event["who"], event["kind"]) for _, event in page.events]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/_labs/", b"text/html"),
        ("/_labs/chat.js", b"text/javascript"),
        ("/_labs/chat.css", b"text/css"),
    ],
)
async def test_serves_the_page_and_its_files(path, kind):
    status, headers, body = await get(page(), path)
    assert (status, headers[b"content-type"].split(b";")[0]) == (200, kind)
    assert int(headers[b"content-length"]) == len(body) > 500


async def test_page_may_load_from_its_own_host_only():
    _, headers, body = await get(page(), "/_labs/")
    assert headers[b"content-security-policy"].startswith(b"default-src 'self'")
    assert b"//" not in body.replace(b"<!doctype", b"")


@pytest.mark.parametrize("path", ["/_labs/serve.py", "/_labs/../serve.py", "/_labs/page/"])
async def test_serves_nothing_else_below_its_prefix(path):
    status, _, _ = await get(page(), path)
    assert status == 404


async def test_hands_other_http_on_as_it_came():
    status, _, body = await get(page(), "/_labs")
    assert (status, body) == (200, repr(http("/_labs")).encode())


async def test_redirects_the_root_where_the_learner_has_no_http():
    status, headers, _ = await get(page(http=False), "/")
    assert (status, headers[b"location"]) == (302, b"/_labs/")
    assert (await get(page(http=False), "/other"))[0] == 404


async def test_says_that_there_is_no_application():
    broken = page(None, problem="SyntaxError: ...")
    assert (await get(broken, "/"))[0] == 302
    assert (await get(broken, "/other"))[0] == 503
    client = Client(broken, type="websocket", path="/ws/", query_string=b"")
    await client.send(type="websocket.connect")
    assert await client.receive() == {"type": "websocket.close"}


async def test_records_each_event_of_each_connection():
    served = page()
    for text in ("one", "two"):
        client = Client(served, type="websocket", path="/ws/", query_string=b"_labs=ab12&x=1")
        await client.send(type="websocket.connect")
        assert await client.receive() == {"type": "websocket.accept"}
        await client.send(type="websocket.receive", text=text, bytes=None)
        # The page's own name is not in the scope that the learner's application gets.
        assert await client.receive() == {"type": "websocket.send", "text": text + "b'x=1'"}
        await client.send(type="websocket.disconnect", code=1000)
        await client.task
    assert kinds(served) == [
        (who, kind)
        for who in ("#1", "#2")
        for kind in (
            "handshake",
            "websocket.connect",
            "websocket.accept",
            "websocket.receive",
            "websocket.send",
            "websocket.disconnect",
            "return",
        )
    ]
    assert served.events[0][1] == {
        "who": "#1",
        "kind": "handshake",
        "direction": "in",
        "path": "/ws/",
        "tab": "ab12",
    }


async def test_shows_an_exception_with_the_learners_frames(tmp_path):
    file = tmp_path / "own.py"
    file.write_text("async def application(scope, receive, send):\n    raise KeyError('room')\n")
    names = {}
    exec(compile(file.read_text(), str(file), "exec"), names)
    served = page(names["application"], tmp_path=tmp_path)
    client = Client(served, type="websocket", path="/ws/", query_string=b"")
    with pytest.raises(KeyError):
        await client.task
    raised, frames = [event for _, event in served.events][-2:]
    assert (raised["kind"], raised["error"]) == ("raise", "KeyError: 'room'")
    assert frames["frames"].splitlines()[1].strip() == 'File "own.py", line 2, in application'


async def test_streams_what_was_and_what_comes():
    served = page()
    client = Client(served, type="websocket", path="/ws/", query_string=b"")
    stream = Client(served, **http("/_labs/events"))
    assert (await stream.receive())["status"] == 200
    hello = (await stream.receive())["body"].decode()
    assert '"room": {"before": "/ws/chat/", "name": "lobby", "after": "/"}' in hello
    await client.send(type="websocket.connect")
    seen = [(await stream.receive())["body"].decode() for _ in range(3)]
    data = [json.loads(part.splitlines()[1].removeprefix("data: ")) for part in seen]
    assert [part["kind"] for part in data] == ["handshake", "websocket.connect", "websocket.accept"]
    await stream.send(type="http.disconnect")
    await asyncio.wait_for(stream.task, 5)
    assert not served.listeners
    client.task.cancel()


async def test_a_path_without_a_room_is_opened_as_it_is():
    assert page(path="/ws/").hello["room"] is None
