"""A scenario: a module that names an application and what the client does, recorded for real.

A scenario is a plain module (snippets/scenarios/*.py) with a one-line docstring and

    TITLE       a text
    configure() sets up Django, once
    wsgi()      gives the WSGI application (or is not there)
    asgi()      gives the ASGI application (or is not there)
    VIEW        the qualified name of its view, for the milestones (optional)
    ALSO        qualified names whose first call is a milestone, too (optional)
    PATH, METHOD, HEADERS, BODY     the request (optional): BODY is a tuple of parts
    client(server)   a coroutine function for what is more than one request (optional):
                     `server` is a `gateway_labs.trace.run.AsgiServer`
    FILES       more files to follow, as dotted modules (optional)

Django's core/handlers and the scenario's own file are always followed.
"""

import importlib
import importlib.util
import json
import os
import random
import sys
from pathlib import Path
from types import CodeType, ModuleType

from gateway_labs.trace.recorder import Recorder
from gateway_labs.trace.run import Request, RunError, run_asgi, run_wsgi
from gateway_labs.trace.trace import trace_json

MAIN_THREAD = {"wsgi": "server's thread", "asgi": "event loop's thread"}


def load_scenario(path: Path) -> ModuleType:
    """The scenario's module, with its Django set up."""
    import django

    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    module.configure()
    django.setup()
    return module


def gateways(module: ModuleType) -> list[str]:
    return [name for name in ("wsgi", "asgi") if hasattr(module, name)]


def record(module: ModuleType, gateway: str, root: Path, *, lines: bool = True) -> dict:
    """The trace of the scenario under one gateway.

    It runs once before it is recorded: what Django loads at a first request is no part of it.
    """
    import django

    application = getattr(module, gateway)()
    files = followed_files(module)
    for _ in range(2):
        random.seed(0)  # channel names, say
        recorder = Recorder(
            files, root, main_thread=MAIN_THREAD[gateway], lines=lines, ignored=_clients(module)
        )
        cut_short = _run(module, gateway, application, recorder)
        if cut_short:
            break
    return trace_json(
        recorder,
        scenario=Path(module.__file__).stem,
        gateway=gateway,
        title=module.TITLE,
        django=django.__version__,
        view=getattr(module, "VIEW", None),
        also=getattr(module, "ALSO", ()),
        cut_short=cut_short,
    )


def followed_files(module: ModuleType) -> tuple[Path, ...]:
    """The paths whose lines are recorded."""
    import django.core.handlers

    more = [importlib.import_module(name).__file__ for name in getattr(module, "FILES", ())]
    return (Path(django.core.handlers.__file__).parent, Path(module.__file__), *map(Path, more))


def request_of(module: ModuleType) -> Request:
    """The scenario's request."""
    names = {"path": "PATH", "method": "METHOD", "headers": "HEADERS", "body": "BODY"}
    given = {key: getattr(module, name) for key, name in names.items() if hasattr(module, name)}
    return Request(**given)


def _run(module: ModuleType, gateway: str, application, recorder: Recorder) -> str | None:
    try:
        if gateway == "wsgi":
            with recorder.monitor():
                run_wsgi(application, request_of(module), recorder)
        else:
            run_asgi(application, _client(module), recorder)
    except RunError as error:
        return str(error)
    return None


def _clients(module: ModuleType) -> list[CodeType]:
    """The code that plays the client: no part of the application."""
    return [module.client.__code__] if hasattr(module, "client") else []


def _client(module: ModuleType):
    own = getattr(module, "client", None)
    if own is not None:
        return own
    request = request_of(module)

    async def one_request(server) -> None:
        await server.http(request).request(request.body)

    return one_request


def main(arguments: list[str]) -> None:
    """python -m gateway_labs.trace.scenario PATH: prints {"wsgi": trace, "asgi": trace}."""
    path = Path(arguments[0]).resolve()
    module = load_scenario(path)
    root = path.parents[2]
    traces = {name: record(module, name, root) for name in gateways(module)}
    json.dump(traces, sys.stdout)
    sys.stdout.flush()
    if any(trace["cut_short"] for trace in traces.values()):
        os._exit(0)  # a thread that hangs would keep the process


if __name__ == "__main__":
    main(sys.argv[1:])
