"""A real Daphne in front of the learner's application, on 127.0.0.1 and a free port."""

import asyncio
import contextlib
import os
import re
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from dataclasses import dataclass

from gateway_labs.lab.record import CheckFailed, Record, current
from gateway_labs.strings import text
from gateway_labs.trace.event import Event
from gateway_labs.trace.reprs import short

START_LIMIT = 20.0
_LISTENING = re.compile(r"Listening on TCP address [\d.]+:(\d+)")


@dataclass(frozen=True)
class Answer:
    """An HTTP response. `body` is decoded as UTF-8, with replacement."""

    status: int
    headers: dict[str, str]
    body: str


class DaphneServer:
    """`async with DaphneServer("config.asgi:application") as daphne:` runs the learner's project.

    The check fails, with the server's last lines, if it does not start.
    """

    def __init__(self, application: str) -> None:
        self.application, self.record = application, current()
        self.lines: list[str] = []
        self.port = 0
        self._ready = threading.Event()

    async def __aenter__(self) -> "DaphneServer":
        environ = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "daphne", "-b", "127.0.0.1", "-p", "0", self.application],
            cwd=self.record.root,
            env=environ | {"PYTHONPATH": str(self.record.root), "PYTHONDONTWRITEBYTECODE": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        try:
            await self._wait_until_ready()
        except BaseException:
            await self.__aexit__()
            raise
        return self

    async def __aexit__(self, *exc_info) -> None:
        self._process.terminate()
        try:
            await asyncio.to_thread(self._process.wait, 5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            await asyncio.to_thread(self._process.wait)
        self._reader.join(2)

    async def _wait_until_ready(self) -> None:
        ready = await asyncio.to_thread(self._ready.wait, START_LIMIT)
        if not self.port:
            key = "server.ended" if ready else "server.not_ready"
            raise CheckFailed(text(key, seconds=START_LIMIT, lines=self.last_lines()))

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.lines = [*self.lines[-199:], line.rstrip()]
            found = _LISTENING.search(line)
            if found:
                self.port = int(found[1])
                self._ready.set()
        self._ready.set()

    def last_lines(self, count: int = 6) -> str:
        """The end of what the server printed: where its traceback ends."""
        return "\n".join(self.lines[-count:])

    async def get(self, path: str, who: str = "browser", **headers: str) -> Answer:
        """One HTTP GET, whatever its status."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers=headers)
        self.record.add_event(Event(who, f"GET {path}", "in"))

        def send() -> Answer:
            try:
                response = urllib.request.urlopen(request, timeout=10)
            except urllib.error.HTTPError as error:
                response = error
            with contextlib.closing(response):
                body = response.read().decode("utf-8", "replace")
                return Answer(response.status, dict(response.headers), body)

        try:
            answer = await asyncio.to_thread(send)
        except OSError as error:
            raise CheckFailed(text("server.no_answer", error=error)) from error
        self.record.add_event(Event(who, f"HTTP {answer.status}", "out"))
        return answer

    @contextlib.asynccontextmanager
    async def websocket(self, path: str, who: str = "A", **options):
        """A connection of the `websockets` client; the check fails if the handshake is refused."""
        from websockets.asyncio.client import connect
        from websockets.exceptions import WebSocketException

        url = f"ws://127.0.0.1:{self.port}{path}"
        self.record.add_event(Event(who, f"handshake {path}", "in"))
        limits = {"open_timeout": 10, "close_timeout": 2}
        noting = {"create_connection": _noting(who, self.record)}
        try:
            socket = await connect(url, proxy=None, **limits, **noting, **options)
        except (OSError, WebSocketException, TimeoutError) as error:
            self.record.add_event(Event(who, "refused", "out", {"error": short(str(error))}))
            raise CheckFailed(
                text("server.refused", path=path, error=error, lines=self.last_lines(3))
            ) from error
        self.record.add_event(Event(who, "open", "out"))
        try:
            yield socket
        finally:
            await socket.close()
            closed = {"code": str(socket.close_code)}
            self.record.add_event(Event(who, "closed", "out", closed))


def _noting(who: str, record: Record) -> type:
    """A connection of `websockets` that notes each frame that it sends or receives.

    What the server makes of a frame can't be seen from here: these are no ASGI messages.
    """
    from websockets.asyncio.client import ClientConnection
    from websockets.frames import Opcode

    def note(kind: str, direction: str, data: object) -> None:
        record.add_event(Event(who, kind, direction, {"value": short(data)}))

    class NotingConnection(ClientConnection):
        async def send(self, message, *arguments, **options):
            note("client sends", "in", message)
            await super().send(message, *arguments, **options)

        def process_event(self, event):
            opcode = getattr(event, "opcode", None)
            if opcode is Opcode.TEXT:
                note("client gets", "out", bytes(event.data).decode("utf-8", "replace"))
            elif opcode is Opcode.BINARY:
                note("client gets", "out", bytes(event.data))
            super().process_event(event)

    return NotingConnection
