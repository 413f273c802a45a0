"""ATOMIC_REQUESTS wraps a sync view in a transaction, and forbids an async view."""

import django
from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.db import connection, transaction
from django.test import RequestFactory

SETTINGS = {
    "ROOT_URLCONF": __name__,
    "DATABASES": {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
}
urlpatterns = []


# --8<-- [start:views]
def sync_view(request):
    return f"in a transaction: {connection.in_atomic_block}"


@transaction.non_atomic_requests
def opted_out(request):
    return f"in a transaction: {connection.in_atomic_block}"


async def async_view(request):
    return "never called"


def ask(view, atomic: bool) -> str:
    """What make_view_atomic makes of this view."""
    connection.settings_dict["ATOMIC_REQUESTS"] = atomic
    try:
        return BaseHandler().make_view_atomic(view)(RequestFactory().get("/"))
    except RuntimeError as error:
        return f"RuntimeError: {error}"
    finally:
        connection.settings_dict["ATOMIC_REQUESTS"] = False


# --8<-- [end:views]


def main() -> None:
    if not settings.configured:
        settings.configure(**SETTINGS)
        django.setup()
    print("sync view, ATOMIC_REQUESTS off:", ask(sync_view, atomic=False))
    print("sync view, ATOMIC_REQUESTS on: ", ask(sync_view, atomic=True))
    print("sync view that opts out:       ", ask(opted_out, atomic=True))
    print("async view:                    ", ask(async_view, atomic=True))


if __name__ == "__main__":
    main()
