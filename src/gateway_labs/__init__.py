"""Gateway Labs: WSGI, ASGI and Django Channels by runnable labs and the installed source."""
