"""Record what goes between an ASGI application and its server."""

import asyncio
from collections.abc import Callable

from gateway_labs.trace.event import Event, message_event
from gateway_labs.trace.reprs import describe_error


def recorded(application: Callable, who: str, emit: Callable[[Event], None]) -> Callable:
    """`application`, with an event emitted for each message, and for its return or exception.

    A message is emitted before it is handed on, so that one that kills the receiver is seen too.
    """

    async def recording_application(scope, receive, send):
        async def recording_receive():
            message = await receive()
            emit(message_event(who, message, "in"))
            return message

        async def recording_send(message):
            emit(message_event(who, message, "out"))
            await send(message)

        # Python names them in "coroutine 'send' was never awaited".
        recording_receive.__qualname__, recording_send.__qualname__ = "receive", "send"
        try:
            result = await application(scope, recording_receive, recording_send)
        except asyncio.CancelledError:
            emit(Event(who, "cancelled", "out"))
            raise
        except BaseException as error:
            emit(Event(who, "raise", "out", {"error": describe_error(error)}))
            raise
        emit(Event(who, "return", "out"))
        return result

    return recording_application
