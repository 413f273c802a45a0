"""Output: the start and the end are kept, whatever the size."""

import sys

from gateway_labs.lab.output import KEPT, BoundedOutput


def test_short_output_is_whole_and_taken_once():
    output = BoundedOutput()
    output.write("one\n")
    output.write("two\n")
    assert output.take() == "one\ntwo\n"
    assert output.take() == ""


def test_long_output_keeps_start_and_end_and_says_what_is_left_out():
    output = BoundedOutput()
    output.write("start")
    for _ in range(1000):
        output.write("x" * 1000)
    output.write("end")
    taken = output.take()
    assert taken.startswith("startx")
    assert taken.endswith("xend")
    assert f"({1_000_008 - 2 * KEPT} characters left out)" in taken


def test_streams_are_put_back():
    before = (sys.stdout, sys.stderr)
    with BoundedOutput() as output:
        print("before listening")
        output.listen()
        print("after")
        sys.stderr.write("error\n")
    assert (sys.stdout, sys.stderr) == before
    assert output.take() == "after\nerror\n"
