"""How the installed ASGIHandler differs from the one that many posts of 2024 print."""

import inspect

from django.core.handlers import asgi


def differences() -> dict[str, bool]:
    """Facts about the installed handler that were not so in Django 4.2."""
    handler = asgi.ASGIHandler
    handle = inspect.getsource(handler.handle)
    return {
        "a task listens for the client's disconnect": hasattr(handler, "listen_for_disconnect"),
        "run_get_response is a method of its own": hasattr(handler, "run_get_response"),
        "get_script_prefix is a function of the module": hasattr(asgi, "get_script_prefix"),
        "request_started is sent with asend": "request_started.asend" in handle,
        "send_response leaves response.close to handle": (
            "response.close" in handle
            and "response.close" not in inspect.getsource(handler.send_response)
        ),
    }


def main() -> None:
    for fact, holds in differences().items():
        print(f"{fact}: {'yes' if holds else 'no'}")


if __name__ == "__main__":
    main()
