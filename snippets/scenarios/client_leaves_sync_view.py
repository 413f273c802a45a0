"""The client leaves while a sync view runs in its thread: nothing can stop the view."""

from django.conf import settings
from django.http import HttpResponse
from django.urls import path

TITLE = "The client leaves during a sync view"
VIEW = "work"


def work(request):
    result = sum(range(1000))
    return HttpResponse(f"for nobody: {result}")


async def client(server):
    connection = server.http("/work")
    await connection.send({"type": "http.request", "body": b"", "more_body": False})
    await connection.reached("work")
    await connection.leave()


urlpatterns = [path("work", work)]


def configure():
    settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="scenario")


def asgi():
    from django.core.asgi import get_asgi_application

    return get_asgi_application()
