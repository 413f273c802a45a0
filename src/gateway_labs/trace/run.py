"""Run a WSGI or an ASGI application with one client, in the way a server does, and record it."""

import asyncio
import threading
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from wsgiref.util import FileWrapper

from gateway_labs.trace.event import Event, message_event
from gateway_labs.trace.recorder import Recorder
from gateway_labs.trace.reprs import describe_error, short
from gateway_labs.trace.request import Request, connection_scope, raw_headers
from gateway_labs.trace.turns import Turns
from gateway_labs.trace.wire import recorded

LIMIT = 10.0
"""Seconds that a run may take before it is cut short."""

GRACE = 2.0
"""Seconds that an application which is cancelled at the end of the limit may take to end."""


class RunError(Exception):
    """The run did not come to its end: the application hangs, or never answers."""


def run_wsgi(
    application: Callable, request: Request, recorder: Recorder, limit: float = LIMIT
) -> None:
    """Call `application` once, take every part of its iterable, and close it (PEP 3333).

    A RunError if that takes more than `limit` seconds.
    """
    with Turns():
        _limited(lambda: _serve_wsgi(application, request, recorder), recorder, limit)


def _serve_wsgi(application: Callable, request: Request, recorder: Recorder) -> None:
    who = "client"

    def start_response(status, headers, exc_info=None):
        content = {"status": short(status), "headers": short(headers)}
        recorder.note(Event(who, "start_response", "out", content))
        return lambda data: recorder.note(_part(who, data))

    environ = request.environ() | {"wsgi.file_wrapper": FileWrapper}
    recorder.note(Event(who, "environ", "in", {"request": f"{request.method} {request.path}"}))
    try:
        iterable = application(environ, start_response)
        try:
            for part in iterable:
                recorder.note(_part(who, part))
        finally:
            close = getattr(iterable, "close", None)
            if close is not None:
                recorder.note(Event(who, "close", "in"))
                close()
    except BaseException as error:
        recorder.note(Event(who, "raise", "out", {"error": describe_error(error)}))
        if not isinstance(error, Exception):
            raise
        return
    recorder.note(Event(who, "return", "out"))


def _limited(run: Callable[[], None], recorder: Recorder, limit: float) -> None:
    """Run it in a thread of its own, which is left behind if it does not end.

    Threads that hang keep a process from its end: after a RunError, leave it with `os._exit`.
    """
    raised: list[BaseException] = []

    def work() -> None:
        recorder.actors.begin()
        try:
            run()
        except BaseException as error:
            raised.append(error)

    thread = threading.Thread(target=work, daemon=True, name="server")
    thread.start()
    thread.join(limit)
    if thread.is_alive():
        raise RunError(f"the run did not end within {limit:g} s")
    if raised:
        raise raised[0]


def _part(who: str, data: object) -> Event:
    message = message_event(who, {"type": "body", "body": data}, "out")
    return Event(who, "body", "out", message.content)


@dataclass
class Connection:
    """One connection of a client to an ASGI application, for a scenario's client to drive.

    `send` hands the application a message; `receive` waits for one of its messages; `reached` waits
    until a function of that qualified name has been called.
    """

    scope: dict
    who: str = "client"
    _input: asyncio.Queue = field(default_factory=asyncio.Queue)
    _output: asyncio.Queue = field(default_factory=asyncio.Queue)
    _task: asyncio.Task | None = None
    _server: "AsgiServer | None" = None
    _closed: bool = False  # the response is complete, or the client has left

    async def _receive(self) -> dict:
        """What the application's `receive` gives.

        Called on a closed HTTP connection it is http.disconnect, each time (ASGI specification,
        "Disconnect - receive event"). A call that waits when the response ends goes on waiting.
        """
        if self.scope["type"] == "http" and self._closed and self._input.empty():
            return {"type": "http.disconnect"}
        return await self._input.get()

    async def _send(self, message: dict) -> None:
        """The application's `send`: for nobody, once the client has left."""
        if self._closed:
            return
        if message.get("type") == "http.response.body" and not message.get("more_body"):
            self._closed = True
        self._output.put_nowait(message)

    async def send(self, message: dict) -> None:
        self._input.put_nowait(message)

    async def receive(self) -> dict:
        """The application's next message; an EOFError once it has ended without one."""
        getter = asyncio.ensure_future(self._output.get())
        try:
            await asyncio.wait({getter, self._task}, return_when=asyncio.FIRST_COMPLETED)
            if getter.done():
                return getter.result()
        finally:
            getter.cancel()  # a client that gives up must not take the next message
        raise EOFError("the application has ended")

    async def reached(self, name: str, times: int = 1) -> None:
        await self._server.reached(name, times)

    async def cancel(self) -> None:
        """Cancel the application's task, as a server may when it gives up."""
        self._closed = True
        self._server.recorder.note(Event(self.who, "cancel", "in"))
        self._task.cancel()
        await self.ended()

    async def ended(self) -> None:
        """Wait until the application has returned or raised."""
        await asyncio.wait({self._task})

    async def request(self, body: tuple[bytes, ...] = (b"",)) -> None:
        """Send a whole HTTP request body and wait for the whole response."""
        for index, part in enumerate(body):
            more = index < len(body) - 1
            await self.send({"type": "http.request", "body": part, "more_body": more})
        while True:
            message = await self.receive()
            if message["type"] == "http.response.body" and not message.get("more_body"):
                return

    async def open(self) -> dict:
        """Send websocket.connect; gives the application's answer."""
        await self.send({"type": "websocket.connect"})
        return await self.receive()

    async def send_text(self, text: str) -> None:
        await self.send({"type": "websocket.receive", "text": text, "bytes": None})

    async def leave(self, code: int = 1000) -> None:
        """Send the disconnect of the connection's protocol and wait for the application's end."""
        kind = self.scope["type"]
        code_part = {"code": code, "reason": ""} if kind == "websocket" else {}
        await self.send({"type": f"{kind}.disconnect", **code_part})
        self._closed = True
        await self.ended()


Client = Callable[["AsgiServer"], Awaitable[None]]


class AsgiServer:
    """Runs `application` for each connection that the client opens, each in a task of its own."""

    def __init__(self, application: Callable, recorder: Recorder) -> None:
        self.application, self.recorder = application, recorder
        self.turns = Turns()
        self._lock = threading.Lock()
        self._calls: Counter[str] = Counter()
        self._awaited: dict[tuple[str, int], asyncio.Event] = {}
        self._tasks: list[asyncio.Task] = []
        recorder.on_call = self._on_call

    def connect(self, scope: dict, who: str = "client") -> Connection:
        """Open a connection: call the application with `scope`."""
        connection = Connection(scope, who)
        run = recorded(self.application, who, self.recorder.note)
        coroutine = run(scope, connection._receive, connection._send)
        name = "application" if who == "client" else f"application of {who}"
        connection._task = asyncio.get_running_loop().create_task(coroutine, name=name)
        connection._server = self
        self._tasks.append(connection._task)
        return connection

    def http(self, request: Request | str, who: str = "client") -> Connection:
        """Open a connection for this request, or for a GET of this path."""
        request = Request(request) if isinstance(request, str) else request
        return self.connect(request.scope(), who)

    def websocket(self, path: str, who: str = "client", headers=()) -> Connection:
        return self.connect(
            connection_scope("websocket", path, raw_headers(headers)) | {"subprotocols": []}, who
        )

    async def reached(self, name: str, times: int = 1) -> None:
        """Wait until a function of that qualified name has been called, so many times.

        A thread that makes the call waits there until nothing in the event loop can go on.
        """
        with self._lock:
            if self._calls[name] >= times:
                return
            event = self._awaited[name, times] = asyncio.Event()
        await event.wait()

    def _on_call(self, name: str) -> None:
        with self._lock:
            self._calls[name] += 1
            event = self._awaited.pop((name, self._calls[name]), None)
        if event is None:
            return
        if threading.get_ident() == self._loop_thread:
            event.set()
        else:
            self.turns.hold(self._loop, event.set)

    async def run(self, client: Client, limit: float = LIMIT) -> None:
        """Let `client` talk to the application; a RunError if that takes more than `limit` s."""
        self._loop, self._loop_thread = asyncio.get_running_loop(), threading.get_ident()
        try:
            async with asyncio.timeout(limit) as timer:
                await client(self)
                for task in self._tasks:
                    await asyncio.wait({task})
        except TimeoutError:
            if not timer.expired():
                raise
            raise RunError(f"the run did not end within {limit:g} s") from None
        except EOFError:
            pass
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            self.recorder.end()  # what the loop's shutdown cancels has no order


def run_asgi(
    application: Callable, client: Client, recorder: Recorder, limit: float = LIMIT
) -> None:
    """Run `client` against `application` in an event loop of its own.

    A RunError if that takes more than `limit` seconds, and GRACE more where even cancelling hangs.
    """
    server = AsgiServer(application, recorder)

    async def serve() -> None:
        asyncio.current_task().set_name("server")
        await server.run(client, limit)

    with recorder.monitor(), server.turns:
        _limited(lambda: asyncio.run(serve()), recorder, limit + GRACE)
