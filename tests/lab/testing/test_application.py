"""An ASGI application is driven event by event, and what it does wrong is said at once."""

import asyncio

import pytest

from gateway_labs.lab.record import CheckFailed
from gateway_labs.lab.testing.application import Application, Returned
from gateway_labs.strings import text

SCOPE = {"type": "http"}


async def test_events_go_both_ways(record):
    async def echo(scope, receive, send):
        await send(await receive())

    application = Application(echo, SCOPE, "A")
    await application.send({"type": "one"})
    assert await application.receive() == {"type": "one"}
    with pytest.raises(Returned):
        await application.receive()
    assert [event.kind for event in record.events] == ["one", "one", "return"]


def plain_function(scope, receive, send):
    return None


async def generator(scope, receive, send):
    yield None


@pytest.mark.parametrize(
    ("application", "kind"), [(plain_function, "NoneType"), (generator, "async_generator")]
)
async def test_what_cannot_be_awaited_fails_the_check(record, application, kind):
    with pytest.raises(CheckFailed, match=f"gave {kind}, which cannot be awaited"):
        await Application(application, SCOPE, "A").receive()


@pytest.mark.parametrize("value", ["hi", {"typ": "x"}, None])
async def test_sending_no_event_fails_the_check(record, value):
    async def application(scope, receive, send):
        await send(value)

    with pytest.raises(CheckFailed, match="an event is a dict with the key type"):
        await Application(application, SCOPE, "A").receive()


async def test_says_that_an_event_was_not_taken(record):
    record.patience = 0.01

    async def busy(scope, receive, send):
        await asyncio.Event().wait()

    application = Application(busy, SCOPE, "A")
    await application.send({"type": "http.disconnect"})
    with pytest.raises(CheckFailed, match=r"still running after 0\.01 s") as failed:
        await application.finish()
    assert failed.value.likely == text("likely.event_not_taken")


async def test_says_that_no_event_will_come(record):
    record.patience = 0.01

    async def waits(scope, receive, send):
        while True:
            await receive()

    application = Application(waits, SCOPE, "A")
    await application.send({"type": "http.disconnect"})
    with pytest.raises(CheckFailed) as failed:
        await application.finish()
    likely = text("likely.receives_after_the_end", type="http.disconnect")
    assert failed.value.likely == likely
