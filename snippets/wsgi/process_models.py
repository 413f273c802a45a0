"""The same WSGI application under two servers: what each says of its threads, and what it does."""

import threading
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from socketserver import ThreadingMixIn
from wsgiref.simple_server import ServerHandler, WSGIRequestHandler, WSGIServer


# --8<-- [start:app]
class Application:
    """Let a request wait for a second one, which may come or not."""

    def __init__(self):
        self.meeting = threading.Barrier(2)

    def __call__(self, environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        try:
            self.meeting.wait(timeout=2)
        except threading.BrokenBarrierError:
            return [b"one after another"]
        return [b"at the same time"]


# --8<-- [end:app]
class QuietHandler(WSGIRequestHandler):
    """The standard library's handler without its access log."""

    multithread = False

    def log_message(self, *args):
        pass

    def handle(self):
        self.raw_requestline = self.rfile.readline(65537)
        if self.parse_request():
            handler = ServerHandler(
                self.rfile,
                self.wfile,
                self.get_stderr(),
                self.get_environ(),
                multithread=self.multithread,
            )
            handler.request_handler = self
            handler.run(self.server.get_app())


class ThreadedHandler(QuietHandler):
    multithread = True


# --8<-- [start:servers]
class OneThreadServer(WSGIServer):
    handler = QuietHandler


class ThreadedServer(ThreadingMixIn, WSGIServer):
    handler = ThreadedHandler
    daemon_threads = True


# --8<-- [end:servers]
def two_requests(server_class):
    """Return the bodies that two clients get when they ask at the same time."""
    with server_class(("127.0.0.1", 0), server_class.handler) as server:
        server.set_app(Application())
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()

        def get(_):
            connection = HTTPConnection("127.0.0.1", server.server_port)
            connection.request("GET", "/")
            body = connection.getresponse().read()
            connection.close()
            return body.decode()

        try:
            with ThreadPoolExecutor(2) as pool:
                return list(pool.map(get, range(2)))
        finally:
            server.shutdown()
            thread.join()


def main():
    for server_class in (OneThreadServer, ThreadedServer):
        says = server_class.handler.multithread
        did = sorted(set(two_requests(server_class)))
        print(f"{server_class.__name__:16} multithread={says!s:5} ran two requests {did[0]}")


if __name__ == "__main__":
    main()
