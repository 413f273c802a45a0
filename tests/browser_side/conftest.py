"""An interpreter of its own, which does what a browser's worker does."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).parent
# Shared with the tests in a real browser.
sys.path.append(str(HERE))


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
