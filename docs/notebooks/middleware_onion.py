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
# # The middleware onion
#
# Middleware lies around your view like the layers of an onion.
# A request goes in through every layer. The response comes out through the same layers.
#
# In this notebook you build such an onion by hand, in ten lines.
# Then you give layers to Django and watch: which one runs when, and on which thread.
# You do it under `WSGIHandler` and under `ASGIHandler`, with sync and async layers mixed.
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
# jupytext --to notebook docs/notebooks/middleware_onion.py
# jupyter lab docs/notebooks/middleware_onion.ipynb
# ```
#
# The second line makes a copy for you, with the suffix `.ipynb`. You cannot break the original.
# Run that line only once: it would write over your copy.

# %% [markdown]
# ## An onion in ten lines { #by-hand }
#
# A middleware is a callable that gets one argument: the next layer, called `get_response`.
# It returns a new callable with the same shape: a request in, a response out.


# %%
def make_layer(name):
    def middleware(get_response):
        print("built:", name)

        def layer(request):
            print("in:   ", name)
            response = get_response(request)
            print("out:  ", name)
            return response

        return layer

    return middleware


def view(request):
    print("view: ", request)
    return "a response"


# %% [markdown]
# Each layer needs the next one when it is made. So you must build from the inside to the outside.
# That is why the loop goes backwards.

# %%
onion = view
for name in reversed(["outer", "middle", "inner"]):
    onion = make_layer(name)(onion)

# %%
onion("a request")

# %% [markdown]
# Built in reverse, entered in order, left in reverse.
# Django's `load_middleware` is this loop with more in it.
# The page [BaseHandler](../walkthroughs/base_handler.md) reads it line by line.
#
# > **Try it.** Add a layer that calls `get_response` twice. Add one that never calls it.
# > Predict the output first.

# %% [markdown]
# ## The same in Django { #in-django }
#
# Configure Django in one call. The layers are names in this notebook.

# %%
import asyncio
import threading
from wsgiref.util import setup_testing_defaults

import django
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.handlers.asgi import ASGIHandler
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponse
from django.urls import path

settings.configure(
    ROOT_URLCONF=__name__,
    ALLOWED_HOSTS=["*"],
    SECRET_KEY="only for this notebook",
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
)
django.setup()
print("Django", ".".join(map(str, django.VERSION[:2])))


# %% [markdown]
# Now the two servers. Each is one function: it takes a handler and a path, and prints the status.
#
# A WSGI server calls the application on a thread of the server. So this one starts a thread.
# It cannot use the notebook's own thread: an event loop runs there.


# %%
def start_response(status, headers):
    print("-->   ", status)


async def serve_wsgi(handler, path):
    def on_the_servers_thread():
        names[threading.current_thread()] = "server's thread"
        environ = {"PATH_INFO": path}
        setup_testing_defaults(environ)
        response = handler(environ, start_response)
        b"".join(response)
        response.close()

    names.clear()
    await asyncio.to_thread(on_the_servers_thread)


# %%
async def serve_asgi(handler, path):
    inbox, outbox = asyncio.Queue(), asyncio.Queue()
    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "headers": [],
        "query_string": b"",
    }
    names.clear()
    names[threading.current_thread()] = "event loop's thread"
    await inbox.put({"type": "http.request"})
    await handler(scope, inbox.get, outbox.put)
    print("-->   ", (await outbox.get())["status"])


# %% [markdown]
# Both give names to the threads that they know.
# `where()` tells the name of the thread that runs it. A thread that is new gets the next number.

# %%
names = {}


def where():
    new_name = f"executor thread {len(names)}"
    return names.setdefault(threading.current_thread(), new_name)


# %% [markdown]
# Three layers and a view. `use` says which ones the next handler is made of.


# %%
def hello(request):
    print("view:  hello")
    return HttpResponse("hello")


outer, middle, inner = map(make_layer, ["outer", "middle", "inner"])
urlpatterns = [path("hello/", hello)]


def use(*layers):
    settings.MIDDLEWARE = [f"{__name__}.{layer}" for layer in layers]


use("outer", "middle", "inner")
handler = WSGIHandler()

# %%
await serve_wsgi(handler, "/hello/")

# %% [markdown]
# The same order as in your own loop.
#
# > **Try it.** Change the order in `use`. Then make the `ASGIHandler` and call `serve_asgi`.
# > Is the order different?

# %% [markdown]
# ## A layer that answers itself { #short-circuit }
#
# A layer does not have to call `get_response`.
# Then everything further inside does not run, and the response starts here.


# %%
def closed(get_response):
    def layer(request):
        print("in:    closed, and no further")
        return HttpResponse("We are closed.", status=503)

    return layer


use("outer", "closed", "inner")
await serve_wsgi(WSGIHandler(), "/hello/")

# %% [markdown]
# `outer` gets the response of `closed` and does not see a difference.
# Authentication, caches and maintenance pages work like that.

# %% [markdown]
# ## An exception does not cross a layer { #exceptions }
#
# Here the view raises. And a layer tries to catch it.


# %%
def forbidden(request):
    print("view:  raises PermissionDenied")
    raise PermissionDenied


def catching(get_response):
    def layer(request):
        try:
            response = get_response(request)
        except PermissionDenied:
            print("catching: got the exception")
            raise
        print("catching: got a response with status", response.status_code)
        return response

    return layer


urlpatterns.append(path("forbidden/", forbidden))
use("catching")
await serve_wsgi(WSGIHandler(), "/forbidden/")

# %% [markdown]
# The `except` part never ran.
# Django wraps each layer, and the view, with `convert_exception_to_response`.
# What comes out of a layer is always a response.
# The same holds for a layer that raises.


# %%
def broken(get_response):
    def layer(request):
        print("broken: raises ZeroDivisionError")
        return 1 / 0

    return layer


use("outer", "catching", "broken")
await serve_wsgi(WSGIHandler(), "/hello/")

# %% [markdown]
# The error became a response with status 500 at the edge of `broken`.
# The layers outside still did their work on the way out.
#
# > **Try it.** Raise `django.http.Http404` in the view. Which status does `catching` get?

# %% [markdown]
# ## Three hooks beside the onion { #hooks }
#
# A middleware class can have three more methods.
# Django keeps them in lists of their own, and calls them near the view.


# %%
class Hooks:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        print("in:                       ", self.name)
        response = self.get_response(request)
        print("out:                      ", self.name)
        return response

    def process_view(self, request, view, args, kwargs):
        print("process_view:             ", self.name)

    def process_exception(self, request, exception):
        print("process_exception:        ", self.name)

    def process_template_response(self, request, response):
        print("process_template_response:", self.name)
        return response


class First(Hooks):
    name = "first"


class Second(Hooks):
    name = "second"


# %% [markdown]
# A view with a template response has a moment between the view and the rendering.

# %%
from django.template import engines
from django.template.response import TemplateResponse


def templated(request):
    print("view")
    template = engines["django"].from_string("rendered")
    return TemplateResponse(request, template)


def failing(request):
    print("view:                      raises ValueError")
    raise ValueError


urlpatterns += [path("templated/", templated), path("failing/", failing)]
use("First", "Second")
await serve_wsgi(WSGIHandler(), "/templated/")

# %% [markdown]
# `process_view` runs from the outside to the inside. All of them run after every layer was entered.
# `process_template_response` runs from the inside to the outside, like the way out.

# %%
await serve_wsgi(WSGIHandler(), "/failing/")

# %% [markdown]
# `process_exception` sees the view's exception before it is turned into a response.
# It is the only place in a middleware where you can. It sees the view's exceptions only.
#
# > **Try it.** Return an `HttpResponse` from `Second.process_exception`.
# > Does `First.process_exception` still run? And what is the status?

# %% [markdown]
# ## Sync and async layers { #sync-and-async }
#
# A layer can be a plain function or a coroutine function.
# Django must know which one it gets. Three decorators say it.

# %%
from inspect import iscoroutinefunction

from django.utils.decorators import (
    async_only_middleware,
    sync_and_async_middleware,
    sync_only_middleware,
)


@sync_only_middleware
def sync_layer(get_response):
    def layer(request):
        print(f"{'sync_layer':14} {where()}")
        return get_response(request)

    return layer


@async_only_middleware
def async_layer(get_response):
    async def layer(request):
        print(f"{'async_layer':14} {where()}")
        return await get_response(request)

    return layer


# %% [markdown]
# The third kind looks at its `get_response` and becomes what fits.


# %%
@sync_and_async_middleware
def both_layer(get_response):
    if iscoroutinefunction(get_response):

        async def layer(request):
            print(f"{'both_layer':14} {where()} (as async)")
            return await get_response(request)
    else:

        def layer(request):
            print(f"{'both_layer':14} {where()} (as sync)")
            return get_response(request)

    return layer


# %% [markdown]
# And two views.


# %%
def sync_view(request):
    print(f"{'sync_view':14} {where()}")
    return HttpResponse()


async def async_view(request):
    print(f"{'async_view':14} {where()}")
    return HttpResponse()


urlpatterns += [path("sync/", sync_view), path("async/", async_view)]

# %% [markdown]
# ### Under WSGIHandler { #under-wsgi }
#
# Everything sync: one thread from the first layer to the view.

# %%
use("sync_layer", "both_layer")
handler = WSGIHandler()
await serve_wsgi(handler, "/sync/")

# %% [markdown]
# Now an async view behind the same layers.

# %%
await serve_wsgi(handler, "/async/")

# %% [markdown]
# It works. For this one view, an event loop was made on another thread, and ended after that.
# The bridge is called `async_to_sync`. It costs time, and it brings no gain here:
# the server's thread waits until the view has ended.
# See [async_to_sync](../guide/threads-and-tasks.md#async_to_sync).

# %% [markdown]
# ### Under ASGIHandler { #under-asgi }
#
# Everything async: one thread again, and it is the event loop's.

# %%
use("async_layer", "both_layer")
handler = ASGIHandler()
await serve_asgi(handler, "/async/")

# %% [markdown]
# A sync view behind them must not block the event loop. So it runs on another thread.

# %%
await serve_asgi(handler, "/sync/")

# %% [markdown]
# That bridge is `sync_to_async`.
#
# Now put one sync layer between two async ones.

# %%
use("async_layer", "sync_layer", "both_layer")
await serve_asgi(ASGIHandler(), "/async/")

# %% [markdown]
# The request went to another thread for the sync layer, and back to the event loop for the rest.
# Two bridges on the way in, and the same two on the way out.
# For the whole request, one thread waits in `sync_layer`.
# `async_view` gains little from being async: see
# [ThreadSensitiveContext](../guide/threads-and-tasks.md#threadsensitivecontext).
#
# With a sync view at the end, the same request crosses three times.

# %%
await serve_asgi(ASGIHandler(), "/sync/")

# %% [markdown]
# Look at the numbers: `sync_layer` and `sync_view` ran on the same thread.
# While `sync_layer` waits for its answer, its thread is lent to the view.
# All sync parts of one request share one thread. That is what *thread-sensitive* means:
# see [the glossary](../reference/glossary.md#thread-sensitive).
#
# > **Try it.** Put `both_layer` before `async_layer`, and then before `sync_layer`.
# > When does it say "as sync", when "as async"? It takes the kind of the layer *inside* it.

# %% [markdown]
# ### Let Django say where the bridges are { #bridges }
#
# With `DEBUG = True`, Django logs each bridge that it puts in when it builds the onion.

# %%
import logging


class Show(logging.Handler):
    def emit(self, record):
        print("  ", record.getMessage().replace(f"{__name__}.", ""))


def bridges(handler_class, *layers):
    print(handler_class.__name__, *layers)
    use(*layers)
    settings.DEBUG = True
    handler_class()
    settings.DEBUG = False


logging.getLogger("django.request").setLevel(logging.DEBUG)
logging.getLogger("django.request").addHandler(Show())
logging.getLogger("django.request").propagate = False

bridges(ASGIHandler, "async_layer", "both_layer")
bridges(ASGIHandler, "async_layer", "sync_layer", "both_layer")
bridges(WSGIHandler, "sync_layer", "both_layer")
bridges(WSGIHandler, "sync_layer", "async_layer", "both_layer")

# %% [markdown]
# Each line names the layer that got an adapted `get_response`.
# The bridge lies between this layer and the one inside it.
#
# Two places are not in this log: the top of the onion, and the view.
#
# > **Try it.** Find the order of `sync_layer`, `async_layer` and `both_layer` with the fewest
# > bridges under ASGI. Is it the same order under WSGI?
#
# ## What you saw { #what-you-saw }
#
# - Built in reverse, entered in order, left in reverse.
# - A layer can answer itself. Nothing further inside runs then.
# - Between two layers there are only responses, no exceptions.
# - A sync layer under ASGI costs two bridges and holds a thread while the inner layers work.
# - The sync parts of one request share one thread.
#
# Next: the page [BaseHandler](../walkthroughs/base_handler.md) shows `load_middleware` and
# `adapt_method_mode` in the installed source.
# [Threads, tasks and what blocks what](../guide/threads-and-tasks.md) explains the bridges.
