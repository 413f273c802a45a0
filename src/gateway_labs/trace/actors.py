"""Stable names for who acts in a run: the threads and the tasks, in order of appearance."""

import asyncio
import re
import threading
from dataclasses import dataclass

EXECUTOR_THREAD = "executor thread"


@dataclass(frozen=True)
class Actor:
    """`kind` is client, application, thread or task; `id` is unique in its trace."""

    id: str
    kind: str
    name: str


class Actors:
    """The actors of one trace. A thread or a task gets its name when it is first seen."""

    def __init__(self, main_thread: str) -> None:
        self.main_thread = main_thread
        self._main = threading.current_thread()
        self.all: list[Actor] = []
        # The objects themselves are kept: their ids would be used again after their end.
        self._known: list[tuple[object, Actor]] = []
        self._lock = threading.Lock()

    def thread(self) -> str:
        """The id of the running thread's actor."""
        return self._get(threading.current_thread(), "thread", self._thread_name)

    def task(self) -> str | None:
        """The id of the running task's actor; None outside of an event loop."""
        try:
            task = asyncio.current_task()
        except RuntimeError:
            return None
        return None if task is None else self._get(task, "task", lambda: task_name(task))

    def begin(self) -> None:
        """From now on, the running thread is the main one: the server's, or its event loop's."""
        self._main = threading.current_thread()

    def add(self, kind: str, name: str) -> str:
        """An actor that is neither: a client, say."""
        return self._get(f"{kind} {name}", kind, lambda: name)

    def _get(self, key: object, kind: str, name) -> str:
        with self._lock:
            for known, actor in self._known:
                if known is key or (isinstance(key, str) and known == key):
                    return actor.id
            number = sum(actor.kind == kind for actor in self.all) + 1
            actor = Actor(f"{kind}-{number}", kind, self._unique(name()))
            self.all.append(actor)
            self._known.append((key, actor))
            return actor.id

    def _thread_name(self) -> str:
        thread = threading.current_thread()
        if thread is self._main:
            return self.main_thread
        given = thread_name(thread)
        if given != EXECUTOR_THREAD:
            return given
        others = [a for a in self.all if a.kind == "thread" and a.name.startswith(given)]
        return f"{given} {len(others) + 1}"

    def _unique(self, name: str) -> str:
        taken = {actor.name for actor in self.all}
        number, unique = 1, name
        while unique in taken:
            number += 1
            unique = f"{name} {number}"
        return unique


def thread_name(thread: threading.Thread) -> str:
    """The name that was given to the thread, without the numbers that Python counts up."""
    name = thread.name
    if re.match(r"(ThreadPoolExecutor-\d+|asyncio)_\d+$", name):
        return EXECUTOR_THREAD
    counted = re.match(r"(?:Thread|Dummy)-\d+(?: \((.*)\))?$", name)
    return f"thread of {counted[1]}" if counted and counted[1] else "thread" if counted else name


def task_name(task: asyncio.Task) -> str:
    """The name that was given to the task, or the name of the function that it runs."""
    given = task.get_name()
    if not re.fullmatch(r"Task-\d+", given):
        return given
    return getattr(task.get_coro(), "__qualname__", "task").rsplit(".", 1)[-1]
