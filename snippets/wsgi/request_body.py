"""Reading the body: by CONTENT_LENGTH, and without it, where the read waits for ever."""

import socket
import threading
from wsgiref.simple_server import WSGIRequestHandler, make_server


# --8<-- [start:right]
def read_body(environ):
    """Return the request's body. A missing or bad length counts as an empty body."""
    try:
        length = int(environ.get("CONTENT_LENGTH") or 0)
    except ValueError:
        length = 0
    return environ["wsgi.input"].read(length)


# --8<-- [end:right]
# --8<-- [start:wrong]
def read_all(environ):
    return environ["wsgi.input"].read()  # waits until the client closes its side


# --8<-- [end:wrong]
class QuietHandler(WSGIRequestHandler):
    def log_message(self, *args):
        pass


def post(read):
    """POST five bytes and keep the connection open. Return what happened, in order."""
    log, done = [], threading.Event()

    def application(environ, start_response):
        log.append(f"the application has read {read(environ)!r}")
        done.set()
        start_response("204 No Content", [])
        return []

    with make_server("127.0.0.1", 0, application, handler_class=QuietHandler) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        with socket.create_connection(server.server_address) as client:
            client.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello")
            if not done.wait(timeout=2):
                log.append("nothing: the application still waits")
            log.append("the client closes its side")
            client.shutdown(socket.SHUT_WR)
            thread.join()
    return log


def main():
    for read in (read_body, read_all):
        print(read.__name__)
        for line in post(read):
            print("   ", line)


if __name__ == "__main__":
    main()
