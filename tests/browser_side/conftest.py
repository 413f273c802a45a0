"""An interpreter of its own, which does what a browser's worker does."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).parent
# Shared with the tests in a real browser.
sys.path.append(str(HERE))

from agreement import COURSE, job  # noqa: E402


class OneInterpreter:
    """Calls functions of gateway_labs.browser.worker in one process, and keeps what it posts."""

    def __init__(self) -> None:
        self.posted: list[dict] = []
        self.process = subprocess.Popen(
            [sys.executable, str(HERE / "one_interpreter.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        self._answer()

    def call(self, name: str, *arguments: object) -> object:
        """What the function returned; what it posted meanwhile is in `posted`."""
        self.posted = []
        self.process.stdin.write(json.dumps([name, *arguments]) + "\n")
        self.process.stdin.flush()
        return self._answer()

    def _answer(self) -> object:
        for line in self.process.stdout:
            message = json.loads(line)
            if "posted" not in message:
                assert "raised" not in message, message["raised"]
                return message["returned"]
            self.posted.append(message["posted"])
        raise AssertionError(f"the interpreter ended: {self.process.wait()}")

    def check(self, job: str) -> dict:
        return json.loads(self.call("check", job))["report"]

    def check_until(self, job: str, kind: str) -> dict:
        """Begin a check that does not end; the first message of a kind that it posts."""
        self.process.stdin.write(json.dumps(["check", job]) + "\n")
        self.process.stdin.flush()
        for line in self.process.stdout:
            message = json.loads(line).get("posted", {})
            if message.get("type") == kind:
                return message
        raise AssertionError("it ended")

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()


@pytest.fixture(scope="module")
def interpreter() -> Iterator[OneInterpreter]:
    one = OneInterpreter()
    yield one
    one.close()


@pytest.fixture
def check_source(interpreter):
    """The report on a program for lab 03, whose tasks have a limit of `limit` seconds."""

    def check(source: str, limit: float = 8) -> dict:
        return interpreter.check(_source_job(source, limit))

    return check


@pytest.fixture
def source_job():
    return _source_job


def _source_job(source: str, limit: float = 8) -> str:
    """A job for lab 03, the smallest one with an event loop."""
    lab = COURSE.find("3")
    data = json.loads(job(lab, {"ws_app.py": source.encode()}))
    toml = f"labs/{lab.id}/lab.toml"
    data["course"][toml] = re.sub(r"limit = \d+", f"limit = {limit}", data["course"][toml])
    return json.dumps(data)


@pytest.fixture
def fresh_interpreter() -> Iterator[OneInterpreter]:
    """One that a test may leave in an endless loop."""
    one = OneInterpreter()
    yield one
    one.close()
