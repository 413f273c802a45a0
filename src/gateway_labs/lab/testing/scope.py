"""Connection scopes as a server makes them (ASGI specification, "HTTP" and "WebSocket")."""

from urllib.parse import unquote


def connection_scope(kind: str, path: str, headers=()) -> dict:
    """What the scopes of http and websocket share. `path` may hold a query string."""
    path, _, query = path.partition("?")
    return {
        "type": kind,
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "scheme": {"http": "http", "websocket": "ws"}[kind],
        "path": unquote(path),
        "raw_path": path.encode("ascii", "backslashreplace"),
        "query_string": query.encode("ascii"),
        "root_path": "",
        "headers": list(headers),
        "client": ("127.0.0.1", 50000),
        "server": ("127.0.0.1", 80),
        "extensions": {},
        "state": {},
    }
