"""No server: a browser opens no sockets."""

from gateway_labs.strings import text


class Server:
    def __init__(self, *args, **kwargs) -> None:
        raise OSError(text("browser.no_socket"))
