"""Likely causes, stated only where the evidence proves them.

The evidence is the text of an exception ("Type: message") or of a warning. Each rule names a text
in the catalogue, under [likely]; each has a wrong answer in labs/*/wrong/ that makes it (a test
checks that).
"""

import re

from gateway_labs.strings import text

# (pattern over "Type: message", key under [likely])
RULES: tuple[tuple[str, str], ...] = (
    (r"'coroutine' object (has no attribute|is not|does not)", "coroutine_as_result"),
    # Django
    (r"SynchronousOnlyOperation: You cannot call this from an async context", "sync_only"),
    (r"AttributeError: 'WSGIRequest' object has no attribute 'scope'", "scope_under_wsgi"),
    # Consumers
    (
        r"coroutine '(?P<name>\w+\.(connect|disconnect|receive|receive_json))' was never awaited",
        "async_method",
    ),
    (r"RuntimeWarning: coroutine '(?P<name>[^']+)' was never awaited", "never_awaited"),
    (r"(NoneType can't be used in 'await'|'NoneType' object can't be awaited)", "awaited_none"),
    (r"receive\(\) got an unexpected keyword argument 'bytes_data'", "receive_arguments"),
    (r"receive\(\) missing 1 required positional argument: 'text_data'", "receive_arguments"),
    (r"disconnect\(\) takes 1 positional argument but 2 were given", "disconnect_code"),
    (r"the JSON object must be str, bytes or bytearray, not NoneType", "json_of_none"),
    (r"^JSONDecodeError: ", "bad_json"),
    # Routing
    (r"object (?P<name>\w*Consumer) can't be used in 'await' expression", "no_as_asgi"),
    (r"'(?P<name>\w*Consumer)' object can't be awaited", "no_as_asgi"),
    (r"as_asgi\(\) takes 1 positional argument but 4 were given", "as_asgi_not_called"),
    (r"^KeyError: 'room_name'$", "no_room_name"),
    (r"^KeyError: 'url_route'$", "no_url_route"),
    (r"^KeyError: 'kwargs'$", "kwargs_in_url_route"),
    (r"connect\(\) missing \d+ required positional arguments?", "connect_arguments"),
    (r"type object '(?P<name>\w*Consumer)' has no attribute 'as_view'", "as_view"),
    (r"No application configured for scope type '(?P<kind>\w+)'", "no_protocol"),
    (r"get_asgi_application\(\) takes 0 positional arguments but 3 were given", "not_made"),
)


def diagnose(evidence: list[str]) -> str | None:
    """The cause that the first matching rule gives for the first text that it matches, or None."""
    for pattern, key in RULES:
        for line in evidence:
            found = re.search(pattern, line)
            if found:
                return text(f"likely.{key}", **found.groupdict())
    return None
