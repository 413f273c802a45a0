"""root_path under ASGI: what the installed Django takes off the path, and when."""

import io

import django
from django.conf import settings
from django.core.handlers.asgi import ASGIRequest

SETTINGS = {"ROOT_URLCONF": __name__}
urlpatterns = []

# --8<-- [start:cases]
CASES = [("", "/blog/"), ("/app", "/app/blog/"), ("/app", "/apple/"), ("/app", "/blog/")]


def paths(root_path: str, path: str) -> tuple[str, str]:
    """(path_info, path) of a request with this root_path and path in its scope."""
    scope = {"type": "http", "method": "GET", "path": path, "root_path": root_path}
    request = ASGIRequest(scope, io.BytesIO())
    return request.path_info, request.path


# --8<-- [end:cases]


def main() -> None:
    if not settings.configured:
        settings.configure(**SETTINGS)
        django.setup()
    print(f"{'root_path':10} {'scope path':14} {'path_info':14} path")
    for root_path, path in CASES:
        path_info, whole = paths(root_path, path)
        print(f"{root_path!r:10} {path!r:14} {path_info!r:14} {whole!r}")


if __name__ == "__main__":
    main()
