"""Lab 06's check: connections through the learner's websocket_urlpatterns."""

import asyncio
import json
from urllib.parse import quote, unquote

import pytest

from gateway_labs.lab.testing import LIMIT, Socket, load, step, verify

REFUSED = {
    "/chat/lobby/": None,
    "/ws/chat/": None,
    "/ws/chat//": None,
    "/ws/chat/lobby": None,
    "/foo/ws/chat/lobby/": "the pattern matches inside a path too; ^ ties it to the start",
    "/ws/chat/lobby/extra/": r"the pattern matches a part of the path; \Z ties it to the end",
    "/ws/chat/lobby/%0A": r"$ also matches before a newline (%0A) at the end; \Z does not",
}


def application():
    from channels.routing import URLRouter
    from django.core.exceptions import ImproperlyConfigured

    step("loaded websocket_urlpatterns from chat/routing.py", "a list of routes")
    routes = load("chat.routing", "websocket_urlpatterns")
    verify(
        isinstance(routes, list | tuple),
        got=f"websocket_urlpatterns is of type {type(routes).__name__}",
        place="chat/routing.py:websocket_urlpatterns",
    )
    try:
        return URLRouter(routes)
    except (ImproperlyConfigured, AttributeError) as error:
        included = "include()" in str(error)
        verify(
            False,
            got=f"{type(error).__name__}: {error}",
            likely="include() is for views; here a URLRouter stands where the list of routes is "
            "included"
            if included
            else None,
            place="chat/routing.py:websocket_urlpatterns",
        )


async def first_answer(socket):
    """The type of the first event; "no route" where a router found none for the path."""
    from django.urls import Resolver404

    try:
        return (await socket.connect()).get("type")
    except (ValueError, Resolver404) as error:
        if "No route found" not in str(error):
            raise
        return "no route"


async def joined(routed, room, who="A"):
    path = f"/ws/chat/{quote(room)}/"
    socket = Socket(routed, path, who)
    step(f"{who} opened a WebSocket on {unquote(path)}", "a consumer accepts it")
    answer = await first_answer(socket)
    verify(
        answer != "no route",
        got=f"ValueError: No route found for path '{unquote(path)[1:]}'",
        place="chat/routing.py:websocket_urlpatterns",
    )
    verify(answer == "websocket.accept", got=f"the first event was {answer}")
    return socket


async def leave(socket):
    step(f"{socket.who} closed the WebSocket", "the consumer ends without an exception")
    await socket.disconnect()


async def say(socket, message, room):
    step(
        f'{socket.who} in "{room}" sent {{"message": "{message}"}}',
        f'{socket.who} gets {{"message": "{message}", "room": "{room}"}}',
    )
    await socket.send_json({"message": message})


def verify_answer(frame, message, room):
    text = frame.get("text")
    verify(text is not None, got=f"no text frame, but {frame}")
    try:
        reply = json.loads(text)
    except (ValueError, TypeError):
        reply = text
    shown = json.dumps(reply, ensure_ascii=False)
    verify(reply != {"message": message}, got=f"the text frame {shown}: no room is in it")
    verify(reply == {"message": message, "room": room}, got=f"the text frame {shown}")


@pytest.mark.task(1)
async def test_route_leads_to_the_consumer():
    socket = await joined(application(), "lobby")
    step('sent {"message": "hi"}', 'an answer whose message is "hi"')
    await socket.send_json({"message": "hi"})
    reply = await socket.receive_json()
    hears = isinstance(reply, dict) and reply.get("message") == "hi"
    verify(hears, got=f"the text frame {json.dumps(reply)}")
    await leave(socket)


@pytest.mark.task(1)
@pytest.mark.parametrize("room", ["room_1", "채팅"])
async def test_a_room_has_letters_digits_and_underscores(room):
    await leave(await joined(application(), room))


@pytest.mark.task(2)
@pytest.mark.parametrize("room", ["lobby", "room_1", "채팅"])
async def test_the_answer_names_the_room(room):
    socket = await joined(application(), room)
    await say(socket, "hi", room)
    verify_answer(await socket.receive(), "hi", room)
    await leave(socket)


@pytest.mark.task(2)
async def test_two_connections_at_once_have_a_consumer_each():
    routed = application()
    first, second = await joined(routed, "lobby", "A"), await joined(routed, "kitchen", "B")
    await say(first, "hi from A", "lobby")
    to_first, to_second = (asyncio.create_task(socket.receive()) for socket in (first, second))
    await asyncio.wait({to_first, to_second}, return_when=asyncio.FIRST_COMPLETED, timeout=LIMIT)
    verify(
        not to_second.done(),
        got="B got the answer to A's message",
        likely="one consumer serves both connections; as_asgi() makes one for each",
        place="chat/routing.py:websocket_urlpatterns",
    )
    verify_answer(await to_first, "hi from A", "lobby")
    await say(second, "hi from B", "kitchen")
    verify_answer(await to_second, "hi from B", "kitchen")
    await leave(first)
    await leave(second)


@pytest.mark.task(3)
@pytest.mark.parametrize("path", REFUSED)
async def test_no_other_path_is_let_in(path):
    routed = application()
    await leave(await joined(routed, "lobby"))
    step(f"opened a WebSocket on {path}", "no route, or a consumer that refuses it")
    answer = await first_answer(Socket(routed, path))
    verify(
        answer in ("no route", "websocket.close"), got=f"{path} was let in", likely=REFUSED[path]
    )
