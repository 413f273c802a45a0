"""What a drawing's text means, and that a line which cannot be read is named."""

import pytest

from gateway_labs.errors import CourseError
from gateway_labs.site.drawing import (
    Bar,
    Box,
    Lane,
    Message,
    Note,
    Sequence,
    parse_lanes,
    parse_sequence,
    parse_stack,
)


def test_sequence_has_actors_arrows_and_notes():
    assert parse_sequence("""
        Client, ASGI server
        Client -> ASGI server: GET /: now
        ASGI server --> Client: 200 -> OK
        note ASGI server: it waits: long
    """) == Sequence(
        ("Client", "ASGI server"),
        (
            Message(0, 1, "GET /: now"),
            Message(1, 0, "200 -> OK", dashed=True),
            Note(1, "it waits: long"),
        ),
    )


def test_sequence_may_have_a_message_to_itself():
    assert parse_sequence("A\nA -> A: thinks").steps == (Message(0, 0, "thinks"),)


@pytest.mark.parametrize(
    ("source", "named"),
    [
        ("", "nothing is in the fence"),
        ("A, B", "no arrow"),
        ("A, A\nA -> A: x", "each actor once"),
        ("A -> B: x", "first line should name each actor"),
        ("A, B\nA -> C: x", "'C' in 'A -> C: x' is not an actor"),
        ("A, B\nnote C: x", "'C' in 'note C: x' is not an actor"),
        ("A, B\nA => B: x", "cannot read 'A => B: x'"),
        ("A, B\nA -> B", "cannot read 'A -> B'"),
    ],
)
def test_sequence_names_what_it_cannot_read(source, named):
    with pytest.raises(CourseError, match="```sequence") as error:
        parse_sequence(source)
    assert named in str(error.value)


def test_lanes_have_bars_that_may_be_blocked():
    assert parse_lanes("thread 1: 0-3 view A | 3-4.5 waits!\nloop: 1 - 2 receive | 3-4 send") == (
        Lane("thread 1", (Bar(0, 3, "view A"), Bar(3, 4.5, "waits", blocked=True))),
        Lane("loop", (Bar(1, 2, "receive"), Bar(3, 4, "send"))),
    )


@pytest.mark.parametrize(
    ("source", "named"),
    [
        ("", "nothing is in the fence"),
        ("thread 1", "cannot read 'thread 1'"),
        ("thread 1:", "cannot read 'thread 1:'"),
        ("a: 0-3", "cannot read '0-3'"),
        ("a: 3-3 x", "cannot read '3-3 x'"),
        ("a: 0-3 x | 2-4 y", "'y' starts before 'x' ends"),
    ],
)
def test_lanes_name_what_they_cannot_read(source, named):
    with pytest.raises(CourseError, match="```lanes") as error:
        parse_lanes(source)
    assert named in str(error.value)


def test_stack_has_boxes_with_or_without_words():
    assert parse_stack("Browser\n\nServer: Daphne: a server") == (
        Box("Browser"),
        Box("Server", "Daphne: a server"),
    )


def test_stack_names_a_box_without_a_name():
    with pytest.raises(CourseError, match="cannot read ': x'"):
        parse_stack(": x")
