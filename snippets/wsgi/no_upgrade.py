"""A WSGI application tries to answer a WebSocket handshake: the server refuses the header."""

import io
from wsgiref.handlers import SimpleHandler
from wsgiref.util import setup_testing_defaults


# --8<-- [start:app]
def application(environ, start_response):
    start_response("101 Switching Protocols", [("Upgrade", "websocket")])
    return []


# --8<-- [end:app]
def run(app):
    """Return (what the client got, what the server logged) of one request."""
    environ = {"REQUEST_METHOD": "GET", "HTTP_UPGRADE": "websocket"}
    setup_testing_defaults(environ)
    client, log = io.BytesIO(), io.StringIO()
    SimpleHandler(io.BytesIO(), client, log, environ).run(app)
    return client.getvalue().decode("latin-1"), log.getvalue()


def main():
    client, log = run(application)
    print("the server logged:", log.strip().splitlines()[-1])
    print("the client got:   ", client.splitlines()[0])


if __name__ == "__main__":
    main()
