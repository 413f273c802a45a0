"""A small course of two labs, in a folder of its own."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from gateway_labs.lab.format import Course, load_course

LAB_TOML = """
id = "{id}"
title = "{title}"
goal = "a goal"
minutes = 5
edit = ["app.py"]
{extends}

[[task]]
title = "Accepts"
hints = ["the concept", "the place", "nearly the code"]
docs = ["guide/asgi.md#websocket"]
place = "app.py:application"
limit = 2

[[task]]
title = "Echoes"
hints = ["one", "two", "three"]
place = "app.py:application"
limit = 2
"""

TEST = """
import pytest
from gateway_labs.lab.testing import Socket, load, step, verify


@pytest.mark.task(1)
async def test_accepts():
    socket = Socket(load("app", "application"), "/ws/")
    step("opened a WebSocket", "the application accepts it")
    await socket.accept()
    await socket.disconnect()


@pytest.mark.task(2)
async def test_echoes():
    socket = Socket(load("app", "application"), "/ws/")
    step("sent hi", "hi")
    await socket.accept()
    await socket.send_text("hi")
    got = await socket.receive_text()
    verify(got == "hi", got=repr(got), likely="it sends another text" if got else None)
    await socket.disconnect()
"""

START = """
async def application(scope, receive, send):
    await receive()
    # TODO(1): accept
    # TODO(2): echo
"""

SOLUTION = """
async def application(scope, receive, send):
    await receive()
    await send({"type": "websocket.accept"})
    while (message := await receive())["type"] != "websocket.disconnect":
        await send({"type": "websocket.send", "text": message["text"]})
"""


def write(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")


def make_lab(root: Path, lab_id: str, title: str, extends: str | None = None) -> Path:
    folder = root / "labs" / lab_id
    line = f'extends = "{extends}"' if extends else ""
    write(folder / "lab.toml", LAB_TOML.format(id=lab_id, title=title, extends=line))
    write(folder / "test_lab.py", TEST)
    write(folder / "README.md", f"# {title}\n")
    if extends:
        write(folder / "start" / "extra.py", "EXTRA = 1\n")
        write(folder / "start" / "app.py", START)
    else:
        write(folder / "start" / "app.py", START)
    write(folder / "solution" / "app.py", SOLUTION)
    return folder


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """Lab 1, and lab 2 which extends it."""
    root = tmp_path.resolve() / "course"
    make_lab(root, "01_first", "The first")
    make_lab(root, "02_second", "The second", extends="01_first")
    write(root / "pytest.ini", "[pytest]\n")
    return load_course(root)


Run = Callable[..., subprocess.CompletedProcess]


@pytest.fixture
def run_labs(course: Course) -> Run:
    """Run the real `labs` command in the course."""

    def run(*arguments: str, **options) -> subprocess.CompletedProcess:
        return _run(["-m", "gateway_labs.cli", *arguments], course.root, **options)

    return run


@pytest.fixture
def run_pytest(course: Course) -> Run:
    """Run the real pytest in the course."""

    def run(*arguments: str, **options) -> subprocess.CompletedProcess:
        return _run(["-m", "pytest", "-p", "no:cacheprovider", *arguments], course.root, **options)

    return run


def _run(arguments: list[str], cwd: Path, **options) -> subprocess.CompletedProcess:
    environ = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST", "COV"))}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=cwd,
        env=environ | {"PYTHONUTF8": "1", "COLUMNS": "100"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
        **({"stdin": subprocess.DEVNULL} | options),
    )
