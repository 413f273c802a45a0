"""The server keeps the headers until the first byte of the body."""

import io
from wsgiref.handlers import SimpleHandler
from wsgiref.util import setup_testing_defaults


class Wire(io.RawIOBase):
    """Stands for the client's socket and notes each write in `log`."""

    def __init__(self, log):
        self.log = log

    def write(self, data):
        text = bytes(data).decode("latin-1")
        if text.startswith(("Status:", "HTTP/")):
            self.log.append("server sends the status line")
        elif text.startswith("piece"):
            self.log.append(f"server sends {text!r}")
        return len(data)


# --8<-- [start:app]
def make_application(log):
    def application(environ, start_response):
        log.append("application calls start_response")
        start_response("200 OK", [("Content-Type", "text/plain")])
        for number in (1, 2):
            log.append(f"application makes piece {number}")
            yield f"piece {number}".encode()
        log.append("application has no more pieces")

    return application


# --8<-- [end:app]
def steps():
    """Return what happened, in order."""
    log = []
    environ = {}
    setup_testing_defaults(environ)
    SimpleHandler(io.BytesIO(), Wire(log), io.StringIO(), environ).run(make_application(log))
    return log


def main():
    print(*steps(), sep="\n")


if __name__ == "__main__":
    main()
