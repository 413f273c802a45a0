"""Tracebacks and dumps: the learner's own frames, named as the learner knows them."""

import importlib.util

import pytest

from gateway_labs.lab.frames import dumped_line, learner_line, learner_traceback


@pytest.fixture
def run(tmp_path):
    """Run a source as the learner's chat/app.py, and give what it raises."""

    def run(source: str) -> BaseException:
        path = tmp_path / "chat" / "app.py"
        path.parent.mkdir()
        path.write_text(source)
        spec = importlib.util.spec_from_file_location("learners_app", path)
        with pytest.raises(BaseException) as error:  # noqa: PT011
            spec.loader.exec_module(importlib.util.module_from_spec(spec))
        return error.value

    return run


def test_only_own_frames_stay(run, tmp_path):
    error = run("import json\n\ndef read():\n    return json.loads('{')\n\nread()\n")
    shown = learner_traceback(error, tmp_path)
    assert shown.count('File "chat/app.py"') == 2
    assert "decoder.py" not in shown
    assert "JSONDecodeError: Expecting property name" in shown
    assert learner_line(error, tmp_path) == "chat/app.py:4"


def test_a_syntax_error_has_its_line(run, tmp_path):
    error = run("x = 1\ndef (:\n")
    assert learner_line(error, tmp_path) == "chat/app.py:2"
    assert "def (:" in learner_traceback(error, tmp_path)


def test_a_group_shows_the_frames_of_its_parts(run, tmp_path):
    error = run(
        "def a():\n    raise ValueError('inner')\ntry:\n    a()\nexcept ValueError as e:\n"
        "    raise ExceptionGroup('outer', [e])\n"
    )
    assert "ValueError: inner" in learner_traceback(error, tmp_path)


def test_the_cause_is_looked_at_when_the_error_has_no_own_frame(tmp_path, run):
    inner = run("1 / 0\n")
    outer = RuntimeError("from a library")
    outer.__cause__ = inner
    assert learner_line(outer, tmp_path) == "chat/app.py:1"
    assert learner_traceback(RuntimeError("no frames"), tmp_path) == ""


def test_the_innermost_own_frame_of_a_dump(tmp_path):
    dump = (
        "Timeout (0:00:02)!\nThread 0x1 (most recent call first):\n"
        '  File "/usr/lib/python3/selectors.py", line 468 in select\n'
        f'  File "{tmp_path}/chat/app.py", line 7 in wait\n'
        f'  File "{tmp_path}/chat/app.py", line 3 in main\n'
    )
    assert dumped_line(dump, tmp_path) == "chat/app.py:7"
    assert dumped_line("nothing of ours", tmp_path) is None
