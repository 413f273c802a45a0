"""Lab 05's check: one ChatConsumer, driven through as_asgi()."""

import json

import pytest

from gateway_labs.lab.testing import LIMIT, Socket, load, step, verify

REFUSED = "the consumer called close() in connect(); accept() lets the client in"


def application():
    step("loaded ChatConsumer from chat/consumers.py", "a consumer class, with as_asgi()")
    consumer = load("chat.consumers", "ChatConsumer")
    verify(
        hasattr(consumer, "as_asgi"),
        got="ChatConsumer has no as_asgi(), so it is no consumer",
        likely="the class does not inherit from a consumer of Channels, such as WebsocketConsumer",
        place="chat/consumers.py:ChatConsumer",
    )
    return consumer.as_asgi()


async def connected(who="A"):
    """A client that is let in; the check fails if it is not."""
    socket = Socket(application(), "/ws/", who)
    step("opened a WebSocket", "the consumer accepts it")
    answer = await socket.connect()
    first = answer.get("type")
    refused = first == "websocket.close"
    verify(
        first == "websocket.accept",
        got="the consumer refused the client: it sent websocket.close" if refused else f"{answer}",
        likely=REFUSED if refused else None,
        place="chat/consumers.py:ChatConsumer.connect",
    )
    return socket


async def leave(socket):
    step("closed the WebSocket from the client's side", "the consumer ends without an exception")
    await socket.disconnect()


async def expect_echo(socket, sent, message):
    """Send `sent`, an object with a message, and expect that message alone to come back."""
    step(f"sent the text frame {shown(sent)}", f"the text frame {shown({'message': message})}")
    await socket.send_text(shown(sent))
    text = await text_frame(socket)
    try:
        reply = json.loads(text)
    except ValueError:
        verify(
            False,
            got=f"the text frame {text}, which is not JSON",
            likely="the message went out as it is; json.dumps makes JSON of a dict around it"
            if text == message
            else None,
        )
    verify(
        reply == {"message": message},
        got=f"the text frame {text}",
        likely="the whole frame came back, and not a new object with the message alone"
        if reply == sent
        else None,
    )


async def expect_error(socket, kind):
    """Expect an error frame for a bad frame of this kind, which was just sent."""
    text = await text_frame(socket, kind)
    try:
        reply = json.loads(text)
    except ValueError:
        reply = None
    explained = isinstance(reply, dict) and isinstance(reply.get("error"), str) and reply["error"]
    verify(explained, got=f"the text frame {text}")


async def text_frame(socket, bad=None):
    silent = await socket.nothing(LIMIT)
    verify(not silent, got=f"no answer to {bad or 'the frame'} within {LIMIT:g} s")
    answer = socket.unexpected
    closed = answer.get("type") == "websocket.close"
    verify(
        not closed,
        got=f"the consumer closed the socket for {bad}"
        if bad
        else "the consumer closed the socket",
        likely="the consumer called close(); it must answer and stay connected" if bad else None,
    )
    verify(
        answer.get("type") == "websocket.send" and answer.get("text") is not None,
        got=f"no text frame, but {answer}",
    )
    verify(
        isinstance(answer["text"], str),
        got=f"a frame whose text is of type {type(answer['text']).__name__}: {answer['text']}",
        likely="self.send takes text; json.dumps makes text of a dict",
    )
    return answer["text"]


def shown(value):
    return json.dumps(value, ensure_ascii=False)


@pytest.mark.task(1)
async def test_consumer_accepts_and_ends_when_the_client_leaves():
    socket = await connected()
    await leave(socket)


@pytest.mark.task(2)
async def test_each_message_comes_back_once_and_in_order():
    socket = await connected()
    for message in ("hi", "안녕", ""):
        await expect_echo(socket, {"message": message}, message)
    await leave(socket)


@pytest.mark.task(2)
async def test_only_the_message_comes_back():
    socket = await connected()
    await expect_echo(socket, {"typing": False, "message": "hi"}, "hi")
    await leave(socket)


@pytest.mark.task(3)
@pytest.mark.parametrize(
    ("bad", "kind"),
    [
        ("hi", "text that is not JSON"),
        ("", "an empty text frame"),
        ('{"text": "hi"}', "an object without a message"),
        ('["hi"]', "a JSON list"),
    ],
)
async def test_bad_text_gets_an_error_and_the_socket_lives(bad, kind):
    socket = await connected()
    step(f'sent "{bad}", {kind}', 'a text frame {"error": "..."}, and the socket stays open')
    await socket.send_text(bad)
    await expect_error(socket, kind)
    await expect_echo(socket, {"message": "still here"}, "still here")
    await leave(socket)


@pytest.mark.task(4)
@pytest.mark.parametrize("content", [b'{"message": "hi"}', b"\xff\x00", b""])
async def test_a_binary_frame_gets_an_error_and_the_socket_lives(content):
    socket = await connected()
    size = f"{len(content)} bytes" if content else "no bytes"
    step(
        f"sent a binary frame of {size}", 'a text frame {"error": "..."}, and the socket stays open'
    )
    await socket.send_bytes(content)
    await expect_error(socket, "a binary frame")
    await expect_echo(socket, {"message": "still here"}, "still here")
    await leave(socket)
