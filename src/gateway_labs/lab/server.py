"""Serve one state of a learner's work with Daphne: python -m gateway_labs.lab.server SERVICE_JSON

It ends when its standard input does, so that nothing is left when the process that started it dies.
"""

import importlib
import importlib.util
import json
import logging
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from gateway_labs.lab.chat_page import ChatPage
from gateway_labs.lab.frames import learner_traceback
from gateway_labs.lab.serve import HOST, NO_PORT, Service
from gateway_labs.strings import text


def main(arguments: list[str]) -> int:
    service = Service(**json.loads(arguments[0]))
    root = Path(service.root).resolve()
    lab_module = service.lab_module and service.lab_module.resolve()
    threading.Thread(target=_end_with_stdin, daemon=True).start()
    # Daphne installs Twisted's asyncio reactor: before any module of the learner's is imported.
    from daphne.server import Server

    os.chdir(root)
    sys.path.insert(0, str(root))
    sys.dont_write_bytecode = True
    application, problem = load_application(service, root, lab_module)
    _log_learners_frames(root)
    if problem:
        print(problem, text("serve.waiting"), sep="\n\n", flush=True)
    page = ChatPage(
        application, root=root, path=service.path, http=lab_module is None, problem=problem
    )
    address = f"http://{HOST}:{service.port}/_labs/"
    server = Server(
        page,
        endpoints=[f"tcp:port={service.port}:interface={HOST}"],
        ready_callable=lambda: print(text("serve.ready", address=address), flush=True),
        application_close_timeout=2,
    )
    server.run()
    return NO_PORT if server.abort_start else 0


def load_application(
    service: Service, root: Path, lab_module: Path | None
) -> tuple[Callable | None, str | None]:
    """The ASGI application, or None and what is wrong, with the learner's frames alone."""
    module, _, name = service.application.partition(":")
    if lab_module and service.settings:
        os.environ["DJANGO_SETTINGS_MODULE"] = service.settings
    try:
        loaded = _load_file(lab_module) if lab_module else importlib.import_module(module)
        return getattr(loaded, name), None
    except (Exception, SystemExit) as error:
        frames = learner_traceback(error, root)
        return None, frames or f"{type(error).__name__}: {error}"


def _load_file(path: Path) -> object:
    spec = importlib.util.spec_from_file_location("gateway_labs_lab_module", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class LearnersFrames(logging.Formatter):
    """A log line, and of an exception's traceback only the learner's own frames."""

    def __init__(self, root: Path) -> None:
        super().__init__("%(message)s")
        self.root = root

    def formatException(self, exc_info) -> str:
        error = exc_info[1]
        return learner_traceback(error, self.root) or f"{type(error).__name__}: {error}"


def _log_learners_frames(root: Path) -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(LearnersFrames(root))
    for name in ("daphne", "django.channels"):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [handler], False
        logger.setLevel(logging.WARNING)


def _end_with_stdin() -> None:
    # Not through sys.stdin: an interpreter that ends may not find its lock held by a thread.
    while os.read(0, 1024):
        pass
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
