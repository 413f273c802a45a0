"""A real browser's reports are the terminal's, of every answer in the course.

One interpreter in Chromium checks them one after another, from the first to the last, and the
terminal's check of the same tree is what each is compared with. The browser's Python is another
version than the terminal's may be: so an exception is compared by its type, without its words.
tests/browser_side/ compares the words too, by the browser's check on the Python of the terminal.
"""

from pathlib import Path

import pytest

from gateway_labs.lab.format import load_course

from ..browser_side.agreement import answers, differences
from .trial import job_of, report

ANSWERS = list(answers(load_course(Path(__file__).resolve().parents[2])))


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda answer: answer.id)
def test_the_browser_says_what_the_terminal_says(warm, terminal_report, answer):
    here = report(warm, job_of(answer.lab, answer.tree))
    there = terminal_report(answer.lab, answer.tree).to_json()
    assert differences(answer.lab, there, here, same_python=False) == []
