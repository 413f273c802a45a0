"""The browser's check says what the terminal's says, of every answer in the course.

All checks run in one interpreter, one after another, and once more in the other order.
"""

import pytest
from agreement import COURSE, Answer, answers, differences, job

from gateway_labs.lab.process import Checker

ANSWERS = list(answers(COURSE))
each_answer = pytest.mark.parametrize("answer", ANSWERS, ids=lambda answer: answer.id)


@pytest.fixture(scope="module")
def reports():
    """The terminal's report on each answer, made once."""
    made: dict[str, dict] = {}
    with Checker() as checker:

        def report(answer: Answer) -> dict:
            if answer.id not in made:
                made[answer.id] = checker.check(answer.lab, answer.tree).to_json()
            return made[answer.id]

        yield report


@each_answer
def test_both_say_the_same(reports, interpreter, answer):
    here = interpreter.check(job(answer.lab, answer.tree))
    assert differences(answer.lab, reports(answer), here, same_python=True) == []


@pytest.mark.parametrize("answer", ANSWERS[::-1], ids=lambda answer: answer.id)
def test_both_say_the_same_in_the_other_order(reports, interpreter, answer):
    here = interpreter.check(job(answer.lab, answer.tree))
    assert differences(answer.lab, reports(answer), here, same_python=True) == []
