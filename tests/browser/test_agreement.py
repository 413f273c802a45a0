"""A real browser's reports are those of CPython, of every answer in the course.

tests/browser_side/ says the same of the terminal and of one interpreter that does the checks one
after another, as the browser's does. Here that one's are compared with the browser's.
"""

import json
from pathlib import Path

import pytest

from gateway_labs.lab.format import load_course

from ..browser_side.agreement import answers, differences
from ..browser_side.conftest import OneInterpreter
from .trial import job_of, report

ANSWERS = list(answers(load_course(Path(__file__).resolve().parents[2])))


@pytest.fixture(scope="module")
def interpreter():
    one = OneInterpreter()
    yield one
    one.close()


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda answer: answer.id)
def test_the_browser_says_what_cpython_says(warm, interpreter, answer):
    job = job_of(answer.lab, answer.tree)
    here = report(warm, job)
    there = interpreter.check(json.dumps(job))
    assert differences(answer.lab, there, here, same_python=False) == []
