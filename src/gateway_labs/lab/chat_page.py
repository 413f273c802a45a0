"""The chat page of `labs run`: an ASGI application around the learner's.

HTTP below /_labs/ is ours: the page, and a stream of what every WebSocket receives and sends. All
else goes to the learner's application as the server gave it.
"""

import asyncio
import html
import json
import re
import secrets
from collections import deque
from collections.abc import Callable
from pathlib import Path

from gateway_labs.lab.frames import learner_traceback
from gateway_labs.strings import table, text
from gateway_labs.trace.event import Event
from gateway_labs.trace.wire import recorded

PREFIX = "/_labs/"
PAGE = Path(__file__).with_name("page")
FILES = {
    "": ("index.html", "text/html; charset=utf-8"),
    "chat.js": ("chat.js", "text/javascript; charset=utf-8"),
    "chat.css": ("chat.css", "text/css; charset=utf-8"),
}
KEPT = 300
"""Events that a page which opens later is shown."""
BEAT = 10.0
"""Seconds of silence after which a comment is sent, so that a lost page is noticed."""
ROOM = "lobby"
POLICY = b"default-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'"
PLACE = re.compile(r"\{\{(\*?\w+)\}\}")
"""Where a text goes in index.html: {{name}}, or {{*name}} for one whose marks count."""
MARKS = (
    (re.compile(r"`(.+?)`"), r"<code>\1</code>"),
    (re.compile(r"\*\*→\*\*"), '<b class="in">→</b>'),
    (re.compile(r"\*\*←\*\*"), '<b class="out">←</b>'),
    (re.compile(r"\*\*(.+?)\*\*"), r"<b>\1</b>"),
)


class ChatPage:
    """`application` with the page beside it.

    `path` is the WebSocket that the page opens. `http` says whether the learner's application
    answers HTTP. `problem` says why there is no application, in which case that is None.
    """

    def __init__(
        self,
        application: Callable | None,
        *,
        root: Path,
        path: str,
        http: bool,
        problem: str | None = None,
    ) -> None:
        self.application, self.root, self.http = application, root, http
        prefix = path.removesuffix(f"{ROOM}/") if path.endswith(f"/{ROOM}/") else None
        # The page tells a new run by this name, and starts its list of events again.
        self.hello = {
            "run": secrets.token_hex(4),
            "path": path,
            "room": {"before": prefix, "name": ROOM, "after": "/"} if prefix else None,
            "problem": problem,
        }
        self.events: deque[tuple[int, dict]] = deque(maxlen=KEPT)
        self.count = self.connections = 0
        self.listeners: set[asyncio.Queue] = set()

    async def __call__(self, scope, receive, send) -> None:
        if scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        elif scope["type"] == "http" and scope["path"].startswith(PREFIX):
            await self._own(scope, receive, send)
        elif scope["type"] == "http" and not (self.http and self.application):
            await self._no_http(scope["path"], send)
        else:
            await self.application(scope, receive, send)

    async def _websocket(self, scope, receive, send) -> None:
        self.connections += 1
        who = f"#{self.connections}"
        scope, tab = _without_tab(scope)
        self.emit(Event(who, "handshake", "in", {"path": scope["path"]}), tab=tab)
        if self.application is None:
            await receive()
            await send({"type": "websocket.close"})
            return
        try:
            await recorded(self.application, who, self.emit)(scope, receive, send)
        except Exception as error:
            frames = learner_traceback(error, self.root)
            if frames:
                self.emit(Event(who, "traceback", "out", {"frames": frames}))
            raise

    def emit(self, event: Event, **more: object) -> None:
        """Keep an event, and give it to every page that listens."""
        self.count += 1
        numbered = (self.count, event.to_json() | more)
        self.events.append(numbered)
        for listener in self.listeners:
            listener.put_nowait(numbered)

    async def _own(self, scope, receive, send) -> None:
        name = scope["path"].removeprefix(PREFIX)
        if name == "events":
            await self._stream(receive, send)
        elif name in FILES:
            file, kind = FILES[name]
            body = (PAGE / file).read_bytes() if name else page_html(table("chat_page")).encode()
            await _respond(send, 200, body, kind)
        else:
            await _respond(send, 404, text("serve.no_page", address=PREFIX).encode())

    async def _no_http(self, path: str, send) -> None:
        if path == "/":
            await _respond(send, 302, b"", headers=[(b"location", PREFIX.encode())])
        else:
            status = 404 if self.application else 503
            await _respond(send, status, text("serve.no_http", address=PREFIX).encode())

    async def _stream(self, receive, send) -> None:
        """Server-Sent Events (HTML standard, section 9.2): a hello, what was, and what comes."""
        await _start(send, 200, "text/event-stream")
        queue: asyncio.Queue = asyncio.Queue()
        leaving = asyncio.ensure_future(_left(receive))
        self.listeners.add(queue)
        try:
            await _send_part(send, f"retry: 500\nevent: hello\ndata: {json.dumps(self.hello)}\n\n")
            for number, event in list(self.events):
                await _send_part(send, _sse(number, event))
            while not leaving.done():
                await _send_part(send, await self._next(queue, leaving))
        finally:
            self.listeners.discard(queue)
            leaving.cancel()

    async def _next(self, queue: asyncio.Queue, leaving: asyncio.Future) -> str:
        coming = asyncio.ensure_future(queue.get())
        try:
            await asyncio.wait({coming, leaving}, timeout=BEAT, return_when=asyncio.FIRST_COMPLETED)
            return _sse(*coming.result()) if coming.done() else ": still here\n\n"
        finally:
            coming.cancel()


def page_html(texts: dict) -> str:
    """The page with `texts`, the shape of the catalogue's table "chat_page".

    Its texts go into the HTML, and no character of theirs is HTML. Its tables are for the script:
    they go into a data block, which no browser runs, so that the content policy stays as it is.
    A place without a text is a KeyError.
    """
    filled = {}
    for name, value in texts.items():
        if isinstance(value, str):
            filled[name] = filled[f"*{name}"] = html.escape(value)
            for mark, tag in MARKS:
                filled[f"*{name}"] = mark.sub(tag, filled[f"*{name}"])
    tables = {name: value for name, value in texts.items() if isinstance(value, dict)}
    # HTML standard, section 4.12.1.3: in a script element, "<" is what could end it.
    filled["texts"] = json.dumps(tables).replace("<", "\\u003c")
    page = (PAGE / "index.html").read_text(encoding="utf-8")
    return PLACE.sub(lambda place: filled[place[1]], page)


def _without_tab(scope: dict) -> tuple[dict, str | None]:
    """The scope as it were without our page's own query string, and the page's name in that."""
    query = scope.get("query_string", b"")
    if not query.startswith(b"_labs="):
        return scope, None
    own, _, rest = query.removeprefix(b"_labs=").partition(b"&")
    return scope | {"query_string": rest}, own.decode("ascii", "replace")


def _sse(number: int, event: dict) -> str:
    return f"id: {number}\ndata: {json.dumps(event)}\n\n"


async def _left(receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _start(send, status: int, kind: str, headers=()) -> None:
    own = [
        (b"content-type", kind.encode()),
        (b"cache-control", b"no-store"),
        (b"content-security-policy", POLICY),
        (b"x-content-type-options", b"nosniff"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": [*own, *headers]})


async def _send_part(send, content: str) -> None:
    await send({"type": "http.response.body", "body": content.encode(), "more_body": True})


async def _respond(
    send, status: int, body: bytes, kind: str = "text/plain; charset=utf-8", headers=()
) -> None:
    length = (b"content-length", str(len(body)).encode())
    await _start(send, status, kind, [length, *headers])
    await send({"type": "http.response.body", "body": body})
