# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # ASGI by hand
#
# In this notebook you are an ASGI server.
# You write a scope and put messages into a queue.
# From another queue you read the application's messages.
# There is no socket and no port.
# You serve HTTP, hold a WebSocket conversation, and start and stop an application.
# Then you do the same with Django's own ASGI application.
#
# The rules are in the
# [ASGI specification](https://asgi.readthedocs.io/en/latest/specs/main.html).
# The guide page [The ASGI contract](../guide/asgi.md) explains them one by one.
# If you have not seen the older interface yet, read [WSGI by hand](wsgi_by_hand.py) first.
#
# Every output on this page is real: the notebook was run when this site was built.
#
# ## Run it yourself { #run-it-yourself }
#
# Reading is enough to follow. Changing the code teaches more.
# Open a terminal in the project's folder, with its virtual environment active:
#
# ```bash
# pip install jupyterlab
# jupytext --to notebook docs/notebooks/asgi_by_hand.py
# jupyter lab docs/notebooks/asgi_by_hand.ipynb
# ```
#
# The second line makes a copy for you, with the suffix `.ipynb`. You cannot break the original.
# Run that line only once: it would write over your copy.
#
# You will see `await` outside of any function.
# A notebook allows that: its cells already run inside an event loop.
# In a plain Python file you would write `asyncio.run(main())`.

# %% [markdown]
# ## The application { #the-application }
#
# An ASGI application is one async callable with three parameters.
# `scope` is a dict: what this connection is.
# `receive` waits for the next message from the server.
# `send` gives a message to the server.


# %%
async def application(scope, receive, send):
    name = scope["path"].strip("/") or "world"
    body = f"Hello, {name}!\n".encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


# %% [markdown]
# The answer is two messages. Nothing is returned.
#
# ## The scope { #the-scope }
#
# Compare it with WSGI's environ: the request headers are not in capitals, and they are bytes.
# There is no body in the scope. The body comes later, in messages.

# %%
scope = {
    "type": "http",
    "asgi": {"version": "3.0", "spec_version": "2.5"},
    "http_version": "1.1",
    "method": "GET",
    "scheme": "http",
    "path": "/Ada",
    "raw_path": b"/Ada",
    "query_string": b"lang=en",
    "headers": [(b"host", b"localhost")],
}

# %% [markdown]
# `path` is text, already decoded. `raw_path` is what came over the wire.
# Header names are in lower case. See
# [HTTP connection scope](https://asgi.readthedocs.io/en/latest/specs/www.html#http-connection-scope).
#
# ## receive and send are two queues { #two-queues }
#
# Think of two pipes. One leads into the application, one leads out.
# An `asyncio.Queue` is such a pipe. Its `get` has the shape of `receive`, its `put` that of `send`.

# %%
import asyncio

inbox, outbox = asyncio.Queue(), asyncio.Queue()

await inbox.put({"type": "http.request", "body": b"", "more_body": False})
await application(scope, inbox.get, outbox.put)

while not outbox.empty():
    print(outbox.get_nowait())

# %% [markdown]
# That was a complete HTTP request.
# A helper makes the next ones shorter: it fills the inbox, calls, and returns what came out.


# %%
async def call(application, scope, *messages):
    inbox, outbox = asyncio.Queue(), asyncio.Queue()
    for message in messages:
        inbox.put_nowait(message)
    await application(scope, inbox.get, outbox.put)
    return [outbox.get_nowait() for _ in range(outbox.qsize())]


def show(messages):
    for message in messages:
        rest = {k: v for k, v in message.items() if k not in ("type", "headers")}
        print(message["type"], rest)


grace = {**scope, "path": "/Grace"}
show(await call(application, grace, {"type": "http.request"}))

# %% [markdown]
# > **Try it.** The application never calls `receive`. Give `call` no message at all.
# > It still answers. Then add `await receive()` as its first line. What happens now, and why?
# > (Stop the cell with the square button.)

# %% [markdown]
# ## A body in several messages { #body-in-parts }
#
# A large upload arrives in parts.
# `more_body` is true for every part except the last one.
# The application must collect them.


# %%
async def upper(scope, receive, send):
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body", False):
            break
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": body.upper()})


show(
    await call(
        upper,
        {**scope, "method": "POST"},
        {"type": "http.request", "body": b"one, ", "more_body": True},
        {"type": "http.request", "body": b"two, ", "more_body": True},
        {"type": "http.request", "body": b"three", "more_body": False},
    )
)

# %% [markdown]
# > **Try it.** Leave out the last message. The application waits for ever.
# > Wrap the call into `asyncio.timeout(1)` and see what you get.
#
# The response can have parts, too. Here the application sends while it works.


# %%
async def ticker(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    for number in range(2):
        part = f"tick {number}\n".encode()
        await send({"type": "http.response.body", "body": part, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


show(await call(ticker, scope, {"type": "http.request"}))

# %% [markdown]
# ## The client leaves { #disconnect }
#
# After the body, one more message can come: `http.disconnect`.
# WSGI has nothing like it.
# This application sends ticks until the client leaves. It listens and works at the same time.


# %%
async def until_you_leave(scope, receive, send):
    part = {"type": "http.response.body", "more_body": True}

    async def work():
        while True:
            await send({**part, "body": b"tick"})
            await next_tick.get()

    await receive()  # the request, which has no body
    await send({"type": "http.response.start", "status": 200, "headers": []})
    working = asyncio.create_task(work())
    message = await receive()
    print("application: received", message["type"])
    working.cancel()


# %% [markdown]
# You play the server again. This time the application runs as a task beside you.

# %%
inbox, outbox, next_tick = asyncio.Queue(), asyncio.Queue(), asyncio.Queue()
task = asyncio.create_task(until_you_leave(scope, inbox.get, outbox.put))

await inbox.put({"type": "http.request"})
print("server: got", (await outbox.get())["type"])
for _ in range(3):
    print("server: got", (await outbox.get())["body"])
    await next_tick.put("go on")

await inbox.put({"type": "http.disconnect"})
await task
print("server: the application has returned")

# %% [markdown]
# > **Try it.** Remove the line `working.cancel()`. The application still returns.
# > What happens to the task that works? Print `asyncio.all_tasks()` to find it.

# %% [markdown]
# ## A WebSocket conversation { #websocket }
#
# The same callable serves a WebSocket.
# The scope says `websocket`, and the messages have other names.
# One call is one connection.
# It begins with `websocket.connect` and lasts until `websocket.disconnect`.


# %%
async def echo(scope, receive, send):
    while True:
        message = await receive()
        if message["type"] == "websocket.connect":
            await send({"type": "websocket.accept"})
        elif message["type"] == "websocket.receive":
            text = message["text"].upper()
            await send({"type": "websocket.send", "text": text})
        elif message["type"] == "websocket.disconnect":
            return


websocket = {
    "type": "websocket",
    "path": "/ws/chat/",
    "headers": [],
    "subprotocols": [],
}
inbox, outbox = asyncio.Queue(), asyncio.Queue()
task = asyncio.create_task(echo(websocket, inbox.get, outbox.put))

# %% [markdown]
# Nothing has happened yet. The browser connects: tell the application.

# %%
await inbox.put({"type": "websocket.connect"})
await outbox.get()

# %% [markdown]
# It accepts. The connection is open, and the task waits in `receive`.

# %%
await inbox.put({"type": "websocket.receive", "text": "hello"})
await outbox.get()

# %%
await inbox.put({"type": "websocket.receive", "text": "still here?"})
print(await outbox.get())
print("is the application still running?", not task.done())

# %% [markdown]
# The browser closes the page.
# The code 1001 means "going away": see [Close codes](../reference/close-codes.md).

# %%
await inbox.put({"type": "websocket.disconnect", "code": 1001})
await task
print("is the application still running?", not task.done())

# %% [markdown]
# ### Refuse a connection { #refuse }
#
# An application that does not want a connection closes it and does not accept.
# The browser then gets an HTTP answer with status 403.


# %%
async def members_only(scope, receive, send):
    await receive()  # websocket.connect
    await send({"type": "websocket.close", "code": 4003})


show(await call(members_only, websocket, {"type": "websocket.connect"}))

# %% [markdown]
# > **Try it.** Make `members_only` accept first and close then.
# > Only in that case does the code 4003 reach the browser.
#
# ### Two connections, one thread { #two-connections }
#
# Each connection is one call of the application, and so one task.
# All of them share one thread. While one waits, the other one runs.

# %%
import threading

log = []


async def room(scope, receive, send):
    who = scope["path"].strip("/")
    for _ in range(3):
        message = await receive()
        here = threading.current_thread()
        log.append((who, message["type"], here is server_thread))


server_thread = threading.current_thread()
inboxes = {"A": asyncio.Queue(), "B": asyncio.Queue()}
tasks = [
    asyncio.create_task(room({**websocket, "path": f"/{who}"}, inbox.get, None))
    for who, inbox in inboxes.items()
]

for kind in "connect", "receive", "disconnect":
    for inbox in inboxes.values():
        inbox.put_nowait({"type": f"websocket.{kind}"})
        await asyncio.sleep(0)  # let the tasks run
await asyncio.gather(*tasks)

for who, kind, same_thread in log:
    print(who, f"{kind:22}", "on the server's thread:", same_thread)

# %% [markdown]
# This is why ASGI can hold many open connections.
# It is also why one blocking call stops them all:
# see [What blocks what](../guide/threads-and-tasks.md#what-blocks-what).

# %% [markdown]
# ## lifespan { #lifespan }
#
# A third type of scope has no client at all.
# The server opens it once, when it starts, and closes it when it stops.
# Here the application opens a connection pool, for example.


# %%
async def lifespan(scope, receive, send):
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            scope["state"]["pool"] = "an open pool"
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            await send({"type": "lifespan.shutdown.complete"})
            return


scope_of_life = {"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}
show(
    await call(
        lifespan,
        scope_of_life,
        {"type": "lifespan.startup"},
        {"type": "lifespan.shutdown"},
    )
)
print("state:", scope_of_life["state"])

# %% [markdown]
# The server copies that state into the scope of each later request.
# See [Lifespan state](https://asgi.readthedocs.io/en/latest/specs/lifespan.html#lifespan-state).
#
# ## One callable for all types { #dispatch }
#
# A real application looks at the type first.
# For a type that it does not serve, it raises an exception.
# Servers count on that.
# When the `lifespan` call raises, the server goes on without lifespan messages.
# See the section [Scope](https://asgi.readthedocs.io/en/latest/specs/lifespan.html#scope)
# of the lifespan specification.


# %%
async def everything(scope, receive, send):
    handlers = {"http": application, "websocket": echo, "lifespan": lifespan}
    if scope["type"] not in handlers:
        raise ValueError(f"I do not know the type {scope['type']!r}.")
    await handlers[scope["type"]](scope, receive, send)


show(await call(everything, scope, {"type": "http.request"}))
try:
    await call(everything, {"type": "carrier-pigeon"})
except ValueError as error:
    print("ValueError:", error)

# %% [markdown]
# You have just written the idea of
# [ProtocolTypeRouter](../guide/routing.md#protocoltyperouter) from Channels.

# %% [markdown]
# ## Django, called by hand { #django }
#
# Configure Django in one call, and take the URLs from this notebook.

# %%
import django
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.http import HttpResponse, StreamingHttpResponse
from django.urls import path

settings.configure(
    ROOT_URLCONF=__name__,
    ALLOWED_HOSTS=["*"],
    SECRET_KEY="only for this notebook",
)


def hello(request, name):
    text = f"Hello, {name}, from a Django view.\n"
    return HttpResponse(text, content_type="text/plain")


def shout(request):
    return HttpResponse(request.body.upper(), content_type="text/plain")


urlpatterns = [path("hello/<name>/", hello), path("shout/", shout)]
django_application = get_asgi_application()

print("Django", ".".join(map(str, django.VERSION[:2])))
print(type(django_application).__name__)

# %% [markdown]
# Call it as you called your own.
# Django waits for `http.disconnect` while the view runs, so it needs a `receive` that can wait.
# Your queue does that.

# %%
hello_scope = {**scope, "path": "/hello/Ada/"}
show(await call(django_application, hello_scope, {"type": "http.request"}))

# %% [markdown]
# The same two messages. Now a body in three parts.
# Django collects all of them before it calls the view.

# %%
shout_scope = {**scope, "path": "/shout/", "method": "POST"}
parts = [
    {"type": "http.request", "body": b"one, ", "more_body": True},
    {"type": "http.request", "body": b"two, ", "more_body": True},
    {"type": "http.request", "body": b"three"},
]
show(await call(django_application, shout_scope, *parts))

# %% [markdown]
# ### An async stream { #django-stream }
#
# A streaming response becomes one message for each part.
# The last message is empty and says that nothing more comes.


# %%
async def numbers():
    for number in range(2):
        yield f"{number}\n"


async def count(request):
    return StreamingHttpResponse(numbers(), content_type="text/plain")


urlpatterns.append(path("count/", count))
count_scope = {**scope, "path": "/count/"}
show(await call(django_application, count_scope, {"type": "http.request"}))

# %% [markdown]
# ### The client leaves during a view { #django-disconnect }
#
# This view waits for something that never comes.
# Then the client leaves.

# %%
view_has_begun = asyncio.Event()


async def wait(request):
    try:
        view_has_begun.set()
        await asyncio.Event().wait()  # for ever
    except asyncio.CancelledError:
        print("view: cancelled")
        raise


urlpatterns.append(path("wait/", wait))
inbox, outbox = asyncio.Queue(), asyncio.Queue()
wait_scope = {**scope, "path": "/wait/"}
task = asyncio.create_task(django_application(wait_scope, inbox.get, outbox.put))

await inbox.put({"type": "http.request"})
await view_has_begun.wait()
await inbox.put({"type": "http.disconnect"})
await task
print("server: the application has returned. Messages:", outbox.qsize())

# %% [markdown]
# Django 5.0 and newer cancels the view. Django 4.2 let it run to its end.
# Only an async view can be cancelled like that: a thread cannot be stopped from outside.
# [What changed](../walkthroughs/what_changed.md) has the history.
#
# > **Try it.** Remove the `raise` and return a response there. Does anything reach the outbox?
#
# ### And a WebSocket? { #django-websocket }
#
# Many pages say that Django's ASGI application serves WebSockets. Ask it.

# %%
for kind in websocket, scope_of_life:
    try:
        await call(django_application, kind)
    except ValueError as error:
        print("ValueError:", error)

# %% [markdown]
# Django's application takes the type `http` only. It refuses all others with an exception.
# That is not a fault: it is how an application says that it does not serve a type.
# The WebSocket part is what [Channels](../guide/consumers.md) adds.
#
# > **Try it.** Write a callable that gives `websocket` to your `echo` and all the rest to Django.
# > Lab 07 builds that with Channels.
#
# ## What you saw { #what-you-saw }
#
# - The application is one async callable. The scope is the connection, and the rest are messages.
# - One connection is one call. It can take a millisecond or a day.
# - The client can speak again at any time: another part, another message, or that it left.
# - Django's ASGI application speaks HTTP only.
#
# Next: the [walkthrough of ASGIHandler](../walkthroughs/asgi_handler.md) shows Django's side,
# line by line.
# Then see how sync and async code meet in [the middleware onion](middleware_onion.py).
