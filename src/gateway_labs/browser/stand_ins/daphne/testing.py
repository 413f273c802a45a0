"""`channels.testing` imports this name for its live server, which needs a process."""

from gateway_labs.strings import text


class DaphneProcess:
    def __init__(self, *args, **kwargs) -> None:
        raise OSError(text("browser.no_process"))
