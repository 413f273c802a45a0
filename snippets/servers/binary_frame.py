"""A binary frame meets a consumer whose `receive` takes only `text_data`."""

import django
from channels.generic.websocket import WebsocketConsumer
from django.conf import settings
from live import Live, how_it_closed, measure, show

if not settings.configured:
    settings.configure()
    django.setup()


# --8<-- [start:app]
class TextOnly(WebsocketConsumer):
    def receive(self, text_data):
        self.send(text_data=text_data)


# --8<-- [end:app]

application = TextOnly.as_asgi()


async def probe(server: Live) -> tuple[str, str]:
    async with server.socket() as client:
        await client.send(b"\x00\x01")
        closed = await how_it_closed(client)
    return closed, next(line for line in server.log().splitlines() if "TypeError" in line)


def main() -> None:
    results = measure("binary_frame:application", probe)
    print("the client sends one binary frame:")
    show({name: closed for name, (closed, _) in results.items()})
    print("in the server's log:")
    show({name: error.partition("TypeError")[2] for name, (_, error) in results.items()})


if __name__ == "__main__":
    main()
