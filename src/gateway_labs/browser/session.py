""" "Try it": the learner's application with several clients, as a server would serve it.

It runs by the real clock, in turns: `pump()` runs what is ready, and says when to come again. An
exception of the application ends its own connection, and no other.
"""

import asyncio
import base64
import contextlib
import contextvars
import importlib
import importlib.util
import json
import os
from collections.abc import Callable
from itertools import count
from pathlib import Path

from gateway_labs.browser.clock import RealClock, real_monotonic
from gateway_labs.browser.workshop import Job, Workshop, no_running_loop
from gateway_labs.browser.world import WORLD
from gateway_labs.lab.diagnosis import diagnose
from gateway_labs.lab.format import Lab
from gateway_labs.lab.frames import learner_line, learner_traceback
from gateway_labs.lab.record import Stuck
from gateway_labs.lab.tree import write_tree
from gateway_labs.strings import text
from gateway_labs.trace.event import Event
from gateway_labs.trace.request import connection_scope
from gateway_labs.trace.wire import recorded

Post = Callable[[dict], None]

HOST = "127.0.0.1:8001"
"""What the clients take the server for: the address of `labs run`."""
SLICE = 0.1
"""Seconds of a pump, after which the page has its turn."""
CLOSE_LIMIT = 2.0
"""Seconds that an application has to end after its client has gone."""
# RFC 6455, section 7.4: codes that no frame holds, or that tell of a fault.
NORMAL, ABNORMAL, FAULT = 1000, 1006, 1011
ENDS = (Exception, SystemExit, KeyboardInterrupt, Stuck)


class Session:
    """The application of one tree, and the clients that are connected to it, by name."""

    def __init__(self, workshop: Workshop, job: Job, post: Post) -> None:
        self.root, self.post = workshop.root, post
        self.clients: dict[str, Client] = {}
        self.application: Callable | None = None
        self._numbers = count(1)
        self._context = contextvars.Context()
        self._leaving = contextlib.ExitStack()
        self.lab = workshop.enter(job, RealClock())
        write_tree(job.tree, self.root)
        self.loop = WORLD.make_loop()

    def open(self) -> dict | None:
        """Load the application; None, or what is wrong: got, where, traceback and likely."""
        from gateway_labs.lab.check import learners_interpreter
        from gateway_labs.lab.tasks import causes, describe

        self._leaving.enter_context(learners_interpreter(self.lab, self.root))
        with no_running_loop():
            try:
                self.application = self._context.run(load_application, self.lab)
            except ENDS as error:
                return {
                    "got": describe(error),
                    "where": learner_line(error, self.root),
                    "traceback": learner_traceback(error, self.root),
                    "likely": diagnose(causes(error)),
                }
        return None

    def connect(self, name: str, path: str) -> None:
        """Open a WebSocket for the client `name`; one that it has is closed first."""
        if name in self.clients:
            self.clients[name].leave(NORMAL)
        self.clients[name] = Client(self, name, path)

    def send(self, name: str, frame: dict) -> None:
        """Send a frame of the client: {"text": …} or {"bytes": base64}."""
        if name in self.clients:
            self.clients[name].frame(frame)

    def leave(self, name: str, code: int) -> None:
        if name in self.clients:
            self.clients[name].leave(code)

    def wire(self, event: Event, frame: dict | None = None) -> None:
        """Tell of an event; `frame` is the whole of what the client gets, if it gets a frame."""
        numbered = {"n": next(self._numbers), **event.to_json()}
        self.post({"type": "wire", "event": numbered, **({"frame": frame} if frame else {})})

    def pump(self) -> float | None:
        """Run what is ready. Gives the seconds until the next timer, 0.0 for at once, or None."""
        with no_running_loop():
            return self._context.run(self._pump)

    def _pump(self) -> float | None:
        end = real_monotonic() + SLICE
        with self.loop.hooked():
            while self.loop.is_ready() and real_monotonic() < end:
                # A task that ends so ends its own connection: `Client.ended` tells of it.
                with contextlib.suppress(SystemExit, KeyboardInterrupt, Stuck):
                    self.loop.turn()
        due = self.loop.next_timer()
        if self.loop.is_ready():
            return 0.0
        return None if due is None else max(0.0, due - self.loop.time())

    def close(self) -> None:
        """End every connection, and stand where we stood before."""
        for client in self.clients.values():
            client.drop()
        self.pump()
        self.loop.close()
        self._leaving.close()


class Client:
    """One connection: what a server does between a client and the application."""

    def __init__(self, session: Session, name: str, path: str) -> None:
        self.session, self.name = session, name
        self.state = "connecting"
        self._sent: Event | None = None
        self._limit: asyncio.TimerHandle | None = None
        self._input: asyncio.Queue = asyncio.Queue()
        session.wire(Event(name, "handshake", "in", {"path": path}))
        self._input.put_nowait({"type": "websocket.connect"})
        run = recorded(session.application, name, self._emit)
        headers = [(b"host", HOST.encode()), (b"origin", f"http://{HOST}".encode())]
        scope = connection_scope("websocket", path, headers) | {"subprotocols": []}
        self._task = session.loop.create_task(
            _called(run, scope, self._input.get, self._take), context=contextvars.Context()
        )
        self._task.add_done_callback(self._ended)

    def frame(self, frame: dict) -> None:
        """The client sends a frame. A server takes none on a connection that is not open."""
        if self.state != "open":
            return
        content = {"bytes": None, "text": None} | frame
        if content["bytes"] is not None:
            content["bytes"] = base64.b64decode(content["bytes"])
        self._input.put_nowait({"type": "websocket.receive", **content})

    def leave(self, code: int) -> None:
        """The client closes the connection."""
        self._close(code, code)

    def drop(self) -> None:
        """Forget the connection, without a word to the application."""
        self.state = "dropped"
        self._task.remove_done_callback(self._ended)
        self._task.cancel()

    def _emit(self, event: Event) -> None:
        if event.kind == "websocket.send" and event.direction == "out":
            self._sent = event  # `_take` comes next, and knows the frame
        elif self.state != "dropped":
            self.session.wire(event)

    async def _take(self, message: dict) -> None:
        """The application's send()."""
        kind = message.get("type") if isinstance(message, dict) else None
        if kind == "websocket.send":
            self._take_frame(message)
        elif kind == "websocket.accept":
            self.state = "open" if self.state == "connecting" else self.state
        elif kind == "websocket.close":
            code = message.get("code") or NORMAL
            self._close(ABNORMAL if self.state == "connecting" else code, code)
        else:
            raise ValueError(text("browser.unknown_event", type=kind))

    def _take_frame(self, message: dict) -> None:
        frame = None
        if self.state == "open" and message.get("bytes") is not None:
            frame = {"bytes": base64.b64encode(message["bytes"]).decode()}
        elif self.state == "open" and message.get("text") is not None:
            frame = {"text": message["text"].encode().decode()}  # an error for what is no str
        if self._sent is not None:
            self.session.wire(self._sent, frame)
            self._sent = None
        if self.state == "connecting":
            raise ValueError(text("browser.not_accepted"))

    def _close(self, code: int, reported: int) -> None:
        """The connection ends: the client sees `code`, the application `reported`."""
        if self.state not in ("connecting", "open"):
            return
        self.state = "closed"
        self.session.post({"type": "closed", "client": self.name, "code": code})
        if not self._task.done():
            message = {"type": "websocket.disconnect", "code": reported, "reason": ""}
            self._input.put_nowait(message)
            self._limit = self.session.loop.call_later(CLOSE_LIMIT, self._task.cancel)

    def _ended(self, task: asyncio.Task) -> None:
        """The application returned, raised, or was cancelled after its time to close."""
        if self._limit is not None:
            self._limit.cancel()
        error = None if task.cancelled() else task.exception()
        if error is None:
            self._close(ABNORMAL if self.state == "connecting" else NORMAL, NORMAL)
            return
        from gateway_labs.lab.tasks import describe

        self.session.post(
            {
                "type": "failed",
                "client": self.name,
                "error": describe(error),
                "traceback": learner_traceback(error, self.session.root),
                "where": learner_line(error, self.session.root),
            }
        )
        self._close(ABNORMAL if self.state == "connecting" else FAULT, FAULT)


async def _called(application: Callable, scope: dict, receive: Callable, send: Callable) -> None:
    """A coroutine of ours around the application's, which may be no coroutine at all."""
    await application(scope, receive, send)


def load_application(lab: Lab) -> Callable:
    """What the lab serves: its own run.py if it has one, or else the learner's module."""
    assert lab.run is not None
    module, _, name = lab.run.application.partition(":")
    file = lab.folder / f"{module}.py"
    if file.is_file():
        return getattr(_load_file(file), name)
    # As when a server starts: the learner's own file names the settings.
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)
    return getattr(importlib.import_module(module), name)


def _load_file(path: Path) -> object:
    spec = importlib.util.spec_from_file_location("gateway_labs_lab_module", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def parse_frame(frame: str) -> dict:
    """The frame of a page's message."""
    data = json.loads(frame)
    return {key: data[key] for key in ("text", "bytes") if key in data}
