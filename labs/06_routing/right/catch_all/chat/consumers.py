"""The chat's WebSocket side."""

from channels.generic.websocket import AsyncJsonWebsocketConsumer


class ChatConsumer(AsyncJsonWebsocketConsumer):
    """Sends each message back to the client that sent it, with the name of its room."""

    async def receive(self, text_data=None, bytes_data=None, **kwargs):
        try:
            content = await self.decode_json(text_data or "")
            await self.send_json({"message": content["message"], "room": self.room_name})
        except (ValueError, KeyError, TypeError):
            await self.send_json({"error": "Send a JSON object with a message."})

    @property
    def room_name(self):
        return self.scope["url_route"]["kwargs"]["room_name"]
