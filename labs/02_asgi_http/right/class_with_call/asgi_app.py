"""The application is an object with `async def __call__`; pages are methods."""

from urllib.parse import parse_qsl


class ClientLeft(Exception):
    """The client closed the connection before its request was complete."""


class Site:
    """One object for all requests, so it keeps nothing of a request in itself."""

    async def __call__(self, scope, receive, send):
        assert scope["type"] == "http", scope["type"]
        try:
            body = b"".join([part async for part in self.parts(receive)])
        except ClientLeft:
            return
        pages = {"/": self.home, "/hello": self.hello, "/echo": self.echo, "/wait": self.wait}
        page = pages.get(scope["path"], self.missing)
        await send(
            {
                "type": "http.response.start",
                "status": 404 if page == self.missing else 200,
                "headers": [[b"content-type", b"text/plain"]],
            }
        )
        async for part in page(scope, body):
            await send({"type": "http.response.body", "body": part, "more_body": True})
        if page == self.wait:
            event = await receive()
            assert event["type"] == "http.disconnect"
        else:
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def parts(self, receive):
        while True:
            event = await receive()
            if event["type"] == "http.disconnect":
                raise ClientLeft
            yield event.get("body", b"")
            if not event.get("more_body"):
                return

    async def home(self, scope, body):
        yield b"Hello from ASGI\n"

    async def hello(self, scope, body):
        name = dict(parse_qsl(scope["query_string"].decode())).get("name", "world")
        yield f"Hello, {name}!\n".encode()

    async def echo(self, scope, body):
        yield body

    async def wait(self, scope, body):
        yield b"waiting\n"

    async def missing(self, scope, body):
        yield f"No page at {scope['path']}\n".encode()


application = Site()
