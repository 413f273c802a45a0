"""start_response called a second time: without exc_info, in time, and too late."""

import io
import sys
from wsgiref.handlers import SimpleHandler
from wsgiref.util import setup_testing_defaults

TEXT = [("Content-Type", "text/plain")]


# --8<-- [start:twice]
def twice(environ, start_response):
    start_response("200 OK", list(TEXT))
    start_response("404 Not Found", list(TEXT))
    return [b"which one?"]


# --8<-- [end:twice]
# --8<-- [start:in_time]
def in_time(environ, start_response):
    start_response("200 OK", list(TEXT))
    try:
        raise LookupError("no such room")
    except LookupError:
        start_response("404 Not Found", list(TEXT), sys.exc_info())
        return [b"no such room"]


# --8<-- [end:in_time]
# --8<-- [start:too_late]
def too_late(environ, start_response):
    start_response("200 OK", list(TEXT))
    yield b"the first half"
    try:
        raise LookupError("no such room")
    except LookupError:
        start_response("404 Not Found", list(TEXT), sys.exc_info())
        yield b"never sent"


# --8<-- [end:too_late]
def run(app):
    """Return (status line, body, last line of the server's log)."""
    environ = {}
    setup_testing_defaults(environ)
    client, log = io.BytesIO(), io.StringIO()
    SimpleHandler(io.BytesIO(), client, log, environ).run(app)
    head, _, body = client.getvalue().decode("latin-1").partition("\r\n\r\n")
    lines = log.getvalue().strip().splitlines()
    return head.splitlines()[0], body, lines[-1] if lines else "nothing"


def main():
    for app in (twice, in_time, too_late):
        status, body, logged = run(app)
        print(f"{app.__name__}\n  client: {status!r} {body[:20]!r}\n  log:    {logged}")


if __name__ == "__main__":
    main()
