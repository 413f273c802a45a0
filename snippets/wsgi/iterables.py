"""Three ways to return a body, and the one that looks right and is not."""

import io
from wsgiref.handlers import SimpleHandler
from wsgiref.util import setup_testing_defaults

TEXT = [("Content-Type", "text/plain")]


# --8<-- [start:list]
def a_list(environ, start_response):
    start_response("200 OK", list(TEXT))
    return [b"one ", b"two"]


# --8<-- [end:list]
# --8<-- [start:generator]
def a_generator(environ, start_response):
    start_response("200 OK", list(TEXT))
    yield b"one "
    yield b"two"


# --8<-- [end:generator]
# --8<-- [start:class]
class AClass:
    def __init__(self, environ, start_response):
        self.start_response = start_response

    def __iter__(self):
        self.start_response("200 OK", list(TEXT))
        yield b"one "
        yield b"two"


# --8<-- [end:class]
# --8<-- [start:wrong]
def bare_bytes(environ, start_response):
    start_response("200 OK", list(TEXT))
    return b"one two"  # an iterable, but of integers


def text(environ, start_response):
    start_response("200 OK", list(TEXT))
    return ["one two"]  # an iterable, but of str


# --8<-- [end:wrong]
def run(app):
    """Return (what the client got as body, last line of the server's log)."""
    environ = {}
    setup_testing_defaults(environ)
    client, log = io.BytesIO(), io.StringIO()
    SimpleHandler(io.BytesIO(), client, log, environ).run(app)
    lines = log.getvalue().strip().splitlines()
    return client.getvalue().partition(b"\r\n\r\n")[2], lines[-1] if lines else None


def main():
    for app in (a_list, a_generator, AClass, bare_bytes, text):
        body, logged = run(app)
        print(f"{app.__name__:12}{logged or body}")
    print("the first item of a bytes object:", next(iter(b"one two")))


if __name__ == "__main__":
    main()
