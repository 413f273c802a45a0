"""What a report shows of a client's talk with a real Daphne: requests, and each frame."""

import pytest

from gateway_labs.lab.record import CheckFailed, Record, begin
from gateway_labs.lab.render import event_lines
from gateway_labs.lab.testing import DaphneServer

APP = """
async def application(scope, receive, send):
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 404, "headers": []})
        await send({"type": "http.response.body", "body": b"no"})
    elif scope["type"] == "websocket":
        await receive()
        if scope["path"] == "/closed/":
            return await send({"type": "websocket.close"})
        await send({"type": "websocket.accept"})
        while (message := await receive())["type"] == "websocket.receive":
            answer = {"type": "websocket.send"} | {k: message.get(k) for k in ("text", "bytes")}
            await send(answer)
"""


@pytest.fixture
def record(tmp_path) -> Record:
    (tmp_path / "app.py").write_text(APP, encoding="utf-8")
    record = Record(tmp_path)
    begin(record)
    return record


async def test_requests_frames_and_refusals_are_events(record):
    async with DaphneServer("app:application") as daphne:
        await daphne.get("/nothing")
        async with daphne.websocket("/ws/") as socket:
            await socket.send("hi")
            assert await socket.recv() == "hi"
            await socket.send(b"\x00")
            assert await socket.recv() == b"\x00"
        with pytest.raises(CheckFailed):
            async with daphne.websocket("/closed/", who="B"):
                pass
    lines = dict(event_lines(event.to_json() for event in record.events))
    assert lines["browser"] == "GET /nothing → HTTP 404"
    assert lines["A"] == (
        "handshake /ws/ → open → client sends 'hi' → client gets 'hi' → "
        "client sends b'\\x00' → client gets b'\\x00' → closed 1000"
    )
    assert lines["B"].startswith("handshake /closed/ → refused ")
