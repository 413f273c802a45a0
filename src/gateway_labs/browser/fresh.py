"""A fresh start for each check in one interpreter: what was there after warming, and no more.

Django keeps its settings, its apps, its URL resolvers and much else in objects of its modules. So
the state of each module, class and container of the packages below is remembered once, and put
back before each check. It is found by walking, not by a list of names, so that a new version of
Django or a lab with another part of it needs no change here.
"""

import contextlib
import functools
import gc
import importlib
import linecache
import logging
import random
import sys
import time
import warnings
from collections import OrderedDict, defaultdict, deque
from collections.abc import Iterable
from types import ModuleType

OWNERS = {"django", "channels", "asgiref", "daphne"}
"""The packages whose objects a check changes."""
OTHERS = {"__main__", "gateway_labs", "pyodide", "_pyodide", "js", "pyodide_js", "_pytest"}
"""Modules whose names are not ours to put back."""
CONTAINERS = (dict, defaultdict, OrderedDict, list, set, deque)
DEEPEST = 6
NAMES_OF_A_MODULE = {"__warningregistry__", "__builtins__", "__cached__", "__spec__", "__loader__"}
"""Names in a module that Python itself changes."""


class Fresh:
    """The state of this interpreter as it was when this was made."""

    def __init__(self) -> None:
        self.modules = dict(sys.modules)
        self.namespaces = [(vars(module), dict(vars(module))) for module in self._modules()]
        self.classes = [(cls, dict(vars(cls))) for cls in self._classes()]
        self.kept: list[tuple[object, object]] = []
        self.caches: list = []
        self._seen: set[int] = set()
        for module in self._owned():
            self._keep(module)
        for cls, names in self.classes:
            if _is_owned(cls.__module__):
                self._look(names.values(), DEEPEST)
        self.loggers = {
            name: _logger_state(logger)
            for name, logger in logging.root.manager.loggerDict.items()
            if isinstance(logger, logging.Logger)
        }
        self.root_logger = _logger_state(logging.root)
        self.known_loggers = dict(logging.root.manager.loggerDict)
        self.lists = [(own, list(own)) for own in (sys.meta_path, sys.path_hooks, sys.argv)]
        self.filters, self.recursion = list(warnings.filters), sys.getrecursionlimit()

    def restore(self) -> None:
        """Put everything back, and collect what the last check left."""
        self._restore_modules()
        for names, before in self.namespaces:
            if names != before:
                _restore_names(names, before)
        for cls, before in self.classes:
            _restore_class(cls, before)
        for owned, before in self.kept:
            _restore_container(owned, before)
        for cache in self.caches:
            cache.cache_clear()
        self._restore_logging()
        self._restore_interpreter()
        _collect()

    def _modules(self) -> Iterable[ModuleType]:
        return [
            module
            for name, module in self.modules.items()
            if type(module) is ModuleType and name.partition(".")[0] not in OTHERS
        ]

    def _owned(self) -> Iterable[ModuleType]:
        return [module for name, module in self.modules.items() if _is_owned(name)]

    def _classes(self) -> list[type]:
        """Every class that a remembered module defines."""
        return [
            value
            for name, module in self.modules.items()
            if isinstance(module, ModuleType)
            for value in vars(module).values()
            if issubclass(type(value), type) and value.__module__ == name
        ]

    # What is kept of the packages' objects

    def _keep(self, module: ModuleType) -> None:
        names = vars(module)
        own = [value for name, value in names.items() if name not in NAMES_OF_A_MODULE]
        self._look(own, DEEPEST)

    def _look(self, values: Iterable[object], depth: int) -> None:
        for value in values:
            kind = type(value)
            if kind is functools._lru_cache_wrapper:
                if id(value) not in self._seen:
                    self._seen.add(id(value))
                    self.caches.append(value)
            elif kind in CONTAINERS:
                self._note(value, value.values() if isinstance(value, dict) else value, depth)
            elif _is_owned(kind.__module__) and not issubclass(kind, type):
                own = _attributes(value)
                if own is not None:
                    self._note(own, own.values(), depth)

    def _note(self, container: object, values: Iterable[object], depth: int) -> None:
        if id(container) in self._seen:
            return
        self._seen.add(id(container))
        self.kept.append((container, container.copy()))
        if depth:
            self._look(list(values), depth - 1)

    # The steps of a restart

    def _restore_modules(self) -> None:
        if sys.modules.keys() != self.modules.keys() or any(
            sys.modules[name] is not module for name, module in self.modules.items()
        ):
            for name in sys.modules.keys() - self.modules.keys():
                del sys.modules[name]
            sys.modules.update(self.modules)
        sys.path_importer_cache.clear()
        importlib.invalidate_caches()
        linecache.clearcache()

    def _restore_logging(self) -> None:
        manager = logging.root.manager
        manager.loggerDict.clear()
        manager.loggerDict.update(self.known_loggers)
        for name, state in self.loggers.items():
            _set_logger(self.known_loggers[name], state)
        _set_logger(logging.root, self.root_logger)
        manager._clear_cache()

    def _restore_interpreter(self) -> None:
        # The names of `sys` were put back with those of the other modules; these are its lists.
        for owned, before in self.lists:
            owned[:] = before
        warnings.resetwarnings()
        warnings.filters[:] = self.filters
        sys.setrecursionlimit(self.recursion)
        sys.settrace(None)
        sys.setprofile(None)
        random.seed()
        if hasattr(time, "tzset"):
            time.tzset()


def _collect() -> None:
    """Let go of what the last check left, silently: its warnings are not the next one's."""
    hook = sys.unraisablehook
    sys.unraisablehook = lambda unraisable: None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            gc.collect()
    finally:
        sys.unraisablehook = hook


def _is_owned(module: object) -> bool:
    return isinstance(module, str) and module.partition(".")[0] in OWNERS


def _attributes(value: object) -> dict | None:
    """The dict of an instance, past what its class does to its attributes; None without one."""
    try:
        own = object.__getattribute__(value, "__dict__")
    except AttributeError:
        return None
    return own if type(own) is dict else None


def _restore_names(names: dict, before: dict) -> None:
    for name in names.keys() - before.keys():
        del names[name]
    for name, value in before.items():
        if name not in names or names[name] is not value:
            names[name] = value


def _restore_class(cls: type, before: dict) -> None:
    now = vars(cls)
    if now == before:
        return
    for name in [name for name in now if name not in before]:
        _try(delattr, cls, name)
    for name, value in before.items():
        if vars(cls).get(name) is not value:
            _try(setattr, cls, name, value)


def _try(change, *arguments: object) -> None:
    # A slot of the interpreter's own, such as __dict__, can't be set.
    with contextlib.suppress(AttributeError, TypeError):
        change(*arguments)


def _restore_container(owned, before) -> None:
    if isinstance(owned, dict):
        same = len(owned) == len(before) and all(
            owned.get(key, owned) is value for key, value in before.items()
        )
    else:
        same = len(owned) == len(before) and all(map(_is, owned, before))
    if same:
        return
    owned.clear()
    (owned.extend if isinstance(owned, list | deque) else owned.update)(before)


def _is(one: object, other: object) -> bool:
    return one is other


def _logger_state(logger: logging.Logger) -> tuple:
    return (
        list(logger.handlers),
        list(logger.filters),
        logger.level,
        logger.propagate,
        logger.disabled,
    )


def _set_logger(logger: logging.Logger, state: tuple) -> None:
    logger.handlers[:], logger.filters[:] = state[0], state[1]
    logger.level, logger.propagate, logger.disabled = state[2:]
