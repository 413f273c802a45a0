"""Plain Django raises for every scope type but http. So should your application."""

import asyncio

from django.conf import settings
from django.core.asgi import get_asgi_application

if not settings.configured:
    settings.configure(ROOT_URLCONF=__name__)

urlpatterns = []


# --8<-- [start:ask]
def answer(scope_type):
    """Return what Django's ASGI application does with a scope of this type."""
    sent = []

    async def receive():
        return {"type": "http.request"}

    async def send(event):
        sent.append(event["type"])

    scope = {"type": scope_type, "method": "GET", "path": "/", "headers": []}
    try:
        asyncio.run(get_asgi_application()(scope, receive, send))
    except ValueError as error:
        return f"ValueError: {error}"
    return ", ".join(sent)


# --8<-- [end:ask]
def main():
    for scope_type in ("websocket", "lifespan"):
        print(f"{scope_type:10} {answer(scope_type)}")


if __name__ == "__main__":
    main()
