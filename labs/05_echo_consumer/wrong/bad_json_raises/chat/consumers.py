"""The chat's WebSocket side."""

import json

from channels.generic.websocket import WebsocketConsumer


class ChatConsumer(WebsocketConsumer):
    def connect(self):
        self.accept()

    def disconnect(self, code):
        pass

    def receive(self, text_data=None, bytes_data=None):
        if bytes_data is not None:
            self.send(text_data=json.dumps({"error": "Send text, not bytes."}))
            return
        message = json.loads(text_data)["message"]
        self.send(text_data=json.dumps({"message": message}))
