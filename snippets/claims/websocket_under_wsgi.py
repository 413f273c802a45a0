"""A WebSocket handshake reaches a WSGI application, which has no allowed way to answer it."""

from io import BytesIO, StringIO
from wsgiref.handlers import SimpleHandler
from wsgiref.util import setup_testing_defaults

HANDSHAKE = {
    "REQUEST_METHOD": "GET",
    "HTTP_CONNECTION": "Upgrade",
    "HTTP_UPGRADE": "websocket",
    "HTTP_SEC_WEBSOCKET_VERSION": "13",
    "HTTP_SEC_WEBSOCKET_KEY": "dGhlIHNhbXBsZSBub25jZQ==",
}


# --8<-- [start:app]
def switch_protocols(environ, start_response):
    headers = [("Upgrade", "websocket"), ("Connection", "Upgrade")]
    start_response("101 Switching Protocols", headers)
    return []


# --8<-- [end:app]


def why_not() -> str:
    """Run the application on wsgiref's handler. Return the error that it logs."""
    environ = dict(HANDSHAKE)
    setup_testing_defaults(environ)
    log = StringIO()
    SimpleHandler(BytesIO(), BytesIO(), log, environ).run(switch_protocols)
    return log.getvalue().strip().splitlines()[-1]


def main() -> None:
    print("the environ holds the handshake: HTTP_UPGRADE =", HANDSHAKE["HTTP_UPGRADE"])
    print("the application answers 101 with an Upgrade header:")
    print(" ", why_not())


if __name__ == "__main__":
    main()
