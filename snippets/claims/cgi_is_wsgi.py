"""One WSGI application as CGI and on a server: the gateway decides how many processes there are."""

import os
import subprocess
import sys
import threading
from urllib.request import ProxyHandler, build_opener
from wsgiref.handlers import CGIHandler
from wsgiref.simple_server import WSGIRequestHandler, make_server

CGI = {"REQUEST_METHOD": "GET", "SERVER_NAME": "localhost", "SERVER_PORT": "80"}
SERVER_PROTOCOL = {"SERVER_PROTOCOL": "HTTP/1.1", "SCRIPT_NAME": "", "PATH_INFO": "/"}


# --8<-- [start:app]
def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [f"{os.getpid()} {environ['wsgi.run_once']}".encode()]


# --8<-- [end:app]


class Quiet(WSGIRequestHandler):
    def log_message(self, *args):
        pass


def by_cgi() -> tuple[str, str]:
    """Start this file as a CGI script for one request. Return its id and `wsgi.run_once`."""
    environ = os.environ | CGI | SERVER_PROTOCOL
    script = subprocess.run(
        [sys.executable, __file__, "--cgi"],
        env=environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=True,
    )
    pid, run_once = script.stdout.decode().split()[-2:]
    return pid, run_once


def by_server(count: int) -> list[tuple[str, str]]:
    """Make `count` requests to one wsgiref server."""
    with make_server("127.0.0.1", 0, application, handler_class=Quiet) as server:
        thread = threading.Thread(target=lambda: [server.handle_request() for _ in range(count)])
        thread.start()
        opener = build_opener(ProxyHandler({}))
        url = f"http://127.0.0.1:{server.server_port}/"
        bodies = [opener.open(url, timeout=10).read().decode() for _ in range(count)]
        thread.join()
    return [tuple(body.split()) for body in bodies]


def main() -> None:
    runs = {"wsgiref.handlers.CGIHandler": [by_cgi(), by_cgi()], "wsgiref server": by_server(2)}
    for gateway, answers in runs.items():
        processes = len({pid for pid, _ in answers})
        print(f"{gateway}: 2 requests, processes: {processes}, wsgi.run_once: {answers[0][1]}")


if __name__ == "__main__":
    CGIHandler().run(application) if "--cgi" in sys.argv else main()
