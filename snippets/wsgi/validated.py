"""wsgiref.validate names the rule that an application breaks."""

from wsgiref.util import setup_testing_defaults
from wsgiref.validate import validator

TEXT = [("Content-Type", "text/plain")]


# --8<-- [start:right]
def right(environ, start_response):
    start_response("200 OK", list(TEXT))
    return [b"hello"]


# --8<-- [end:right]
# --8<-- [start:wrong]
def status_is_a_number(environ, start_response):
    start_response(200, list(TEXT))
    return [b"hello"]


def headers_are_a_dict(environ, start_response):
    start_response("200 OK", dict(TEXT))
    return [b"hello"]


def header_value_is_bytes(environ, start_response):
    start_response("200 OK", [("Content-Type", b"text/plain")])
    return [b"hello"]


def body_is_bytes(environ, start_response):
    start_response("200 OK", list(TEXT))
    return b"hello"


def body_is_text(environ, start_response):
    start_response("200 OK", list(TEXT))
    return ["hello"]


def reads_without_a_size(environ, start_response):
    environ["wsgi.input"].read()
    start_response("200 OK", list(TEXT))
    return [b"hello"]


# --8<-- [end:wrong]
WRONG = [
    status_is_a_number,
    headers_are_a_dict,
    header_value_is_bytes,
    body_is_bytes,
    body_is_text,
    reads_without_a_size,
]


# --8<-- [start:check]
def complaint(app):
    """Return the validator's message about `app`, or None."""
    environ = {"QUERY_STRING": ""}
    setup_testing_defaults(environ)
    try:
        result = validator(app)(environ, lambda status, headers, exc_info=None: print)
        try:
            for _ in result:
                pass
        finally:
            result.close()
    except AssertionError as error:
        return str(error) or "an AssertionError without a message"
    return None


# --8<-- [end:check]
def main():
    for app in (right, *WRONG):
        print(f"{app.__name__:23}{(complaint(app) or 'no complaint').splitlines()[0][:72]}")


if __name__ == "__main__":
    main()
