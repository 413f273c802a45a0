"""Routers in routers: what works, what include() says, and where middleware gets in the way."""

import asyncio

from channels.routing import URLRouter
from django.core.exceptions import ImproperlyConfigured
from django.urls import include, path, re_path


async def show(scope, receive, send):
    await send(scope["url_route"]["kwargs"])


class Middleware:
    """Middleware that changes nothing."""

    def __init__(self, inner):
        self.inner = inner

    async def __call__(self, scope, receive, send):
        await self.inner(scope, receive, send)


# --8<-- [start:inner]
inner = URLRouter([path("<int:number>/", show)])
# --8<-- [end:inner]
# --8<-- [start:routes]
ROUTES = {
    "path, inner router": lambda: path("ws/<slug:kind>/", inner),
    "re_path, inner router": lambda: re_path(r"^ws/(?P<kind>\w+)/", inner),
    "path, middleware, inner router": lambda: path("ws/<slug:kind>/", Middleware(inner)),
    "re_path, middleware, inner router": lambda: re_path(r"^ws/(?P<kind>\w+)/", Middleware(inner)),
    "path, include()": lambda: path("ws/<slug:kind>/", include([path("<int:number>/", show)])),
}
# --8<-- [end:routes]


def kwargs(route):
    """Return the kwargs that /ws/rooms/7/ brings to the application, or the error."""
    sent = []

    async def send(event):
        sent.append(event)

    try:
        asyncio.run(URLRouter([route()])({"type": "websocket", "path": "/ws/rooms/7/"}, None, send))
    except ValueError as error:
        return f"ValueError: {error}"
    except ImproperlyConfigured as error:
        return f"ImproperlyConfigured: {str(error).partition(': ')[2]}"
    return sent[0]


# --8<-- [start:around]
# Middleware around the outer router, or inside, around one consumer: both work.
around = Middleware(URLRouter([path("ws/<slug:kind>/", inner)]))
# --8<-- [end:around]


def main():
    for title, route in ROUTES.items():
        print(f"{title}\n    {kwargs(route)}")


if __name__ == "__main__":
    main()
