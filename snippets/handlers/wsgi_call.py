"""One call of WSGIHandler, in order: who calls what, and what is returned."""

import io

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.core.signals import request_finished, request_started
from django.http import HttpResponse
from django.urls import path

SETTINGS = {"ROOT_URLCONF": __name__, "ALLOWED_HOSTS": ["*"]}


# --8<-- [start:order]
def hello(request):
    LOG.append(f"the view runs; the request is callable: {callable(request)}")
    return HttpResponse("hello")


def call() -> list[str]:
    """Play the server for one request; return what happened, in order."""
    LOG.clear()

    def start_response(status, headers):
        LOG.append(f"start_response({status!r}, ...)")

    response = WSGIHandler()(ENVIRON.copy(), start_response)
    LOG.append(f"the handler returned: {type(response).__name__}")
    LOG.append(f"the server iterates: {list(response)}")
    response.close()
    LOG.append("the server called close()")
    return list(LOG)


# --8<-- [end:order]

LOG: list[str] = []
ENVIRON = {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "wsgi.input": io.BytesIO()}
urlpatterns = [path("", hello)]


def on_started(sender, environ, **kwargs):
    LOG.append("request_started is sent")


def on_finished(sender, **kwargs):
    LOG.append("request_finished is sent")


def run() -> list[str]:
    """`call` with both signals in the log."""
    request_started.connect(on_started)
    request_finished.connect(on_finished)
    try:
        return call()
    finally:
        request_started.disconnect(on_started)
        request_finished.disconnect(on_finished)


def request_is_callable() -> bool:
    return callable(WSGIRequest(ENVIRON.copy()))


def main() -> None:
    if not settings.configured:
        settings.configure(**SETTINGS)
        django.setup()
    for number, event in enumerate(run(), start=1):
        print(f"{number}. {event}")


if __name__ == "__main__":
    main()
