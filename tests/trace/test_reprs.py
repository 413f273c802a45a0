"""Texts of values: short, safe, and the same in each run."""

import asyncio
import sys
import tempfile
import threading
from pathlib import Path

import pytest
from django.db.models.query import QuerySet

from gateway_labs.trace.reprs import LONGEST, describe_error, short


class Raises:
    def __repr__(self):
        raise ValueError


class Exits:
    def __repr__(self):
        raise SystemExit


class Recurses:
    def __repr__(self):
        return repr(self)


class Megabyte:
    def __repr__(self):
        return "x" * 2**20


class NoText:
    def __repr__(self):
        return 1


class Posts(QuerySet):
    def __repr__(self):
        raise AssertionError("this would be a query")


@pytest.mark.parametrize("kind", [Raises, Exits, Recurses, NoText])
def test_repr_that_fails_gives_the_type(kind):
    assert short(kind()) == f"<{kind.__name__}: its repr raises>" or kind.__name__ in short(kind())


@pytest.mark.parametrize(
    "value",
    [Megabyte(), "x" * 2**20, b"x" * 2**20, list(range(2**20)), {n: n for n in range(10**5)}],
    ids=lambda value: type(value).__name__,
)
def test_long_values_are_cut(value):
    assert 0 < len(short(value)) <= LONGEST


def test_value_that_holds_itself_ends():
    loop: list = []
    loop.append(loop)
    assert len(short(loop)) <= LONGEST


def test_repr_that_fails_inside_of_a_list_does_no_harm():
    assert "Raises" in short([Raises()])


def test_there_are_no_addresses():
    class Plain:
        pass

    for value in (Plain(), test_there_are_no_addresses, Plain().__init__, [Plain()]):
        assert " at 0x" not in short(value)


def test_there_are_no_folders_of_the_machine():
    for folder in (Path(asyncio.__file__).parent, tempfile.gettempdir()):
        assert str(folder) not in short(f"{folder}/x.py")


def test_queries_are_not_run_by_their_repr():
    assert short(Posts.__new__(Posts)) == "<Posts>"


def test_tasks_and_threads_go_without_numbers():
    async def text():
        return short(asyncio.current_task())

    assert asyncio.run(text()) == "<Task>"
    assert short(threading.current_thread()) in ("<_MainThread>", "<Thread>")


def test_sets_have_one_order():
    assert short({"b", "a", "c"}) == "{'a', 'b', 'c'}"


def test_bytes_say_their_length():
    assert short(b"0" * 1000) == f"{b'0' * 30!r} … (1000 bytes)"


def test_error_is_its_type_and_text():
    assert describe_error(KeyError("x")) == "KeyError: 'x'"
    assert describe_error(ValueError()) == "ValueError"


def test_group_names_its_parts():
    group = ExceptionGroup("several", [ValueError("a"), ExceptionGroup("more", [KeyError("b")])])
    assert describe_error(group) == "ExceptionGroup: ValueError: a; ExceptionGroup: KeyError: 'b'"


def test_error_whose_text_fails_or_is_long():
    class Silent(Exception):
        def __str__(self):
            raise RuntimeError

    assert describe_error(Silent()) == "Silent"
    assert len(describe_error(ValueError("x" * 2**20))) <= 200


def test_number_that_python_refuses_to_write():
    assert len(short(10 ** (sys.get_int_max_str_digits() + 10))) <= LONGEST
