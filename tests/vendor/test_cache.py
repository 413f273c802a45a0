"""A part of the cache is there whole, or not at all, for any number of processes."""

import os
import time

import pytest

from gateway_labs.vendor import cache as module
from gateway_labs.vendor.cache import Cache, key_of

HOLDS_THE_LOCK = """
import sys, time
from pathlib import Path
from gateway_labs.vendor.cache import Cache
cache = Cache(Path(sys.argv[1]))
with cache.locked(lambda: print("waits", flush=True)):
    (cache.folder / "part-left").mkdir()
    print("has it", flush=True)
    time.sleep(float(sys.argv[2]))
"""
BUILDS = """
import sys, time
from pathlib import Path
from gateway_labs.vendor.cache import Cache
def fill(folder):
    (folder / "one").write_text("1")
    time.sleep(0.3)
    (folder / "two").write_text("2")
    print("made", flush=True)
found = Cache(Path(sys.argv[1])).make("name", "key", fill)
print(sorted(path.name for path in found.iterdir()))
"""


def write(name):
    return lambda folder: (folder / name).write_text(name)


def test_a_part_is_made_once(cache):
    first = cache.make("name", "key", write("a"))
    assert cache.make("name", "key", write("b")) == first
    assert [path.name for path in first.iterdir()] == ["a"]


def test_another_key_is_another_part(cache):
    assert cache.make("name", "1", write("a")) != cache.make("name", "2", write("a"))


def test_what_fails_leaves_nothing_and_is_tried_again(cache):
    def fail(folder):
        (folder / "half").write_text("half")
        raise OSError("no space left on device")

    with pytest.raises(OSError, match="no space"):
        cache.make("name", "key", fail)
    assert list(cache.folder.iterdir()) == []
    assert cache.make("name", "key", write("a")).is_dir()


def test_old_parts_are_let_go_but_not_those_in_use(cache, monkeypatch):
    for key in "abcdef":
        cache.make("name", key, write("x"))
    assert len(list(cache.folder.iterdir())) == 6
    for age, key in enumerate("fedcba"):
        os.utime(cache.part("name", key), (0, time.time() - module.IN_USE - 10 - age))
    cache.make("other", "key", write("x"))
    cache.make("name", "a", write("x"))  # asked for again
    cache.make("name", "g", write("x"))
    kept = {path.name for path in cache.folder.iterdir()}
    assert kept == {"name-a", "name-e", "name-f", "name-g", "other-key"}


def test_two_processes_that_make_the_same_do_not_break_each_other(cache, python):
    both = [python(BUILDS, cache.folder) for _ in range(2)]
    for process in both:
        assert process.communicate(timeout=30)[0].splitlines()[-1] == "['one', 'two']"
    assert [path.name for path in cache.folder.iterdir()] == ["name-key"]


def test_a_process_waits_for_the_one_that_is_at_work(cache, python):
    first = python(HOLDS_THE_LOCK, cache.folder, 0.5)
    assert first.stdout.readline() == "has it\n"
    second = python(HOLDS_THE_LOCK, cache.folder, 0)
    assert second.communicate(timeout=30)[0] == "waits\nhas it\n"


def test_the_lock_and_the_rest_of_a_killed_process_go(cache, python):
    killed = python(HOLDS_THE_LOCK, cache.folder, 60)
    assert killed.stdout.readline() == "has it\n"
    killed.kill()
    killed.wait()
    waited = []
    with cache.locked(lambda: waited.append("waits")):
        assert [path.name for path in cache.folder.iterdir()] == ["lock"]
    assert waited == []


def test_a_lock_that_is_never_given_back_does_not_hold_us_up_for_ever(cache, python, monkeypatch):
    process = python(HOLDS_THE_LOCK, cache.folder, 60)
    assert process.stdout.readline() == "has it\n"
    monkeypatch.setattr(module, "LOCK_LIMIT", 0.3)
    with cache.locked(lambda: None):
        assert (cache.folder / "part-left").is_dir()  # it may be in use


def test_a_key_knows_its_parts_apart():
    assert key_of("ab", "c") != key_of("a", "bc")
    assert key_of("a", b"b") == key_of(b"a", "b")


def test_a_cache_is_where_it_is_said(tmp_path):
    assert Cache(tmp_path).part("name", "key").parent == tmp_path
