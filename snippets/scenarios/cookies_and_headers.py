"""How cookies and headers go in and out: a cookie, a header twice, a name with an underscore."""

from django.conf import settings
from django.http import HttpResponse
from django.urls import path

TITLE = "Cookies and headers"
VIEW = "greet"
PATH = "/greet"
HEADERS = (
    ("Cookie", "theme=dark; language=ko"),
    ("X-Tag", "one"),
    ("X-Tag", "two"),
)


def greet(request):
    theme = request.COOKIES["theme"]
    tags = request.headers["X-Tag"]
    response = HttpResponse(f"{theme}, {tags}", headers={"X-Answer": "42"})
    response.set_cookie("seen", "yes")
    response.set_cookie("visits", "1", httponly=True)
    return response


urlpatterns = [path("greet", greet)]


def configure():
    settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="scenario")


def wsgi():
    from django.core.wsgi import get_wsgi_application

    return get_wsgi_application()


def asgi():
    from django.core.asgi import get_asgi_application

    return get_asgi_application()
