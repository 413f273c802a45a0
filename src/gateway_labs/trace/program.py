"""Record one request or one WebSocket to somebody's own application, as a server would drive it."""

import asyncio
import inspect
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from types import CodeType, FrameType

from gateway_labs.trace.event import Event
from gateway_labs.trace.job import Job
from gateway_labs.trace.monitor import CALL, LINE, Monitor
from gateway_labs.trace.recorder import _PACKAGES, _STDLIB, Recorder
from gateway_labs.trace.run import AsgiServer, Connection, run_asgi, run_wsgi
from gateway_labs.trace.target import WSGI

_OURS = Path(__file__).resolve().parent


class ProgramRecorder(Recorder):
    """Keeps the calls of all that lies in `folder`, and the lines of `line_files`.

    What is installed is no part of the folder, even where its environment lies inside. `heard`
    gets each message at once; `error` is the last exception that left the application.
    """

    def __init__(
        self,
        folder: Path,
        line_files: tuple[Path, ...],
        *,
        main_thread: str,
        heard: Callable[[Event], None] = lambda event: None,
    ) -> None:
        super().__init__((folder, *line_files), folder, main_thread=main_thread)
        self.folder, self.line_files, self.heard = folder, line_files, heard
        self.error: BaseException | None = None
        self.stopped = False

    def monitor(self) -> AbstractContextManager:
        return Monitor(self.follows, self._hear, lines=bool(self.line_files))

    def own(self, filename: str) -> bool:
        """Whether a file is the program's, and not one of an installed package."""
        path = Path(filename)
        installed = any(path.is_relative_to(base) for base in (_PACKAGES, _STDLIB, _OURS))
        return path.is_relative_to(self.folder) and not installed

    def follows(self, filename: str) -> bool:
        return self.own(filename) or self._has_lines(filename)

    def note(self, event: Event) -> None:
        if event.kind == "raise":
            self.error = sys.exc_info()[1]
        super().note(event)
        self.heard(event)

    def _has_lines(self, filename: str) -> bool:
        return any(Path(filename).is_relative_to(path) for path in self.line_files)

    def _hear(self, kind: str, frame: FrameType, value: object) -> None:
        code = frame.f_code
        if kind == CALL and not _is_function(code):
            return
        if kind == LINE and not self._has_lines(code.co_filename):
            return
        super()._hear(kind, frame, value)

    def _add(self, what: object) -> None:
        if not self.stopped:
            super()._add(what)


def _is_function(code: CodeType) -> bool:
    """No body of a module or a class, which runs at an import; no comprehension.

    Comprehensions are frames in Python 3.11 only.
    """
    comprehension = code.co_name in ("<listcomp>", "<setcomp>", "<dictcomp>")
    return bool(code.co_flags & inspect.CO_OPTIMIZED) and not comprehension


class Run:
    """One run of `application`; `complete` is true once there was a whole answer."""

    def __init__(self, job: Job, interface: str, application: Callable, recorder: ProgramRecorder):
        self.job, self.interface, self.application = job, interface, application
        self.recorder = recorder
        self.complete = False

    def run(self) -> None:
        limit = self.job.limit + 60  # the child's watchdog cuts the run short, not this limit
        if self.interface == WSGI:
            with self.recorder.monitor():
                run_wsgi(self.application, self.job.request, self.recorder, limit)
            kinds = [e.what.kind for e in self.recorder.entries if isinstance(e.what, Event)]
            self.complete = "start_response" in kinds and kinds[-1] == "return"
        else:
            run_asgi(self.application, self._client, self.recorder, limit)

    async def _client(self, server: AsgiServer) -> None:
        job = self.job
        try:
            if job.websocket:
                await self._websocket(server.websocket(job.path, headers=job.handshake_headers))
            else:
                await self._http(server.http(job.request))
        except EOFError:
            pass  # it has ended without a whole answer

    async def _http(self, connection: Connection) -> None:
        body = self.job.request.body
        for index, part in enumerate(body):
            more = index < len(body) - 1
            await connection.send({"type": "http.request", "body": part, "more_body": more})
        while not _ends_response(await connection.receive()):
            pass
        self.complete = True
        await connection.ended()

    async def _websocket(self, connection: Connection) -> None:
        answer = await connection.open()
        while _type(answer) not in ("websocket.accept", "websocket.close"):
            answer = await connection.receive()
        self.complete = True
        # ASGI specification, "Disconnect": a refusal and a lost connection are 1006.
        code = 1006 if _type(answer) == "websocket.close" else None
        frames = [] if code else [None, *self.job.frames()]
        for frame in frames:
            if frame is not None:
                await connection.send(frame)
            code = await self._answers(connection)
            if code is not None:
                break
        await connection.leave(1000 if code is None else code)

    async def _answers(self, connection: Connection) -> int | None:
        """Take what comes until it is quiet; the code if the application closed the socket."""
        while True:
            try:
                async with asyncio.timeout(self.job.quiet):
                    message = await connection.receive()
            except TimeoutError:
                return None
            if _type(message) == "websocket.close":
                return message.get("code") or 1000


def _type(message: object) -> object:
    return message.get("type") if isinstance(message, dict) else None


def _ends_response(message: object) -> bool:
    return _type(message) == "http.response.body" and not message.get("more_body")
