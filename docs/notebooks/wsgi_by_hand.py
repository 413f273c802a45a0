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
# # WSGI by hand
#
# In this notebook you are the server.
# You build a request, call an application, and collect its answer.
# There is no socket, no port and no framework until the last part.
# There you call Django's own WSGI application, in the same way.
#
# At the end you know each step between a server and a view.
# The rules are in [PEP 3333](https://peps.python.org/pep-3333/).
# The guide page [The WSGI contract](../guide/wsgi.md) explains them one by one.
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
# jupytext --to notebook docs/notebooks/wsgi_by_hand.py
# jupyter lab docs/notebooks/wsgi_by_hand.ipynb
# ```
#
# The second line makes a copy for you, with the suffix `.ipynb`. You cannot break the original.
# Run that line only once: it would write over your copy.
# Run the cells from top to bottom.
# When a result surprises you, restart the kernel and run all cells.

# %% [markdown]
# ## The application { #the-application }
#
# A WSGI application is a callable with two parameters.
# `environ` is a dict: the request.
# `start_response` is a function of the server.
# The application calls it with the status and the headers.
# The return value is the body: an iterable of bytes.


# %%
def application(environ, start_response):
    name = environ["PATH_INFO"].strip("/") or "world"
    body = f"Hello, {name}!\n".encode()
    headers = [
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Length", str(len(body))),
    ]
    start_response("200 OK", headers)
    return [body]


# %% [markdown]
# That is the whole interface. Now something must call it.

# %% [markdown]
# ## Build an environ { #build-an-environ }
#
# A server reads `GET /Ada HTTP/1.1` from a socket and turns it into a dict.
# The standard library can fill in what every environ must have.

# %%
from wsgiref.util import setup_testing_defaults

environ = {
    "REQUEST_METHOD": "GET",
    "PATH_INFO": "/Ada",
    "QUERY_STRING": "lang=en",
}
setup_testing_defaults(environ)

for key in sorted(environ):
    stream = key in ("wsgi.input", "wsgi.errors")
    print(f"{key:18}", "(a stream)" if stream else repr(environ[key]))

# %% [markdown]
# Names in capitals come from CGI, from the 1990s.
# Names with `wsgi.` are new in WSGI.
# Request headers are there too: `Host` is `HTTP_HOST`.
# See PEP 3333, section [environ Variables](https://peps.python.org/pep-3333/#environ-variables).
#
# Strings in an environ have a special rule.
# Each character stands for one byte of the request: it is a `latin-1` string.
# A path with `é` in UTF-8 has two bytes for it, so it arrives as two characters.

# %%
arrived = "/café".encode().decode("latin-1")
print("in the environ:", arrived)
print("as it was sent:", arrived.encode("latin-1").decode("utf-8"))

# %% [markdown]
# > **Try it.** Set `PATH_INFO` to `arrived` and call `application` in the next part.
# > The greeting comes out wrong. Correct the application: it must decode the path first.

# %% [markdown]
# ## Call it { #call-it }
#
# You are the server, so you must supply `start_response`.
# Yours only remembers what it was told.

# %%
told = []


def start_response(status, headers, exc_info=None):
    told.append((status, headers))


result = application(environ, start_response)

print("told:  ", told)
print("result:", result)

# %% [markdown]
# Two things came back by two ways.
# The status and the headers came by the callback.
# The body came as the return value.
#
# Nothing was sent yet. `start_response` only stores.
# A server sends the headers just before the first part of the body that is not empty.
# If the body is empty, it sends them at the end.
# So an application can still change its mind:
# see [exc_info](../guide/wsgi.md#exc_info) in the guide.

# %% [markdown]
# ## The application may be lazy { #lazy }
#
# An application can be a generator function.
# Then the call runs none of its code. Python only makes the generator.


# %%
def lazy_application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    yield b"first "
    yield b"second"


told.clear()
result = lazy_application(environ, start_response)
print("after the call:        ", told)

iterator = iter(result)
first = next(iterator)
print("after the first chunk: ", told, first)
print("the rest:              ", list(iterator))

# %% [markdown]
# This is allowed.
# A server must not expect that `start_response` was called before it asks for the first chunk.
# It must have been called when the first chunk comes out.
#
# > **Try it.** Put `yield b""` before the call of `start_response`. Run the cell again.
# > What is in `told` after the first chunk? Then check that application with the validator below.

# %% [markdown]
# ## The iterable and close() { #close }
#
# The body may hold something open: a file, a database cursor.
# So the returned object may have a method `close()`.
# The server must call it when the request is over, also when the client left half-way.


# %%
class Body:
    """An iterable that tells what happens to it."""

    def __init__(self, chunks):
        self.chunks = chunks

    def __iter__(self):
        for chunk in self.chunks:
            print("  made", chunk)
            yield chunk

    def close(self):
        print("  close() was called")


def closing_application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return Body([b"one", b"two", b"three"])


# %% [markdown]
# Here is the server's side: iterate, and close in any case.


# %%
def collect(application, environ, give_up_after=None):
    result = application(environ, start_response)
    chunks = []
    try:
        for chunk in result:
            chunks.append(chunk)
            if len(chunks) == give_up_after:
                break
    finally:
        if hasattr(result, "close"):
            result.close()
    return chunks


print("everything is read:")
collect(closing_application, environ)
print("the client leaves after one chunk:")
collect(closing_application, environ, give_up_after=1)
print("done")

# %% [markdown]
# "two" and "three" were never made in the second run.
# A WSGI application does not learn that the client left.
# It is not asked for more, and `close()` runs. That is all.
#
# > **Try it.** Delete the `finally` part and run both cells again.
# > Which resource would stay open in a real application?

# %% [markdown]
# ## Let the standard library check you { #validate }
#
# `wsgiref.validate` stands between a server and an application.
# It checks both sides, and raises when one breaks a rule.

# %%
from wsgiref.validate import validator


def check(application):
    environ = {"QUERY_STRING": ""}
    setup_testing_defaults(environ)
    result = None
    try:
        result = validator(application)(environ, start_response)
        print(f"{application.__name__}: fine,", list(result))
    except AssertionError as error:
        print(f"{application.__name__}: {error}")
    finally:
        if result is not None:
            result.close()


check(application)


# %% [markdown]
# Now three mistakes that people really make.


# %%
def text_body(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return ["text, not bytes"]


def number_status(environ, start_response):
    start_response(200, [("Content-Type", "text/plain")])
    return [b"ok"]


def no_type(environ, start_response):
    start_response("200 OK", [])
    return [b"ok"]


for wrong in text_body, number_status, no_type:
    check(wrong)

# %% [markdown]
# > **Try it.** Write an application that returns `b"ok"` and not `[b"ok"]`.
# > What does the validator say? What does Python give you when you iterate over `b"ok"`?

# %% [markdown]
# ## A server in twenty lines { #server }
#
# Now put your parts together: bytes in, bytes out.
# This server reads the request from bytes in memory. A real one reads them from a socket.
# First the way in: bytes become an environ.

# %%
from io import BytesIO


def parse(request):
    head, _, body = request.partition(b"\r\n\r\n")
    first_line, *lines = head.decode("latin-1").split("\r\n")
    method, target, _ = first_line.split(" ")
    path, _, query = target.partition("?")
    environ = {"REQUEST_METHOD": method, "PATH_INFO": path}
    environ |= {"QUERY_STRING": query, "wsgi.input": BytesIO(body)}
    for line in lines:
        name, _, value = line.partition(": ")
        name = name.upper().replace("-", "_")
        plain = name in ("CONTENT_TYPE", "CONTENT_LENGTH")
        environ[name if plain else f"HTTP_{name}"] = value
    setup_testing_defaults(environ)
    return environ


# %% [markdown]
# Then the way out: call, iterate, and send the headers before the first chunk.


# %%
def serve(application, request):
    told.clear()
    sent = b""
    for chunk in collect(application, parse(request)):
        if not sent:
            status, headers = told[-1]
            lines = [f"HTTP/1.1 {status}", *map(": ".join, headers), "", ""]
            sent = "\r\n".join(lines).encode("latin-1")
        sent += chunk
    return sent


request = b"GET /Grace HTTP/1.1\r\nHost: localhost\r\n\r\n"
print(serve(application, request).decode())

# %% [markdown]
# A request can have a body.
# The application reads it from `environ["wsgi.input"]`, and no further than `CONTENT_LENGTH`.


# %%
def upper(environ, start_response):
    length = int(environ.get("CONTENT_LENGTH") or 0)
    body = environ["wsgi.input"].read(length).upper()
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]


head = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\n"
request = head + b"hello, this is cut off"
print(serve(upper, request).decode())

# %% [markdown]
# On a real socket, `read()` without a length can wait for ever.
# The client may keep the connection open, and then the body has no end.
# That is why the length matters. See
# [Reading the request body](../guide/wsgi.md#reading-the-request-body).
#
# > **Try it.** The server above sends nothing at all when the body is empty, not even a status.
# > Make an application that returns `[]`, see it happen, and repair `serve`.

# %% [markdown]
# ## A streaming body { #streaming }
#
# The order of events shows what streaming is.
# The server asks for a chunk, sends it, and only then asks for the next one.

# %%
log = []


def ticker(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    for number in range(3):
        log.append(f"application makes {number}")
        yield f"tick {number}\n".encode()


for chunk in ticker(environ, start_response):
    log.append(f"server sends {chunk!r}")

print(*log, sep="\n")

# %% [markdown]
# Between two chunks the server's thread is inside the application.
# If the application waits ten seconds there, this thread does nothing else for ten seconds.
# This is the limit that ASGI was made for: see
# [What does not fit into WSGI](../guide/cgi-wsgi-asgi.md#limits-of-wsgi).
#
# > **Try it.** Change the loop to `for chunk in list(ticker(...))`. Look at the log.
# > The answer is the same. What did the client lose?

# %% [markdown]
# ## Django, called by hand { #django }
#
# Django's WSGI application is a callable like yours.
# Configure Django in one call, and take the URLs from this notebook.

# %%
import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
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


def count(request):
    lines = (f"{n}\n" for n in range(3))
    return StreamingHttpResponse(lines, content_type="text/plain")


urlpatterns = [path("hello/<name>/", hello), path("count/", count)]
django_application = get_wsgi_application()

print("Django", ".".join(map(str, django.VERSION[:2])))
print("callable:", callable(django_application))
print("type:    ", type(django_application).__name__)

# %% [markdown]
# Your twenty-line server can serve it.

# %%
request = b"GET /hello/Ada/ HTTP/1.1\r\nHost: localhost\r\n\r\n"
print(serve(django_application, request).decode())

# %% [markdown]
# Now call it one step at a time.

# %%
environ = {"PATH_INFO": "/hello/Grace/"}
setup_testing_defaults(environ)
told.clear()

response = django_application(environ, start_response)

print("status:  ", told[0][0])
print("returned:", type(response).__name__)
print("chunks:  ", list(response))

# %% [markdown]
# The object that Django returns is the response itself.
# It is the iterable, and it has the `close()` that the server must call.
# That call has a purpose: Django sends the signal `request_finished` from there.

# %%
from django.core.signals import request_finished, request_started


def started(sender, **kwargs):
    print("signal: request_started")


def finished(sender, **kwargs):
    print("signal: request_finished")


request_started.connect(started)
request_finished.connect(finished)

response = django_application(environ, start_response)
print("the application has returned")
list(response)
print("the body is read")
response.close()

# %% [markdown]
# By default, Django closes the database connection at `request_finished`.
# A server that forgets `close()` leaves it open until this thread starts its next request.
#
# A streaming response is the same object with a lazy body.

# %%
environ["PATH_INFO"] = "/count/"
response = django_application(environ, start_response)
chunks = iter(response)
print(next(chunks), "... and the rest is not made yet")
print(list(chunks))
response.close()

# %% [markdown]
# > **Try it.** Ask for `/nothing/`. What is the status? Which object is returned?
# >
# > **Try it.** Put `1 / 0` into the view `hello`.
# > Does the exception reach your code, or does Django answer?
#
# ## What you saw { #what-you-saw }
#
# - The application is a callable. `start_response` is the callback. The body is the return value.
# - The server iterates, sends, and calls `close()` in any case.
# - One call is one request. Nothing more can come in after the call has begun.
# - Django's application keeps exactly this contract.
#
# Next: the [walkthrough of WSGIHandler](../walkthroughs/wsgi_handler.md) shows Django's side,
# line by line.
# Then do the same with [ASGI by hand](asgi_by_hand.py).
