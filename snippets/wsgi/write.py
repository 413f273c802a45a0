"""write() sends before the iterable does."""

import io
from wsgiref.handlers import SimpleHandler
from wsgiref.util import setup_testing_defaults


# --8<-- [start:app]
def application(environ, start_response):
    write = start_response("200 OK", [("Content-Type", "text/plain")])
    write(b"written, ")
    return [b"then returned"]


# --8<-- [end:app]
def body():
    """Return the body that the client gets."""
    environ = {}
    setup_testing_defaults(environ)
    client = io.BytesIO()
    SimpleHandler(io.BytesIO(), client, io.StringIO(), environ).run(application)
    return client.getvalue().partition(b"\r\n\r\n")[2]


def main():
    print(body())


if __name__ == "__main__":
    main()
