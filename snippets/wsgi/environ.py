"""What a server puts into the environ for one real request."""

import threading
from http.client import HTTPConnection
from wsgiref.simple_server import WSGIRequestHandler, make_server

# --8<-- [start:names]
NAMES = [
    "REQUEST_METHOD",
    "SCRIPT_NAME",
    "PATH_INFO",
    "QUERY_STRING",
    "CONTENT_TYPE",
    "CONTENT_LENGTH",
    "SERVER_PROTOCOL",
    "HTTP_ACCEPT_LANGUAGE",
    "HTTP_X_TWICE",
    "wsgi.version",
    "wsgi.url_scheme",
    "wsgi.multithread",
    "wsgi.multiprocess",
    "wsgi.run_once",
]
# --8<-- [end:names]


class QuietHandler(WSGIRequestHandler):
    def log_message(self, *args):
        pass


def environ_of(method, target, body, headers):
    """Send one request to the standard library's server and return the environ it made."""
    seen = {}

    def application(environ, start_response):
        seen.update(environ)
        start_response("204 No Content", [])
        return []

    with make_server("127.0.0.1", 0, application, handler_class=QuietHandler) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        connection = HTTPConnection("127.0.0.1", server.server_port)
        connection.putrequest(method, target)
        for name, value in [*headers, ("Content-Length", str(len(body)))]:
            connection.putheader(name, value)
        connection.endheaders(body)
        connection.getresponse().read()
        connection.close()
        thread.join()
    return seen


# --8<-- [start:request]
def request():
    return environ_of(
        "POST",
        "/caf%C3%A9/a%2Fb?q=%C3%A9",
        b"hello",
        [
            ("Content-Type", "text/plain"),
            ("Accept-Language", "ko"),
            ("X-Twice", "a"),
            ("X-Twice", "b"),
        ],
    )


# --8<-- [end:request]
def main():
    environ = request()
    for name in NAMES:
        print(f"{name:22}{environ[name]!r}")
    # --8<-- [start:decode]
    path = environ["PATH_INFO"].encode("latin-1").decode("utf-8")
    # --8<-- [end:decode]
    print(f"{'the path, decoded':22}{path!r}")


if __name__ == "__main__":
    main()
