"""The chat's WebSocket side."""

import json

from channels.generic.websocket import AsyncWebsocketConsumer


class ChatConsumer(AsyncWebsocketConsumer):
    async def connect(self):
        self.accept()

    async def receive(self, text_data=None, bytes_data=None):
        try:
            reply = {"message": json.loads(text_data)["message"]}
        except (ValueError, KeyError, TypeError):
            reply = {"error": "Send a JSON object with a message."}
        await self.send(text_data=json.dumps(reply))
