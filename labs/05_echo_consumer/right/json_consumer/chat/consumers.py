"""The chat's WebSocket side."""

import json

from channels.generic.websocket import JsonWebsocketConsumer


class ChatConsumer(JsonWebsocketConsumer):
    """Sends each message back to the client that sent it; what can't be decoded is None."""

    @classmethod
    def decode_json(cls, text_data):
        try:
            return json.loads(text_data)
        except json.JSONDecodeError:
            return None

    def receive(self, text_data=None, bytes_data=None, **kwargs):
        if text_data:
            super().receive(text_data=text_data, **kwargs)
        else:
            self.send_json({"error": "Send text that is not empty."})

    def receive_json(self, content, **kwargs):
        if isinstance(content, dict) and "message" in content:
            self.send_json({"message": content["message"]})
        else:
            self.send_json({"error": "Send a JSON object with a message."})
