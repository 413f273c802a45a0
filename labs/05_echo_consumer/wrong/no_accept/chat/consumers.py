"""The chat's WebSocket side."""

import json

from channels.generic.websocket import WebsocketConsumer


class ChatConsumer(WebsocketConsumer):
    def connect(self):
        pass

    def disconnect(self, code):
        pass

    def receive(self, text_data=None, bytes_data=None):
        if text_data is None:
            self.send_error("Send text, not bytes.")
            return
        try:
            message = json.loads(text_data)["message"]
        except (ValueError, KeyError, TypeError):
            self.send_error("Send a JSON object with a message.")
            return
        self.send(text_data=json.dumps({"message": message}))

    def send_error(self, text):
        self.send(text_data=json.dumps({"error": text}))

