"""Who calls whom in WSGI: the server calls the application, which calls `start_response` back."""

from wsgiref.util import setup_testing_defaults


# --8<-- [start:server]
def serve_once(application) -> list[str]:
    """Be the server for one request. Return what happened, in order."""
    happened = []

    def start_response(status, headers, exc_info=None):
        happened.append(f"the application calls start_response({status!r}, ...) back")

    environ = {}
    setup_testing_defaults(environ)
    happened.append("the server calls application(environ, start_response)")
    body = application(environ, start_response)
    happened.append(f"the application returns a {type(body).__name__}; it is the body")
    for part in body:
        happened.append(f"the server takes {part!r} from it")
    return happened


# --8<-- [end:server]


def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"hello"]


def main() -> None:
    for line in serve_once(application):
        print(line)


if __name__ == "__main__":
    main()
