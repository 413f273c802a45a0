"""A WSGI application by hand: no framework, only the standard library."""


def application(environ, start_response):
    """Answer one request. The server calls this once for each request."""
    # TODO(1): GET / answers "200 OK" and the text "Hello from WSGI\n".
    # TODO(2): GET /hello greets the name in the query. An unknown path is a 404.
    # TODO(3): POST /echo sends the request's body back.
    # TODO(4): GET /count streams three parts, and cleans up when the server closes it.
    start_response("501 Not Implemented", [("Content-Type", "text/plain; charset=utf-8")])
    return []


def make_app_server(port):
    """A wsgiref server for the application, on 127.0.0.1 and `port`. It is not started here."""
    # TODO(5): return the server, with wsgiref's validator around the application.


if __name__ == "__main__":
    server = make_app_server(8000)
    print("Listening on http://127.0.0.1:8000/ - press Ctrl+C to stop")
    server.serve_forever()
