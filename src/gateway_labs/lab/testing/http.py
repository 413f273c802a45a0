"""One HTTP request to an ASGI application, without a server (ASGI specification, "HTTP")."""

from dataclasses import dataclass, field

from gateway_labs.lab.record import CheckFailed
from gateway_labs.lab.testing.application import LIMIT, Application, Returned
from gateway_labs.strings import text
from gateway_labs.trace.request import connection_scope


@dataclass
class Exchange:
    """What came of one request: every message that the application sent, in order."""

    sent: list[dict] = field(default_factory=list)

    @property
    def start(self) -> dict:
        """The http.response.start message; {} if none was sent."""
        return next((m for m in self.sent if m.get("type") == "http.response.start"), {})

    @property
    def status(self) -> int | None:
        return self.start.get("status")

    @property
    def headers(self) -> list:
        return list(self.start.get("headers", ()))

    @property
    def body(self) -> bytes:
        """The body, joined over its messages; what is not bytes is left out."""
        bodies = (m.get("body", b"") for m in self.sent if m.get("type") == "http.response.body")
        return b"".join(part for part in bodies if isinstance(part, bytes))

    @property
    def complete(self) -> bool:
        """Whether the last message ends the response."""
        last = self.sent[-1] if self.sent else {}
        return last.get("type") == "http.response.body" and not last.get("more_body", False)


class Request:
    """One request of the client `who`, whose messages a test sends and receives one by one."""

    def __init__(
        self, application, path: str = "/", *, method="GET", headers=(), who="client", **scope
    ) -> None:
        own = {"method": method} | scope
        self.application = Application(
            application, connection_scope("http", path, headers) | own, who
        )

    async def send_body(self, *parts: bytes, more: bool = False) -> None:
        """Send the body, one http.request a part; with `more`, the last one is not the end."""
        for index, part in enumerate(parts):
            more_body = more or index < len(parts) - 1
            await self.application.send(
                {"type": "http.request", "body": part, "more_body": more_body}
            )

    async def disconnect(self) -> None:
        """Send http.disconnect: the client has gone, or the response is complete."""
        await self.application.send({"type": "http.disconnect"})

    async def finish(self, within: float = LIMIT) -> Exchange:
        """Wait until the application has returned; gives what it sent that was not received."""
        await self.application.finish(within)
        return Exchange(self.application.sent())


async def exchange(
    application, path: str = "/", *, body: tuple[bytes, ...] = (b"",), within=LIMIT, **request
) -> Exchange:
    """One whole request, its body in as many messages as `body` has parts.

    http.disconnect comes after the response is complete, as a server sends it, so that an
    application that waits for it ends. `request` goes to `Request`.
    """
    sent = Request(application, path, **request)
    await sent.send_body(*body)
    result = Exchange()
    while not result.complete:
        try:
            result.sent.append(await sent.application.receive(within))
        except Returned:
            return result
        except TimeoutError:
            raise CheckFailed(
                text("http.nothing", seconds=f"{sent.application.limit(within):g}")
            ) from None
    await sent.disconnect()
    result.sent += (await sent.finish(within)).sent
    return result
