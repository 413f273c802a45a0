"""get_script_name: where the application is mounted, behind rewrites and repeated slashes."""

import io

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest, get_script_name
from django.test import override_settings

SETTINGS = {"ROOT_URLCONF": __name__}
urlpatterns = []

# --8<-- [start:cases]
CASES = {
    "at the root": {"PATH_INFO": "/blog/"},
    "mounted at /app": {"SCRIPT_NAME": "/app", "PATH_INFO": "/blog/"},
    "mounted, no path": {"SCRIPT_NAME": "/app", "PATH_INFO": ""},
    "a rewrite (SCRIPT_URL)": {"SCRIPT_URL": "/app/blog/", "PATH_INFO": "/blog/"},
    "a rewrite (REDIRECT_URL)": {"REDIRECT_URL": "/app/blog/", "PATH_INFO": "/blog/"},
    "a rewrite, slashes": {"SCRIPT_URL": "/app//blog//", "PATH_INFO": "/blog/"},
    "slashes, no rewrite": {"SCRIPT_NAME": "/app", "PATH_INFO": "//blog//"},
}


def paths(case: dict[str, str]) -> tuple[str, str, str]:
    """(script name, path_info, path) of a request with this environ."""
    environ = {"REQUEST_METHOD": "GET", "wsgi.input": io.BytesIO(), **case}
    script_name = get_script_name(environ)
    request = WSGIRequest(environ)
    return script_name, request.path_info, request.path


# --8<-- [end:cases]


def main() -> None:
    if not settings.configured:
        settings.configure(**SETTINGS)
        django.setup()
    print(f"{'':24} {'script name':12} {'path_info':10} path")
    for name, case in CASES.items():
        script_name, path_info, path = paths(case)
        print(f"{name:24} {script_name!r:12} {path_info!r:10} {path!r}")
    with override_settings(FORCE_SCRIPT_NAME="/forced"):
        script_name, path_info, path = paths(CASES["mounted at /app"])
    print(f"{'FORCE_SCRIPT_NAME':24} {script_name!r:12} {path_info!r:10} {path!r}")


if __name__ == "__main__":
    main()
