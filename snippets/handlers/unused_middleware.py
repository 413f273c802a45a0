"""How load_middleware treats a middleware that opts out, and two that are wrong."""

import textwrap

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, MiddlewareNotUsed
from django.core.handlers.wsgi import WSGIHandler
from django.test import override_settings

SETTINGS = {"ROOT_URLCONF": __name__}
urlpatterns = []


# --8<-- [start:middleware]
def opts_out(get_response):
    raise MiddlewareNotUsed("nothing to do here")


def forgets_return(get_response):
    def middleware(request):
        return get_response(request)


def can_do_nothing(get_response):
    return get_response


can_do_nothing.sync_capable = can_do_nothing.async_capable = False

# --8<-- [end:middleware]


def load(name: str) -> str:
    """What happens when a handler is made with this middleware."""
    with override_settings(MIDDLEWARE=[f"{__name__}.{name}"]):
        try:
            WSGIHandler()
        except (ImproperlyConfigured, RuntimeError, ImportError) as error:
            return f"{type(error).__name__}: {error}".replace(f"{__name__}.", "")
    return "the handler is made"


def main() -> None:
    if not settings.configured:
        settings.configure(**SETTINGS)
        django.setup()
    for name in ("opts_out", "forgets_return", "can_do_nothing"):
        print(textwrap.fill(f"{name}: {load(name)}", 76, subsequent_indent="  "))


if __name__ == "__main__":
    main()
