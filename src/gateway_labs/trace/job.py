"""What `labs trace` asks the interpreter that runs an application to do."""

from dataclasses import asdict, dataclass

from gateway_labs.trace.run import Request


@dataclass(frozen=True)
class Job:
    """One request or one WebSocket to the application that `target` names.

    `folder` is looked in first for its module. `body` and `send` are parts, as latin-1 text: one
    character for each byte. `quiet` is how many seconds without a message end the wait for answers
    on a WebSocket; `limit` how many the whole may take. `lines` names files or modules;
    `handlers` adds Django's handlers and the target's own file.
    """

    target: str
    folder: str
    settings: str | None = None
    interface: str | None = None
    method: str = "GET"
    path: str = "/"
    headers: tuple[tuple[str, str], ...] = ()
    body: tuple[str, ...] = ()
    websocket: bool = False
    send: tuple[str, ...] = ()
    binary: bool = False
    limit: float = 10.0
    quiet: float = 0.3
    lines: tuple[str, ...] = ()
    handlers: bool = False

    def to_json(self) -> dict:
        return asdict(self)

    @property
    def title(self) -> str:
        """What the client does, in short."""
        return f"{'WebSocket' if self.websocket else self.method} {self.path}"

    @property
    def request(self) -> Request:
        """The request, with the headers that every client sends."""
        body = tuple(part.encode("latin-1") for part in self.body)
        headers = self.headers
        if body and not _has(headers, "content-length"):
            headers += (("Content-Length", str(sum(map(len, body)))),)
        return Request(self.path, self.method, headers, body or (b"",))

    @property
    def handshake_headers(self) -> tuple[tuple[str, str], ...]:
        """The handshake's headers: a browser always sends an Origin (RFC 6455, section 4.1)."""
        if _has(self.headers, "origin"):
            return self.headers
        return (*self.headers, ("Origin", "http://127.0.0.1"))

    def frames(self) -> list[dict]:
        """The websocket.receive messages."""
        frames = [part.encode("latin-1") for part in self.send]
        if self.binary:
            return [{"type": "websocket.receive", "text": None, "bytes": data} for data in frames]
        return [
            {"type": "websocket.receive", "text": data.decode("utf-8"), "bytes": None}
            for data in frames
        ]


def _has(headers: tuple[tuple[str, str], ...], name: str) -> bool:
    return any(key.lower() == name for key, _ in headers)


def job_from_json(data: dict) -> Job:
    tuples = {key: tuple(data[key]) for key in ("body", "send", "lines")}
    headers = tuple((name, value) for name, value in data["headers"])
    return Job(**(data | tuples | {"headers": headers}))
