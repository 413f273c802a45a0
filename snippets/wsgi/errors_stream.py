"""wsgi.errors is the server's log, as text. The client never sees it."""

import io
from wsgiref.handlers import SimpleHandler
from wsgiref.util import setup_testing_defaults


# --8<-- [start:app]
def application(environ, start_response):
    print("no room named 채팅", file=environ["wsgi.errors"], flush=True)
    start_response("404 Not Found", [("Content-Type", "text/plain")])
    return [b"no such room"]


# --8<-- [end:app]
def run():
    """Return (body that the client got, what the server logged)."""
    environ = {}
    setup_testing_defaults(environ)
    client, log = io.BytesIO(), io.StringIO()
    SimpleHandler(io.BytesIO(), client, log, environ).run(application)
    return client.getvalue().partition(b"\r\n\r\n")[2], log.getvalue()


def main():
    body, log = run()
    print("client:", body)
    print("log:   ", log.strip())


if __name__ == "__main__":
    main()
