"""The chat's WebSocket side."""

import json

from channels.generic.websocket import WebsocketConsumer


class ChatConsumer(WebsocketConsumer):
    def connect(self):
        self.accept()

    def disconnect(self, code):
        pass

    def receive(self, text_data=None, bytes_data=None):
        try:
            content = json.loads(text_data or "")
        except json.JSONDecodeError:
            self.send(text_data=json.dumps({"error": "That is not JSON."}))
            return
        self.send(text_data=json.dumps({"message": content["message"]}))
