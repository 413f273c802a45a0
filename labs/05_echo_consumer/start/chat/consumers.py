"""The chat's WebSocket side."""

import json

from channels.generic.websocket import WebsocketConsumer


class ChatConsumer(WebsocketConsumer):
    """Sends each message back to the client that sent it."""

    def connect(self):
        # TODO(1): let the client in. Now everybody is refused.
        self.close()

    def disconnect(self, code):
        """The connection is over. An echo has nothing to tidy up."""

    def receive(self, text_data=None, bytes_data=None):
        # TODO(2): text_data is JSON, such as {"message": "hi"}. Send {"message": "hi"} back.
        # TODO(3): answer text that is not such JSON with {"error": "..."}; stay connected.
        # TODO(4): a binary frame comes as bytes_data, and text_data is None. Answer it with
        #          {"error": "..."} too; stay connected.
        pass
