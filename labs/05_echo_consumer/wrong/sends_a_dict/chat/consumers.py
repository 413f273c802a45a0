"""The chat's WebSocket side."""

import json

from channels.generic.websocket import WebsocketConsumer


class ChatConsumer(WebsocketConsumer):
    def connect(self):
        self.accept()

    def disconnect(self, code):
        pass

    def receive(self, text_data=None, bytes_data=None):
        if text_data is None:
            self.send({"error": "Send text, not bytes."})
            return
        try:
            message = json.loads(text_data)["message"]
        except (ValueError, KeyError, TypeError):
            self.send({"error": "Send JSON with a message."})
            return
        self.send({"message": message})
