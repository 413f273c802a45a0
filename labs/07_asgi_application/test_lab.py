"""Lab 07's check: config.asgi:application, in this process, in a cold one, and behind Daphne."""

import asyncio
import json
import re

import pytest

from gateway_labs.lab.testing import (
    LIMIT,
    DaphneServer,
    Socket,
    cold_import,
    exchange,
    load,
    step,
    verify,
)

BROWSER = [(b"host", b"localhost"), (b"origin", b"http://localhost")]
SENT, ANSWER = '{"message": "hi"}', {"message": "hi", "room": "lobby"}

# What the server sees when Django is not there yet, and what a WebSocket needs from it.
BEFORE = """
import sys

class ConsumersImportAModel:
    def find_spec(self, name, path=None, target=None):
        if name == "chat.consumers":
            sys.meta_path.remove(self)
            from django.db import models
            meta = type("Meta", (), {"app_label": "chat"})
            type("Message", (models.Model,), {"__module__": "chat.models", "Meta": meta})

sys.meta_path.insert(0, ConsumersImportAModel())
"""
CONNECT = """
import asyncio
from config.asgi import application

events = [{"type": "websocket.connect"}, {"type": "websocket.disconnect", "code": 1000}]
path = "/ws/chat/lobby/"
headers = [(b"host", b"localhost"), (b"origin", b"http://localhost")]
scope = {"type": "websocket", "path": path, "raw_path": path.encode(), "query_string": b"",
         "headers": headers, "subprotocols": [], "client": ("127.0.0.1", 50000)}

async def receive():
    return events.pop(0) if events else await asyncio.Event().wait()

async def send(message):
    print("sent", message["type"])

asyncio.run(asyncio.wait_for(application(scope, receive, send), 5))
"""


def application():
    step("loaded application from config/asgi.py", "one ASGI application for HTTP and WebSockets")
    return load("config.asgi", "application")


def verify_answer(text):
    try:
        reply = json.loads(text)
    except (TypeError, ValueError):
        reply = None
    verify(reply == ANSWER, got=f"the frame {text!r}")


@pytest.mark.task(1)
async def test_http_reaches_django():
    served = application()
    step("sent GET / to the application", "the view's response, with status 200")
    try:
        response = await exchange(served, "/", headers=BROWSER)
    except ValueError as error:
        if "No route found" not in str(error):
            raise
        verify(
            False,
            got=f"ValueError: {error}",
            likely='a URLRouter got the HTTP request: nothing looked at scope["type"] before it',
        )
    verify(response.status == 200, got=f"status {response.status}")


@pytest.mark.task(1)
async def test_websockets_reach_the_consumer():
    socket = Socket(application(), "/ws/chat/lobby/", headers=BROWSER)
    step("opened a WebSocket on /ws/chat/lobby/", "the consumer accepts it")
    try:
        await socket.accept()
    except (ValueError, TypeError) as error:
        likely = {
            "Django can only handle ASGI/HTTP connections, not websocket.": "Django's own "
            "application got the WebSocket, and it knows HTTP alone",
            "'list' object is not callable": "a list stands where an application is needed; "
            "URLRouter makes one of websocket_urlpatterns",
        }.get(str(error))
        if likely is None:
            raise
        verify(False, got=f"{type(error).__name__}: {error}", likely=likely)
    step(f"sent the text frame {SENT}", f"the text frame {json.dumps(ANSWER)}")
    await socket.send_text(SENT)
    verify_answer(await socket.receive_text())
    step("closed the WebSocket", "the consumer ends without an exception")
    await socket.disconnect()


@pytest.mark.task(2)
def test_runserver_is_daphnes():
    application()
    from django.apps import apps
    from django.core.checks import run_checks
    from django.core.management import get_commands

    step("asked Django which app brings runserver", "daphne")
    for app in ("daphne", "django.contrib.staticfiles"):
        verify(apps.is_installed(app), got=f"{app} is not in INSTALLED_APPS")
    errors = [error for error in run_checks() if error.id == "daphne.E001"]
    verify(not errors, got="; ".join(f"{error.id}: {error.msg}" for error in errors))
    brings = get_commands()["runserver"]
    name = getattr(brings, "name", brings)
    verify(name == "daphne", got=f"{name} brings it")


@pytest.mark.task(2)
def test_settings_name_the_application():
    from channels.routing import get_default_application
    from django.core.exceptions import ImproperlyConfigured

    mine = application()
    step("asked Channels for the application that the settings name", "that of config/asgi.py")
    try:
        named = get_default_application()
    except ImproperlyConfigured as error:
        from django.conf import settings

        colon = ":" in str(getattr(settings, "ASGI_APPLICATION", ""))
        verify(
            False,
            got=f"ImproperlyConfigured: {error}",
            likely="the setting takes a dot before the last name, where a server's command line "
            "takes a colon"
            if colon
            else None,
            place="config/settings.py:ASGI_APPLICATION",
        )
    verify(named is mine, got=f"another one: {named!r}")


@pytest.mark.task(3)
def test_a_cold_process_imports_it():
    step(
        "imported config.asgi in a new process, where chat.consumers imports a model",
        "no exception; then a WebSocket on /ws/chat/lobby/ is accepted",
    )
    process = cold_import("config.asgi", CONNECT, before=BEFORE)
    last = (process.stderr.strip().splitlines() or ["nothing"])[-1]
    own = re.findall(r'File ".*?(config/asgi\.py)", line (\d+)', process.stderr)
    verify(
        process.returncode == 0,
        got=last.removeprefix("django.core.exceptions."),
        likely=cold_cause(last, process.stderr),
        place=":".join(own[-1]) if own else None,
    )
    printed = process.stdout.strip() or "nothing"
    verify("sent websocket.accept" in printed.splitlines(), got=printed[-400:])


def cold_cause(last, traceback):
    """Why it ended so. A frame in chat/ proves that the consumers were imported too early."""
    early = "chat/routing.py" in traceback or "chat/consumers.py" in traceback
    if "AppRegistryNotReady" in last:
        return "chat.consumers was imported before get_asgi_application() had loaded Django's apps"
    if "ImproperlyConfigured: Requested setting" in last and early:
        return "chat.consumers was imported even before the settings were named in os.environ"
    if "ImproperlyConfigured: Requested setting" in last:
        return "nothing set DJANGO_SETTINGS_MODULE before the settings were read"
    return None


@pytest.mark.task(4)
async def test_daphne_answers_http_and_websockets():
    step("started Daphne with config.asgi:application", "it listens")
    async with DaphneServer("config.asgi:application") as daphne:
        step("sent GET / over HTTP", "the view's response, with status 200")
        answer = await daphne.get("/")
        verify(answer.status == 200, got=f"status {answer.status}")
        origin = f"http://127.0.0.1:{daphne.port}"
        step("opened a WebSocket on /ws/chat/lobby/", "the handshake succeeds")
        async with daphne.websocket("/ws/chat/lobby/", origin=origin) as socket:
            step(f"sent the text frame {SENT}", f"the text frame {json.dumps(ANSWER)}")
            await socket.send(SENT)
            try:
                text = await asyncio.wait_for(socket.recv(), LIMIT)
            except TimeoutError:
                text = None
            verify(text is not None, got=f"nothing within {LIMIT:g} s")
            verify_answer(text)
