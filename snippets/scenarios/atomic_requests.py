"""ATOMIC_REQUESTS with an async view: the view is never called."""

from django.conf import settings
from django.http import HttpResponse
from django.urls import path

TITLE = "ATOMIC_REQUESTS and an async view"
VIEW = "hello"
PATH = "/hello"


async def hello(request):
    return HttpResponse("Hello!")


urlpatterns = [path("hello", hello)]


def configure():
    database = {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": ":memory:",
        "ATOMIC_REQUESTS": True,
    }
    settings.configure(
        ROOT_URLCONF=__name__,
        ALLOWED_HOSTS=["*"],
        SECRET_KEY="scenario",
        DATABASES={"default": database},
    )


def wsgi():
    from django.core.wsgi import get_wsgi_application

    return get_wsgi_application()


def asgi():
    from django.core.asgi import get_asgi_application

    return get_asgi_application()
