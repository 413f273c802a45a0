"""An ASGI application that runs in a task of its own, driven message by message.

asgiref's ApplicationCommunicator cancels the application when a wait runs out, and shows an
exception only then. A check must not change what it watches, so this one waits for the next
message or the application's end, whichever is first, and cancels nothing.
"""

import asyncio
import contextvars
import inspect

from gateway_labs.lab.record import CheckFailed, current
from gateway_labs.strings import text
from gateway_labs.trace.event import Event, short
from gateway_labs.trace.wire import recorded

LIMIT = 2.0
"""Seconds that the harness waits for an event of the application."""


class Returned(Exception):
    """The application returned while a message of it was awaited."""


def _awaitable(application):
    """`application`, which fails the check if its call gives nothing that can be awaited."""

    async def checked_application(scope, receive, send):
        called = application(scope, receive, send)
        if not inspect.isawaitable(called):
            raise CheckFailed(text("application.not_awaitable", type=type(called).__name__))
        return await called

    return checked_application


class Application:
    """`application`, called with `scope` at the first use; its events are recorded as `who`'s."""

    def __init__(self, application, scope: dict, who: str) -> None:
        self.record, self.who, self.scope = current(), who, scope
        self._callable = recorded(_awaitable(application), who, self._emit)
        self._cancelled = self._asking = False
        self._last: dict = {}
        self._input: asyncio.Queue = asyncio.Queue()
        self._output: asyncio.Queue = asyncio.Queue()
        self._running: asyncio.Task | None = None

    @property
    def task(self) -> asyncio.Task:
        """The application's task. Its context is empty, as a server's would be."""
        if self._running is None:
            run = self._callable(self.scope, self._hand_over, self._take)
            self._running = asyncio.create_task(run, context=contextvars.Context())
        return self._running

    async def _hand_over(self) -> dict:
        """The application's receive()."""
        self._asking = True
        self._last = await self._input.get()
        self._asking = False
        return self._last

    async def _take(self, message: dict) -> None:
        """The application's send(); fails the check in the line that sends no event."""
        if not isinstance(message, dict) or not isinstance(message.get("type"), str):
            raise CheckFailed(text("application.not_an_event", value=short(message)))
        self._output.put_nowait(message)

    async def send(self, message: dict) -> None:
        """Hand `message` to the application's receive()."""
        self._input.put_nowait(message)
        _ = self.task
        await asyncio.sleep(0)

    def limit(self, within: float) -> float:
        """`within`, or fewer seconds when a task of this check has failed already."""
        return min(within, self.record.patience)

    async def receive(self, within: float = LIMIT) -> dict:
        """The next message that the application sends.

        Raises its exception if it raised, `Returned` if it returned, TimeoutError after `within`
        seconds. It goes on running.
        """
        if not self._output.empty():
            return self._output.get_nowait()
        getter = asyncio.create_task(self._output.get())
        done, _ = await asyncio.wait(
            {getter, self.task}, timeout=self.limit(within), return_when=asyncio.FIRST_COMPLETED
        )
        if getter in done:
            return getter.result()
        getter.cancel()
        if self.task not in done:
            raise TimeoutError
        self._result()
        raise Returned

    def sent(self) -> list[dict]:
        """Every message that was sent and not received yet."""
        return [self._output.get_nowait() for _ in range(self._output.qsize())]

    async def finish(self, within: float = LIMIT) -> None:
        """Wait for its return; its exception if it raises. After `within` s the check fails."""
        within = self.limit(within)
        done, _ = await asyncio.wait({self.task}, timeout=within)
        if not done:
            got = text("application.still_running", seconds=f"{within:g}")
            raise CheckFailed(got, self._why_running())
        self._result()

    def _why_running(self) -> str | None:
        """What proves that it can't end: an event that it did not take, or one that won't come."""
        if not self._input.empty():
            return text("likely.event_not_taken")
        last = str(self._last.get("type"))
        if self._asking and last.endswith(".disconnect"):
            return text("likely.receives_after_the_end", type=last)
        return None

    async def cancel(self, within: float = LIMIT) -> bool:
        """Cancel the application as a server may; whether it ended within that many seconds."""
        self._cancelled = True
        self.task.cancel()
        done, _ = await asyncio.wait({self.task}, timeout=within)
        return bool(done)

    @property
    def running(self) -> bool:
        return not self.task.done()

    def _emit(self, event: Event) -> None:
        # The end of a failed test cancels what still runs: no event of the learner's program.
        if event.kind != "cancelled" or self._cancelled:
            self.record.add_event(event)

    def _result(self) -> None:
        try:
            self.task.result()
        except BaseException as error:
            self.record.application_errors.append(error)
            raise
