"""Checks of lab 03. They are a WebSocket client, event by event, as a server sees it."""

import asyncio

import pytest

from gateway_labs.lab.testing import Returned, Socket, load, step, verify


def open_socket(path: str = "/ws/") -> Socket:
    return Socket(load("ws_app", "application"), path)


async def accepted() -> Socket:
    """A socket on /ws/ that the application has accepted."""
    socket = open_socket()
    await socket.accept()
    return socket


async def answer_to(socket: Socket, **content) -> dict:
    """The application's answer to one message, which must be a websocket.send."""
    what = ", ".join(f"{key}={value!r}" for key, value in content.items())
    await socket.send({"type": "websocket.receive", **content})
    try:
        answer = await socket.application.receive()
    except TimeoutError:
        verify(False, got=f"no answer to the message with {what}")
    except Returned:
        verify(
            False,
            got="nothing; the application returned, and that ends the WebSocket",
            likely="it returned although no websocket.disconnect had come",
        )
    kind = answer.get("type")
    verify(
        kind == "websocket.send",
        got=f"the event {answer!r}",
        likely="websocket.accept was sent before; one handshake has one answer"
        if kind == "websocket.accept"
        else None,
    )
    return answer


async def check_text(socket: Socket, sent: str, **content) -> None:
    answer = await answer_to(socket, text=sent, **content)
    text = answer.get("text")
    verify(
        text is not None,
        got=f"a binary message, bytes={answer['bytes']!r}"
        if answer.get("bytes") is not None
        else f"a websocket.send with neither text nor bytes: {answer!r}",
    )
    verify(isinstance(text, str), got=f"text of the type {type(text).__name__}: {text!r}")
    verify(text == sent, got=f"the text {text!r}")
    verify(answer.get("bytes") is None, got=f"text and bytes in one event: {answer!r}")


async def check_bytes(socket: Socket, sent: bytes, **content) -> None:
    answer = await answer_to(socket, bytes=sent, **content)
    data = answer.get("bytes")
    empty = data is None and answer.get("text") is None
    verify(
        not empty,
        got=f"a websocket.send with neither text nor bytes: {answer!r}",
        likely="the event had the key text, with the value None" if "text" in content else None,
    )
    verify(data is not None, got=f"a text message, text={answer.get('text')!r}")
    verify(data == sent, got=f"the bytes {data!r}")


async def silent(socket: Socket) -> list[dict]:
    """What the application sends on its own, when it has had some turns of the event loop."""
    for _ in range(5):
        await asyncio.sleep(0)
    return socket.application.sent()


@pytest.mark.task(1)
async def test_accepts():
    socket = open_socket()
    step("opened a WebSocket on /ws/", "the event websocket.accept, and before it nothing")
    await socket.accept()


@pytest.mark.task(1)
async def test_sends_nothing_on_its_own():
    socket = await accepted()
    step("opened a WebSocket on /ws/ and sent nothing", "websocket.accept, and nothing more")
    extra = await silent(socket)
    verify(not extra, got=f"websocket.accept, and then {extra}")


@pytest.mark.task(2)
@pytest.mark.parametrize("path", ["/elsewhere", "/ws", "/ws/lobby/"])
async def test_refuses_another_path(path):
    socket = open_socket(path)
    step(f"opened a WebSocket on {path}", "the event websocket.close, and no websocket.accept")
    kind = (await socket.connect()).get("type")
    after = [event.get("type") for event in await silent(socket)]
    verify(
        kind != "websocket.accept" or "websocket.close" not in after,
        got="websocket.accept, and then websocket.close: the WebSocket was open for a moment",
    )
    verify(kind == "websocket.close", got=f"{kind} for the path {path}")


@pytest.mark.task(3)
async def test_echoes_a_text():
    step('sent a message with text="hi" on /ws/', 'a websocket.send with text="hi"')
    await check_text(await accepted(), "hi")


@pytest.mark.task(3)
async def test_echoes_a_text_beside_an_empty_key():
    step('sent a message with text="hi" and bytes=None', 'a websocket.send with text="hi"')
    await check_text(await accepted(), "hi", bytes=None)


@pytest.mark.task(3)
async def test_echoes_more_than_one_message():
    step('sent three messages with text: "one", "two", "채팅"', "the same three, in this order")
    socket = await accepted()
    for content in ("one", "two", "채팅"):
        await check_text(socket, content)


@pytest.mark.task(3)
async def test_echoes_an_empty_text():
    step('sent a message with text=""', 'a websocket.send with text=""')
    await check_text(await accepted(), "", bytes=None)


@pytest.mark.task(4)
async def test_echoes_bytes():
    step('sent a message with bytes=b"\\x00tea"', 'a websocket.send with bytes=b"\\x00tea"')
    await check_bytes(await accepted(), b"\x00tea")


@pytest.mark.task(4)
async def test_echoes_bytes_beside_an_empty_key():
    step(
        'sent a message with bytes=b"\\x00tea" and text=None',
        'a websocket.send with bytes=b"\\x00tea"',
    )
    await check_bytes(await accepted(), b"\x00tea", text=None)


@pytest.mark.task(4)
async def test_echoes_empty_bytes():
    step('sent a message with bytes=b"" and text=None', 'a websocket.send with bytes=b""')
    await check_bytes(await accepted(), b"", text=None)


@pytest.mark.task(5)
async def test_returns_at_the_disconnect():
    socket = await accepted()
    await check_text(socket, "hi")
    step("sent websocket.disconnect", "the application returns and sends nothing more")
    await socket.disconnect()
    extra = [event.get("type") for event in socket.application.sent()]
    verify(not extra, got=f"it sent {', '.join(map(str, extra))} after websocket.disconnect")


@pytest.mark.task(5)
async def test_returns_after_a_refusal():
    socket = open_socket("/elsewhere")
    await socket.connect()
    step(
        "opened a WebSocket on /elsewhere; after your close came websocket.disconnect",
        "the application returns and sends nothing more",
    )
    await socket.disconnect(1006)
    extra = [event.get("type") for event in socket.application.sent()]
    verify(not extra, got=f"it sent {', '.join(map(str, extra))} after its websocket.close")
