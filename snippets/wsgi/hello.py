"""A complete WSGI application, called by hand as a server would call it."""

from wsgiref.util import setup_testing_defaults


# --8<-- [start:app]
def application(environ, start_response):
    body = f"Hello, {environ['PATH_INFO']}\n".encode()
    headers = [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))]
    start_response("200 OK", headers)
    return [body]


# --8<-- [end:app]
# --8<-- [start:call]
def call(app, path):
    """Call `app` once and return (status, headers, body)."""
    environ = {"PATH_INFO": path}
    setup_testing_defaults(environ)  # adds what a server must add
    started = []

    def start_response(status, headers, exc_info=None):
        started[:] = [status, headers]
        return lambda data: None

    result = app(environ, start_response)
    try:
        body = b"".join(result)
    finally:
        if hasattr(result, "close"):
            result.close()
    return started[0], started[1], body


# --8<-- [end:call]
def main():
    status, headers, body = call(application, "/chat")
    print("status ", status)
    for name, value in headers:
        print("header ", f"{name}: {value}")
    print("body   ", body)


if __name__ == "__main__":
    main()
