"""`labs trace`, run as a reader does: on the labs' solutions, on a new project, on wrong calls."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest


def labs(*arguments: str, cwd: Path) -> subprocess.CompletedProcess:
    environ = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    return subprocess.run(
        [sys.executable, "-P", "-m", "gateway_labs.cli", *arguments],
        cwd=cwd,
        env=environ | {"PYTHONUTF8": "1", "COLUMNS": "400", "NO_COLOR": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


@pytest.fixture(scope="module")
def solution(root, tmp_path_factory) -> Callable[[str], Path]:
    """A folder with the solution of a lab, as `labs solution N --write` makes it."""
    made: dict[str, Path] = {}

    def write(lab: str) -> Path:
        if lab not in made:
            made[lab] = tmp_path_factory.mktemp("solution") / lab
            written = labs("solution", lab, "--yes", "--write", str(made[lab]), cwd=root)
            assert written.returncode == 0, written.stderr
        return made[lab]

    return write


VIEWS = """
import asyncio, time
from django.http import HttpResponse
from django.urls import path

def hello(request):
    greeting = "Hello"
    return HttpResponse(f"{greeting}, {request.GET.get('name', 'you')}")

async def never(request):
    await asyncio.sleep(1000)

async def blocks(request):
    time.sleep(1000)

def sleeps(request):
    time.sleep(1000)

def length(request):
    return HttpResponse(f"{request.content_type} {len(request.body)}")

urlpatterns = [path(f"{f.__name__}/", f) for f in (hello, never, blocks, sleeps, length)]
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    """A project made by `django-admin startproject`, with a few views."""
    folder = tmp_path_factory.mktemp("project")
    start = [sys.executable, "-P", "-m", "django", "startproject", "mysite", str(folder)]
    subprocess.run(start, check=True)
    (folder / "mysite" / "urls.py").write_text(VIEWS, encoding="utf-8")
    settings = folder / "mysite" / "settings.py"
    content = settings.read_text(encoding="utf-8")
    # A client of this kind has no CSRF cookie.
    csrf = "    'django.middleware.csrf.CsrfViewMiddleware',\n"
    assert csrf in content
    settings.write_text(content.replace(csrf, ""), encoding="utf-8")
    return folder


@pytest.fixture
def app(tmp_path) -> Callable[[str], Path]:
    """A folder with app.py."""

    def write(source: str) -> Path:
        (tmp_path / "app.py").write_text(source, encoding="utf-8")
        return tmp_path

    return write


def messages(trace: dict) -> list[str]:
    return [event["type"] for event in trace["events"] if event["kind"] == "message"]


def record(cwd: Path, *arguments: str, code: int = 0) -> dict:
    """The trace that --json gives."""
    run = labs("trace", *arguments, "--json", cwd=cwd)
    assert run.returncode == code, run.stderr + run.stdout
    return json.loads(run.stdout)


# -- the labs' solutions --------------------------------------------------------------------------


def test_a_wsgi_application_by_hand(solution):
    trace = record(solution("1"), "wsgi_app:application", "--get", "/hello?name=Ana")
    assert trace["gateway"] == "wsgi"
    assert messages(trace)[:3] == ["environ", "start_response", "body"]
    assert messages(trace)[-1] == "return"


def test_a_body_in_parts_to_an_asgi_application(solution):
    request = ("--post", "/echo", "--body", "a", "--body", "b")
    trace = record(solution("2"), "asgi_app:application", *request)
    parts = [e["content"]["body"] for e in trace["events"] if e.get("type") == "http.request"]
    assert parts == ["b'a'", "b'b'"]


ECHO = [
    "websocket.connect",
    "websocket.accept",
    "websocket.receive",
    "websocket.send",
    "websocket.disconnect",
    "return",
]
CONSUMER = "chat.consumers:ChatConsumer"


@pytest.mark.parametrize(
    ("lab", "target", "path"),
    [
        ("3", "ws_app:application", "/ws/"),
        ("5", f"{CONSUMER}.as_asgi()", "/"),
        ("6", "site_app", "/ws/chat/lobby/"),
        ("7", "config.asgi:application", "/ws/chat/lobby/"),
    ],
)
def test_an_echo_over_a_websocket(solution, lab, target, path):
    folder = solution(lab)
    if lab == "6":  # which has routes, and no application yet
        (folder / "site_app.py").write_text(
            "from channels.routing import URLRouter\n"
            "from chat.routing import websocket_urlpatterns\n"
            "application = URLRouter(websocket_urlpatterns)\n"
        )
    settings = ("--settings", "config.settings") if lab in "56" else ()
    message = ("--send", '{"message": "hi"}')
    assert messages(record(folder, target, "--ws", path, *message, *settings)) == ECHO


def test_the_folder_of_the_program_can_be_named(solution, tmp_path):
    arguments = ("config.asgi:application", "--ws", "/ws/chat/lobby/")
    assert labs("trace", *arguments, cwd=tmp_path).returncode == 2
    trace = record(tmp_path, *arguments, "--path", str(solution("7")), "--send", "{}")
    assert messages(trace) == ECHO


def test_frames_are_binary_when_asked_for(solution):
    frames = ("--binary", "--send", "a", "--send", "b")
    trace = record(solution("3"), "ws_app:application", "--ws", "/ws/", *frames)
    received = [e["content"] for e in trace["events"] if e.get("type") == "websocket.receive"]
    assert [content["bytes"] for content in received] == ["b'a'", "b'b'"]
    assert messages(trace).count("websocket.send") == 2


def test_a_sync_consumers_methods_run_on_another_thread(solution):
    arguments = ("config.asgi:application", "--ws", "/ws/chat/lobby/", "--send", "{}")
    run = labs("trace", *arguments, cwd=solution("7"))
    assert run.returncode == 0
    line = next(line for line in run.stdout.splitlines() if "▸ ChatConsumer.connect(" in line)
    assert line.strip().startswith("executor thread 1 ")


@pytest.mark.parametrize(
    ("gateway", "thread"), [("wsgi", "server's thread"), ("asgi", "executor thread 1")]
)
def test_a_sync_view_with_a_database_under_both_handlers(solution, gateway, thread):
    folder = solution("4")
    migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(migrate, cwd=folder, check=True, capture_output=True)
    trace = record(folder, f"config.{gateway}:application", "--get", "/menu/")
    names = {actor["id"]: actor["name"] for actor in trace["actors"]}
    menu = next(n for n, function in enumerate(trace["functions"]) if function["name"] == "menu")
    calls = [e for e in trace["events"] if e["kind"] == "call" and e["function"] == menu]
    assert [names[call["thread"]] for call in calls] == [thread]
    bodies = [e["content"].get("body", "") for e in trace["events"] if e["kind"] == "message"]
    assert any("Sencha" in body for body in bodies)


# -- a new project --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("mysite.asgi", ["http.request", "http.response.start", "http.response.body"]),
        ("mysite.wsgi", ["environ", "start_response", "body", "close"]),
    ],
)
def test_a_new_project_under_both_interfaces(project, target, expected):
    trace = record(project, f"{target}:application", "--get", "/hello/?name=Ana")
    assert messages(trace) == [*expected, "return"]
    assert trace["cut_short"] is None
    assert "Hello, Ana" in json.dumps(trace["events"])


def test_json_has_the_shape_of_a_trace(project):
    trace = record(project, "mysite.asgi", "--lines", "mysite.urls")
    assert list(trace) == [
        "version", "scenario", "gateway", "title", "django", "actors", "functions", "events",
        "left_out", "cut_short",
    ]  # fmt: skip
    assert (trace["version"], trace["scenario"], trace["title"]) == (1, "mysite.asgi", "GET /")


def test_the_view_is_shown_with_its_thread_and_its_lines(project):
    run = labs("trace", "mysite.asgi", "--get", "/hello/", "--lines", "mysite/urls.py", cwd=project)
    assert run.returncode == 0
    assert "▸ hello(request=<ASGIRequest: GET '/hello/'>)  mysite/urls.py:6" in run.stdout
    assert '7  greeting = "Hello"' in run.stdout
    assert "✓ recorded" in run.stdout
    plain = labs("trace", "mysite.asgi", "--get", "/hello/", cwd=project).stdout
    assert "▸ hello(" in plain
    assert "greeting = " not in plain


def test_lines_of_a_package_that_is_installed(project):
    trace = record(project, "mysite.asgi", "--lines", "django.core.handlers")
    assert "ASGIHandler.__call__" in {function["name"] for function in trace["functions"]}
    assert any(event["kind"] == "line" for event in trace["events"])


@pytest.mark.parametrize("target", ["mysite.asgi", "mysite.wsgi"])
def test_a_body_comes_with_its_length_and_its_type(project, target):
    request = ("--request", "PUT", "/length/", "--body", "añ", "--header", "Content-Type: text/x")
    assert "text/x 3" in json.dumps(record(project, target, *request)["events"])


def test_a_page_holds_everything_it_needs(project, tmp_path):
    page = tmp_path / "run.html"
    run = labs("trace", "mysite.asgi", "--get", "/hello/", "--html", str(page), cwd=project)
    assert run.returncode == 0
    assert f"wrote   {page}" in run.stdout
    html = page.read_text(encoding="utf-8")
    assert "<gateway-player" in html
    assert "ASGIHandler.__call__" in html
    outside = html.split('<script type="application/json">')[0]
    assert not re.findall(r"\b(?:src|href)=|@import|url\((?!['\"]?data:)", outside)
    assert "http://" not in outside
    assert "https://" not in outside


def test_what_the_program_prints_is_not_in_the_trace(app):
    folder = app("def application(environ, start_response):\n    print('loud')\n    return []\n")
    run = labs("trace", "app", "--json", cwd=folder)
    assert messages(json.loads(run.stdout)) == ["environ", "return"]
    assert "loud" in run.stderr


# -- how a call may look --------------------------------------------------------------------------

ANSWER = """
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"x"})
"""
FUNCTION = f"async def application(scope, receive, send):{ANSWER}"
INSTANCE = f"class A:\n  async def __call__(self, scope, receive, send):{ANSWER}\napplication = A()"
ASGI_2 = f"def application(scope):\n  async def run(receive, send):{ANSWER}\n  return run"
WSGI = """
def application(environ, start_response):
    start_response("200 OK", [])
    return []
"""
WSGI_CLASS = """
class application:
    def __init__(self, environ, start_response):
        self.start = start_response
    def __iter__(self):
        self.start("200 OK", [])
        yield b"x"
"""


@pytest.mark.parametrize(
    ("source", "gateway"),
    [
        (FUNCTION, "asgi"),
        (INSTANCE, "asgi"),
        (ASGI_2, "asgi"),
        (WSGI, "wsgi"),
        (WSGI_CLASS, "wsgi"),
    ],
)
def test_the_interface_is_found_out(app, source, gateway):
    assert record(app(source), "app")["gateway"] == gateway


def test_the_interface_is_said_where_it_does_not_show(app):
    folder = app(f"{WSGI}\ninner = application\ndef application(*both): return inner(*both)\n")
    run = labs("trace", "app", cwd=folder)
    assert run.returncode == 2
    assert "Say it with --wsgi or --asgi." in run.stderr
    assert record(folder, "app", "--wsgi")["gateway"] == "wsgi"


# -- what goes wrong ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("no_such_module:application",), "there is no module named no_such_module"),
        (("mysite.asgi:appliction",), "has nothing named appliction; application is there"),
        (("mysite.settings:DEBUG",), "DEBUG is of the type bool, which cannot be called"),
        (("mysite/asgi.py",), "Write mysite.asgi:application"),
        (("mysite.asgi", "--get", "hello"), "expected a path that begins with /"),
        (("mysite.asgi", "--get", "/", "--ws", "/"), "expected one request or one WebSocket"),
        (("mysite.asgi", "--send", "hi"), "expected a WebSocket to send on"),
        (("mysite.wsgi", "--ws", "/"), "is a WSGI application, and WSGI has no WebSocket"),
        (("mysite.asgi", "--header", "nonsense"), "expected NAME: VALUE"),
        (("mysite.asgi", "--lines", "no/such/file.py"), "is no file and no module"),
        (("mysite.asgi", "--post", "/", "--body", "@no_such_file"), "cannot be read"),
        (("mysite.asgi", "--html", "/no/such/folder/x.html"), "cannot be written"),
    ],
)
def test_a_wrong_call_is_one_clear_error(project, arguments, message):
    run = labs("trace", *arguments, cwd=project)
    assert run.returncode == 2, run.stdout
    assert message in run.stderr
    assert "Traceback" not in run.stderr
    assert run.stdout == ""


def test_a_consumer_class_is_no_application(solution):
    run = labs("trace", CONSUMER, "--settings", "config.settings", cwd=solution("5"))
    assert run.returncode == 2
    assert f"Write {CONSUMER}.as_asgi()" in run.stderr


def test_a_module_that_raises_is_shown_without_our_frames(app):
    run = labs("trace", "app", cwd=app("import nothing_like_this\n"))
    assert run.returncode == 1
    assert "✗ the import of app raised ModuleNotFoundError" in run.stdout
    assert 'app.py", line 1' in run.stdout
    assert "gateway_labs" not in run.stdout


def test_an_application_that_raises(app):
    source = "async def application(scope, receive, send):\n    await receive()\n    1 / 0\n"
    run = labs("trace", "app", cwd=app(source))
    assert run.returncode == 1
    assert "→ http.request" in run.stdout
    assert "✗ the application raised ZeroDivisionError: division by zero" in run.stdout
    assert 'app.py", line 3' in run.stdout
    assert "gateway_labs" not in run.stdout


def test_a_websocket_to_plain_django_raises(project):
    trace = record(project, "mysite.asgi", "--ws", "/", code=1)
    assert "Django can only handle ASGI/HTTP connections, not websocket" in trace["cut_short"]


@pytest.mark.parametrize("target", ["mysite.asgi", "mysite.wsgi"])
@pytest.mark.parametrize("view", ["never", "blocks", "sleeps"])
def test_a_view_that_hangs_is_cut_short_and_named(project, target, view):
    trace = record(project, target, "--get", f"/{view}/", "--limit", "1", code=1)
    assert "had not ended after 1 s" in trace["cut_short"]
    assert re.search(rf"mysite/urls.py:\d+ \({view}\)", trace["cut_short"])
    assert messages(trace)[0] in ("http.request", "environ")


ASGI = "async def application(scope, receive, send):\n    await receive()\n    "
START = 'await send({"type": "http.response.start", "status": 200, "headers": []})'


@pytest.mark.parametrize(
    ("source", "ending"),
    [
        (f"{ASGI}pass", "the application returned and never answered"),
        (f"{ASGI}{START}", "the application returned, and its response is not complete"),
        (
            f"{ASGI}await receive()",
            "It waits in receive(), and no event comes. It was at app.py:3 (application)",
        ),
        (
            "def application(environ, start_response):\n    return []",
            "the application returned and never answered",
        ),
        (f"{ASGI}import os; os._exit(3)", "the interpreter ended (exit code 3)"),
        # C code that holds the interpreter: nothing in it can stop it.
        (f"{ASGI}import re; re.match('(a+)+b', 'a' * 40)", "had not ended after 1 s"),
        ("while True: pass", "app was still being imported after 1 s"),
    ],
)
def test_no_answer_is_said_with_what_was_recorded(app, source, ending):
    run = labs("trace", "app", "--limit", "1", cwd=app(source))
    assert run.returncode == 1
    assert ending in run.stdout
    assert "GET /\n" in run.stdout or "import" in ending
    if ASGI in source:
        assert "→ http.request" in run.stdout


def test_a_websocket_that_is_not_answered(app):
    run = labs("trace", "app", "--ws", "/", cwd=app(f"{ASGI}pass"))
    assert run.returncode == 1
    assert "neither accepted nor closed the WebSocket" in run.stdout


def test_a_refusal_is_recorded(app):
    source = f"{ASGI}await send({{'type': 'websocket.close'}})\n    await receive()"
    trace = record(app(source), "app", "--ws", "/")
    assert messages(trace)[1:] == ["websocket.close", "websocket.disconnect", "return"]
    left = next(e for e in trace["events"] if e.get("type") == "websocket.disconnect")
    assert left["content"]["code"] == "1006"


@pytest.mark.skipif(os.name != "posix", reason="process groups are POSIX's")
def test_nothing_is_left_running(app, tmp_path):
    source = (
        "import subprocess, sys\n"
        "async def application(scope, receive, send):\n"
        "    child = subprocess.Popen([sys.executable, '-c', 'input()'], stdin=-1)\n"
        "    open('pid', 'w').write(str(child.pid))\n    child.wait()"
    )
    assert labs("trace", "app", "--limit", "1", cwd=app(source)).returncode == 1
    pid = int((tmp_path / "pid").read_text())
    for _ in range(100):
        if not is_running(pid):
            return
        time.sleep(0.05)
    pytest.fail("the program's own child still runs")


def is_running(pid: int) -> bool:
    """Whether the process is there, and is no zombie that waits for init."""
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True)
    return state.stdout.strip() not in ("", "Z", "Zs", "Z+")
