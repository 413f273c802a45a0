"""Import the learner's program, and say in plain words when that can't be done."""

import difflib
import importlib
import inspect
import os
import subprocess
import sys

from gateway_labs.lab.record import CheckFailed, Record, current
from gateway_labs.strings import text

COLD_LIMIT = 20.0


def load(module: str, name: str | None = None) -> object:
    """The learner's `module` ("chat.consumers"), or what it calls `name`.

    Django is set up first where the lab has settings. A missing file or name fails the check and
    says which name comes close; an exception in the file is the learner's to see.
    """
    record = current()
    path = module.replace(".", "/") + ".py"
    _require_file(record, path)
    importlib.invalidate_caches()
    try:
        if record.settings:
            _set_up_django(record)
        loaded = importlib.import_module(module)
    except CheckFailed:
        raise
    except BaseException as error:
        record.application_errors.append(error)
        raise
    if name is None:
        return loaded
    if not hasattr(loaded, name):
        _missing_name(path, name, _own_names(loaded))
    return getattr(loaded, name)


def _require_file(record: Record, path: str) -> None:
    if (record.root / path).is_file():
        return
    there = [
        file.relative_to(record.root).as_posix()
        for file in record.root.rglob("*.py")
        if not any(part.startswith(".") for part in file.parts[len(record.root.parts) :])
    ]
    close = difflib.get_close_matches(path, there, n=1, cutoff=0.7)
    given = close and close[0] not in record.edit
    raise CheckFailed(
        text("load.missing_file", path=path),
        text("load.close_file", found=close[0], path=path) if given else None,
        place=path,
    )


def _own_names(module) -> list[str]:
    """What `module` defines itself: neither its imports nor what begins with an underscore."""
    return [
        name
        for name, value in vars(module).items()
        if not name.startswith("_") and not _imported(value, module.__name__)
    ]


def _imported(value: object, into: str) -> bool:
    if inspect.isclass(value) or inspect.isroutine(value):
        return value.__module__ != into
    return inspect.ismodule(value)


def _missing_name(path: str, name: str, known: list[str]) -> None:
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    close += [own for own in known if len(own) > 2 and own in name]
    raise CheckFailed(
        text("load.missing_name", path=path, name=name),
        text("load.close_name", found=close[0], name=name) if close else None,
        place=path,
    )


def _set_up_django(record: Record) -> None:
    _require_file(record, record.settings.replace(".", "/") + ".py")
    import django

    django.setup()


def cold_import(module: str, code: str = "", before: str = "") -> subprocess.CompletedProcess:
    """Run `before`, import `module` and run `code` in a new interpreter in the learner's folder.

    Gives the finished process with its text output. `DJANGO_SETTINGS_MODULE` is not set, as it is
    not when a server starts.
    """
    record = current()
    _require_file(record, module.replace(".", "/") + ".py")
    environ = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    environ |= {"PYTHONPATH": str(record.root), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-c", f"{before}\nimport {module}\n{code}"]
    try:
        return subprocess.run(
            command,
            cwd=record.root,
            env=environ,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=COLD_LIMIT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise CheckFailed(text("load.cold_limit", seconds=COLD_LIMIT)) from None
