"""The chat's WebSocket side."""

import json

from channels.consumer import AsyncConsumer
from channels.exceptions import StopConsumer


class ChatConsumer(AsyncConsumer):
    """Sends each message back, with a method for each event type and no WebSocket class."""

    async def websocket_connect(self, event):
        await self.send({"type": "websocket.accept"})

    async def websocket_receive(self, event):
        await self.send({"type": "websocket.send", "text": json.dumps(self.reply(event))})

    async def websocket_disconnect(self, event):
        raise StopConsumer

    def reply(self, event):
        match self.content(event.get("text")):
            case {"message": message}:
                return {"message": message}
            case _:
                return {"error": "Send a JSON object with a message."}

    def content(self, text):
        try:
            return json.loads(text) if text is not None else None
        except json.JSONDecodeError:
            return None
