"""The chat's WebSocket side."""

import json

from channels.generic.websocket import WebsocketConsumer


class ChatConsumer(WebsocketConsumer):
    """Sends each message back to the client that sent it."""

    def connect(self):
        self.accept()

    def disconnect(self, code):
        """The connection is over. An echo has nothing to tidy up."""

    async def receive(self, text_data=None, bytes_data=None):
        if text_data is None:
            self.send_error("Send text, not bytes.")
            return
        try:
            message = json.loads(text_data)["message"]
        except (ValueError, KeyError, TypeError):
            self.send_error('Send a JSON object with the key "message".')
            return
        self.send(text_data=json.dumps({"message": message}))

    def send_error(self, text):
        self.send(text_data=json.dumps({"error": text}))
