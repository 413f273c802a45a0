"""A WebSocket client for an ASGI application, without a server (ASGI spec, "WebSocket")."""

import json

from gateway_labs.lab.record import CheckFailed
from gateway_labs.lab.testing.application import LIMIT, Application, Returned
from gateway_labs.strings import text
from gateway_labs.trace.event import Event
from gateway_labs.trace.request import connection_scope


class Socket:
    """One WebSocket of the client `who`, on `path` (with a query string if it has one)."""

    def __init__(
        self, application, path: str, who: str = "A", *, headers=(), subprotocols=(), **scope
    ) -> None:
        self.who = who
        own = {"subprotocols": list(subprotocols)} | scope
        self.application = Application(
            application, connection_scope("websocket", path, headers) | own, who
        )
        self.record = self.application.record

    async def connect(self) -> dict:
        """Send websocket.connect; gives the application's first event, accept or close."""
        await self.send({"type": "websocket.connect"})
        return await self.receive()

    async def accept(self) -> dict:
        """Connect, and fail the check unless the application accepts; gives that event."""
        answer = await self.connect()
        if answer.get("type") != "websocket.accept":
            raise CheckFailed(text("socket.not_accepted", type=answer.get("type")))
        return answer

    async def send(self, message: dict) -> None:
        """Send any event to the application."""
        await self.application.send(message)

    async def send_text(self, content: str) -> None:
        await self.send({"type": "websocket.receive", "bytes": None, "text": content})

    async def send_bytes(self, content: bytes) -> None:
        await self.send({"type": "websocket.receive", "bytes": content, "text": None})

    async def send_json(self, content: object) -> None:
        await self.send_text(json.dumps(content))

    async def receive(self, within: float = LIMIT) -> dict:
        """The next event, within a time in seconds; the application's exception if it raised."""
        try:
            return await self.application.receive(within)
        except Returned:
            raise CheckFailed(text("socket.returned"), self._cause_of_silence()) from None
        except TimeoutError:
            got = text("socket.nothing", seconds=f"{self.application.limit(within):g}")
            raise CheckFailed(got, self._cause_of_silence()) from None

    async def receive_text(self, within: float = LIMIT) -> str:
        """The text of the next frame; the check fails if it is another event or a binary frame."""
        message = await self.receive(within)
        if message.get("type") != "websocket.send" or message.get("text") is None:
            raise CheckFailed(text("socket.no_text", message=_show(message)))
        return message["text"]

    async def receive_json(self, within: float = LIMIT) -> object:
        """The JSON value of the next frame, which must be a text frame."""
        content = await self.receive_text(within)
        try:
            return json.loads(content)
        except ValueError:
            raise CheckFailed(text("socket.no_json", content=repr(content)[:200])) from None

    async def nothing(self, within: float = 0.1) -> bool:
        """True when the application sends nothing within a time in seconds. It goes on running."""
        try:
            self.unexpected = await self.application.receive(within)
        except (TimeoutError, Returned):
            return True
        return False

    async def disconnect(self, code: int = 1000, within: float = LIMIT) -> None:
        """Send websocket.disconnect and wait until the application has returned."""
        await self.send({"type": "websocket.disconnect", "code": code, "reason": ""})
        await self.finish(within)

    async def finish(self, within: float = LIMIT) -> None:
        """Wait until the application has returned; its exception if it raised one."""
        await self.application.finish(within)

    def events(self) -> list[Event]:
        """What this client's application received and sent so far."""
        return [event for event in self.record.events if event.who == self.who]

    def _cause_of_silence(self) -> str | None:
        kinds = [event.kind for event in self.events()]
        received = kinds[:1] == ["websocket.connect"]
        if received and not {"websocket.accept", "websocket.close"} & {*kinds}:
            return text("likely.no_accept")
        return None


def _show(message: dict) -> str:
    return repr({key: value for key, value in message.items() if value is not None})[:200]
