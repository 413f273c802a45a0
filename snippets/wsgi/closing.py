"""Who calls close(), and when: after the body, after an error, after the client has left."""

import io
from wsgiref.handlers import SimpleHandler
from wsgiref.util import setup_testing_defaults


# --8<-- [start:body]
class Body:
    """Two pieces. Notes what happens to it in `log`."""

    def __init__(self, log, fail=False):
        self.log = log
        self.fail = fail

    def __iter__(self):
        yield b"piece 1"
        self.log.append("made piece 1")
        if self.fail:
            raise LookupError("the second piece is missing")
        yield b"piece 2"
        self.log.append("made piece 2")

    def close(self):
        self.log.append("close()")


# --8<-- [end:body]
class Gone(io.RawIOBase):
    """A socket whose client leaves after the first piece."""

    def write(self, data):
        if b"piece 2" in bytes(data):
            raise ConnectionResetError("the client has left")
        return len(data)


def run(body, wire):
    """Serve one request with `body` and return what happened to the body."""
    environ = {}
    setup_testing_defaults(environ)

    def application(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        return body

    SimpleHandler(io.BytesIO(), wire, io.StringIO(), environ).run(application)
    return body.log


def cases():
    """Return {case: what happened}."""
    return {
        "to the end": run(Body([]), io.BytesIO()),
        "an error while iterating": run(Body([], fail=True), io.BytesIO()),
        "the client leaves": run(Body([]), Gone()),
    }


def main():
    for case, log in cases().items():
        print(f"{case:26}{' -> '.join(log)}")


if __name__ == "__main__":
    main()
