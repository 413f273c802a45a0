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
            self.send(text_data=json.dumps({"error": "Send text, not bytes."}))
            return
        try:
            json.loads(text_data)["message"]
        except (ValueError, KeyError, TypeError):
            self.send(text_data=json.dumps({"error": "Send JSON with a message."}))
            return
        self.send(text_data=text_data)
