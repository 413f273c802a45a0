"""Find the application that a target names, "module:attribute", and how it is to be called."""

import difflib
import importlib
import importlib.util
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

WSGI, ASGI = "wsgi", "asgi"
USUAL = "application"


class TargetError(Exception):
    """The target is no application. `key` names the text that says so, `values` its fields."""

    def __init__(self, key: str, **values: str) -> None:
        super().__init__(key)
        self.key, self.values = key, values


@dataclass(frozen=True)
class Target:
    """A module and a dotted name in it, as servers take them: mysite.asgi:application.

    `made` is true where a name with () after it says that the application is what its call gives.
    """

    module: str
    name: str
    made: bool = False


def parse_target(text: str) -> Target:
    """ "module:name"; without a name it is `application`."""
    module, _, name = text.partition(":")
    if module.endswith(".py") or "/" in module or "\\" in module:
        dotted = module.removesuffix(".py").replace("\\", "/").strip("./").replace("/", ".")
        raise TargetError("a_path", better=f"{dotted}:{name or USUAL}")
    if not all(part.isidentifier() for part in module.split(".")):
        raise TargetError("no_target")
    plain = name.removesuffix("()")
    return Target(module, plain or USUAL, made=plain != name)


def load(target: Target) -> object:
    """The object that is named. What the module raises while it is imported is not caught."""
    try:
        found = importlib.import_module(target.module)
    except ModuleNotFoundError as error:
        missing = error.name or ""
        if target.module == missing or target.module.startswith(f"{missing}."):
            raise TargetError("no_module", module=missing) from None
        raise
    for name in target.name.split("."):
        if not hasattr(found, name):
            raise _no_name(target.module, name, found)
        found = getattr(found, name)
    if target.made and callable(found):
        found = found()
    if not callable(found):
        raise TargetError("not_callable", name=target.name, type=type(found).__name__)
    if hasattr(found, "as_asgi"):
        raise TargetError("a_consumer", module=target.module, name=target.name)
    return found


def _no_name(module: str, name: str, found: object) -> TargetError:
    known = [other for other in vars(found) if not other.startswith("_")]
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    key = "no_name_but" if close else "no_name"
    return TargetError(key, module=module, name=name, close=close[0] if close else "")


def interface_of(application: Callable) -> str:
    """ "wsgi" or "asgi", by how the object wants to be called.

    As asgiref's guarantee_single_callable does it: a coroutine function, or an object with an
    async __call__, is ASGI. Of the others, those with two arguments are WSGI (PEP 3333,
    "Specification Overview"), with three ASGI, with one ASGI 2.
    """
    if _is_coroutine_function(application):
        return ASGI
    if getattr(application, "_asgi_single", False) or getattr(application, "_asgi_double", False):
        return ASGI
    counts = {2: WSGI, 3: ASGI, 1: ASGI}
    interface = counts.get(_needed(application) or 0)
    if interface is None:
        raise TargetError("unclear")
    return interface


def _is_coroutine_function(application: Callable) -> bool:
    """Whether a call gives a coroutine; of an object, whether its class's __call__ does."""
    if inspect.isclass(application):
        return False
    # The mark that asgiref.sync.markcoroutinefunction leaves before Python 3.12.
    marked = getattr(application, "_is_coroutine", None) is not None
    call = type(application).__call__
    return marked or any(map(inspect.iscoroutinefunction, (application, call)))


def _needed(application: Callable) -> int | None:
    """How many positional arguments a call needs; None if that can't be known."""
    try:
        parameters = inspect.signature(application).parameters.values()
    except (TypeError, ValueError):
        return None
    if any(parameter.kind is parameter.VAR_POSITIONAL for parameter in parameters):
        return None
    kinds = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    needed = [p for p in parameters if p.kind in kinds and p.default is p.empty]
    return len(needed)


def single_callable(application: Callable) -> Callable:
    """An ASGI 3 application: one of ASGI 2 is called first with the scope, then with the rest."""
    if _is_coroutine_function(application):
        return application
    if _needed(application) != 1:
        return application

    async def called_twice(scope, receive, send):
        await application(scope)(receive, send)

    return called_twice


def files_of(name: str, folder: Path) -> Path:
    """The file or the folder that `name` stands for: a path, or a module or package."""
    for path in (Path(name), folder / name):
        if path.exists():
            return path.resolve()
    try:
        spec = importlib.util.find_spec(name)
    except (ImportError, ValueError):
        spec = None
    if spec is None or not (spec.origin or spec.submodule_search_locations):
        raise TargetError("no_lines", name=name)
    if spec.submodule_search_locations:
        return Path(next(iter(spec.submodule_search_locations))).resolve()
    return Path(spec.origin).resolve()
