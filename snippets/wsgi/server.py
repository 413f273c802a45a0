"""A small WSGI server's part, in one function: call, iterate, send, close."""

from wsgiref.util import setup_testing_defaults


# --8<-- [start:serve]
def serve(application, environ, send):
    """Run one request. `send(data)` transmits bytes to the client."""
    pending = []  # the headers, until the first byte of the body
    sent = []

    def start_response(status, headers, exc_info=None):
        if exc_info and sent:
            raise exc_info[1].with_traceback(exc_info[2])
        if pending and not exc_info:
            raise AssertionError("start_response was called twice without exc_info")
        pending[:] = [status, headers]
        return write

    def write(data):
        if not pending:
            raise AssertionError("the body began before start_response")
        if not sent:
            status, headers = pending
            lines = [f"{name}: {value}" for name, value in headers]
            sent.append(True)
            send("\r\n".join([f"HTTP/1.1 {status}", *lines, "", ""]).encode("latin-1"))
        if data:
            send(data)

    result = application(environ, start_response)
    try:
        for data in result:
            if data:
                write(data)
        if not sent:
            write(b"")  # an empty body has headers, too
    finally:
        if hasattr(result, "close"):
            result.close()


# --8<-- [end:serve]
def application(environ, start_response):
    """An application whose body has an empty piece first."""
    start_response("200 OK", [("Content-Type", "text/plain")])
    yield b""
    yield b"hello"


def sent_by(app):
    """Return the pieces that the server sends for one request."""
    environ = {}
    setup_testing_defaults(environ)
    pieces = []
    serve(app, environ, pieces.append)
    return pieces


def main():
    for piece in sent_by(application):
        print(piece)


if __name__ == "__main__":
    main()
