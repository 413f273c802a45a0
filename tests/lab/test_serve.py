"""Daphne with the learner's work, in processes of its own."""

import contextlib
import json
import queue
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request

import pytest

from gateway_labs.errors import CourseError
from gateway_labs.lab.format import load_course
from gateway_labs.lab.serve import Service, free_port, serve
from gateway_labs.lab.tree import end_tree, write_tree

WAIT = 60
"""Seconds until a test gives up; when all is well, it waits for nothing."""


class Serving:
    """`python -m gateway_labs.lab.serve`, and the lines that it prints."""

    def __init__(self, root, lab, port):
        run = lab.run
        command = ["--root", root, "--application", run.application, "--path", run.path]
        more = ["--port", str(port), "--settings", lab.settings, "--module-path", lab.folder]
        self.process = subprocess.Popen(
            [sys.executable, "-u", "-m", "gateway_labs.lab.serve", *command, *more],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )
        self.port, self.lines = port, queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        with self.process.stdout as output:
            for line in output:
                self.lines.put(line)
        self.lines.put(None)

    def until(self, text):
        """The lines up to the one that holds `text`."""
        seen = []
        while not seen or text not in seen[-1]:
            line = self.lines.get(timeout=WAIT)
            assert line is not None, "".join(seen)
            seen.append(line)
        return "".join(seen)

    def get(self, path):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=WAIT) as got:
                return got.status, got.url, got.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.url, error.read().decode()

    def say(self, path, message):
        from websockets.sync.client import connect

        with connect(f"ws://127.0.0.1:{self.port}{path}", proxy=None) as client:
            client.send(json.dumps({"message": message}))
            return json.loads(client.recv(WAIT))

    def end(self):
        """What it still prints after Ctrl+C, and its exit code."""
        self.process.send_signal(signal.SIGINT)
        printed = "".join(iter(lambda: self.lines.get(timeout=WAIT) or "", ""))
        return printed, self.process.wait(WAIT)


@pytest.fixture
def served(tmp_path, root):
    """`served("05")`: the lab's solution in a folder of its own, served."""
    course = load_course(root)
    with contextlib.ExitStack() as stack:

        def start(number):
            lab = course.find(number)
            write_tree(end_tree(course, lab), tmp_path)
            serving = Serving(tmp_path, lab, free_port(0))
            stack.callback(stop, serving)
            return serving

        yield start


def stop(serving):
    if serving.process.poll() is None:
        serving.process.terminate()
    serving.process.wait(WAIT)


def nothing_listens(port):
    end = time.monotonic() + WAIT
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize(
    ("number", "path", "answer"),
    [
        ("05", "/ws/", {"message": "hi"}),
        ("06", "/ws/chat/lobby/", {"message": "hi", "room": "lobby"}),
        ("07", "/ws/chat/채팅/", {"message": "hi", "room": "채팅"}),
    ],
)
def test_serves_each_solution_and_ends_cleanly(served, number, path, answer):
    serving = served(number)
    serving.until("Your work is served")
    assert serving.say(path, "hi") == answer
    status, url, body = serving.get("/")
    assert status == 200
    if number == "07":
        assert "The chat is running." in body
    else:
        assert url.endswith("/_labs/")
    assert serving.end() == ("", 0)
    assert nothing_listens(serving.port)


def test_loads_the_work_again_at_a_save_and_survives_a_mistake(served, tmp_path):
    serving = served("05")
    serving.until("Your work is served")
    file = tmp_path / "chat" / "consumers.py"
    good = file.read_text(encoding="utf-8")
    file.write_text("import jsonn\n" + good, encoding="utf-8")
    printed = serving.until("Your work is served")
    assert "A file was saved" in printed
    assert 'File "chat/consumers.py", line 1, in <module>' in printed
    assert "ModuleNotFoundError: No module named 'jsonn'" in printed
    assert "could not be loaded" in printed
    assert "run.py" not in printed
    assert serving.get("/other")[0] == 503
    changed = good.replace('{"message": message}', '{"message": message * 2}')
    file.write_text(changed, encoding="utf-8")
    serving.until("Your work is served")
    assert serving.say("/ws/", "hi") == {"message": "hihi"}


def test_prints_an_exception_with_the_learners_frames_alone(served, tmp_path):
    serving = served("05")
    serving.until("Your work is served")
    file = tmp_path / "chat" / "consumers.py"
    good = file.read_text(encoding="utf-8")
    file.write_text(good.replace("self.accept()", "self.accept()\n        1 / 0"), encoding="utf-8")
    serving.until("Your work is served")
    with contextlib.suppress(Exception):
        serving.say("/ws/", "hi")
    printed = serving.until("ZeroDivisionError")
    assert 'File "chat/consumers.py"' in printed
    assert "site-packages" not in printed


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is a signal of POSIX")
def test_leaves_nothing_when_it_is_killed(served):
    serving = served("05")
    serving.until("Your work is served")
    serving.process.kill()
    assert nothing_listens(serving.port)


def test_a_port_in_use_is_one_clear_error():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CourseError, match="the port is in use") as error:
            free_port(port)
        assert f"127.0.0.1:{port}" in str(error.value)
        assert f"--port {port + 1}" in str(error.value)


@pytest.mark.parametrize("port", [-1, 70000])
def test_a_port_that_there_is_not(port):
    with pytest.raises(CourseError, match="expected a port"):
        free_port(port)


def test_a_missing_folder_is_one_clear_error(tmp_path):
    service = Service(str(tmp_path / "none"), "run:application", "/ws/")
    with pytest.raises(CourseError, match="expected the folder"):
        serve(service)
