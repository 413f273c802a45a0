"""The browser's check says what the terminal's says, of every answer in the course.

All checks run in one interpreter, one after another, from the last answer to the first one.
tests/browser/test_agreement.py goes from the first to the last, in a real browser: what a check
leaves behind has to change no other check, whichever comes before.
"""

import pytest
from agreement import COURSE, answers, differences, job

LAST_FIRST = list(answers(COURSE))[::-1]


@pytest.mark.parametrize("answer", LAST_FIRST, ids=lambda answer: answer.id)
def test_both_say_the_same(terminal_report, interpreter, answer):
    there = terminal_report(answer.lab, answer.tree).to_json()
    here = interpreter.check(job(answer.lab, answer.tree))
    assert differences(answer.lab, there, here, same_python=True) == []
