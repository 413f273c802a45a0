"""`request_class(environ)` makes a request object: data for the view, and not a callable."""

from wsgiref.util import setup_testing_defaults

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler


def make() -> tuple[WSGIHandler, object]:
    """Make a handler, and a request as its `__call__` does."""
    if not settings.configured:
        settings.configure()
        django.setup()
    environ = {}
    setup_testing_defaults(environ)
    handler = WSGIHandler()
    return handler, handler.request_class(environ)


def main() -> None:
    handler, request = make()
    print(f"callable({type(handler).__name__}()):", callable(handler))
    print(f"callable({type(request).__name__}(environ)):", callable(request))
    print("the request's method and path:", request.method, request.path)


if __name__ == "__main__":
    main()
