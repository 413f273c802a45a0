"""What the programs of snippets/claims/ show: each verdict on the page "Claims, checked"."""

import pytest

VERDICTS = {
    "cgi_is_wsgi": [
        "wsgiref.handlers.CGIHandler: 2 requests, processes: 2, wsgi.run_once: True",
        "wsgiref server: 2 requests, processes: 1, wsgi.run_once: False",
    ],
    "the_callback": [
        "the server calls application(environ, start_response)",
        "the application calls start_response('200 OK', ...) back",
        "the application returns a list; it is the body",
        "the server takes b'hello' from it",
    ],
    "async_view_under_wsgi": [
        "request 1: 200 OK, 'from an async view'",
        "request 2: 200 OK, 'from an async view'",
        "both on the same event loop: False",
        "the loops are closed afterwards: True",
    ],
    "websocket_under_wsgi": [
        "the environ holds the handshake: HTTP_UPGRADE = websocket",
        "the application answers 101 with an Upgrade header:",
        "  AssertionError: Hop-by-hop header, 'Upgrade: websocket', not allowed",
    ],
    "request_is_data": [
        "callable(WSGIHandler()): True",
        "callable(WSGIRequest(environ)): False",
        "the request's method and path: GET /",
    ],
    "before_the_view": [
        "GET /chat/lobby/",
        "  middleware, on the way in: resolver_match is None",
        "  the resolver has found view with {'room_name': 'lobby'}",
        "  the view runs for lobby",
        "  middleware, on the way out: 200",
        "GET /nothing-here/",
        "  middleware, on the way in: resolver_match is None",
        "  middleware, on the way out: 404",
    ],
    "two_callables": [
        "Asgi2 takes two calls: True",
        "asgi3 takes two calls: False",
        "Asgi2(scope, receive, send) is a TypeError",
        "wrapped: [{'type': 'http.response.start', 'status': 200}]",
    ],
    "websocket_to_django": [
        "websocket: ValueError: Django can only handle ASGI/HTTP connections, not websocket.",
        "lifespan: ValueError: Django can only handle ASGI/HTTP connections, not lifespan.",
    ],
    "re_path_or_path": [
        "flat re_path():",
        "  works, room_name is 'lobby'",
        "flat path():",
        "  works, room_name is 'lobby'",
        "nested path():",
        "  works, room_name is 'lobby'",
        "nested path(), middleware around the inner router:",
        "  ValueError: No route found for path 'ws/chat/lobby/'.",
        "nested re_path(), middleware around the inner router:",
        "  works, room_name is 'lobby'",
    ],
    "as_asgi_instances": [
        "2 connections, consumers made: 2",
        "both are of the class given to as_asgi(): True",
    ],
    "echo_is_not_chat": [
        'A and B are in the room "lobby"; A sends {"message": "hello"}',
        'A gets {"message": "hello"}',
        "B gets nothing",
    ],
    "group_names": [
        r"lobby: matches \w+, a valid group name",
        r"채팅: matches \w+, TypeError as a group name",
        "\N{ARABIC-INDIC DIGIT ONE}" + r": matches \w+, a valid group name",
        r"'a' * 99: matches \w+, a valid group name",
        r"'a' * 100: matches \w+, TypeError as a group name",
    ],
    "handler_has_moved_on": [
        "a task listens for the client's disconnect: yes",
        "run_get_response is a method of its own: yes",
        "get_script_prefix is a function of the module: yes",
        "request_started is sent with asend: yes",
        "send_response leaves response.close to handle: yes",
    ],
}


@pytest.mark.parametrize("program", VERDICTS)
def test_program_shows_the_verdict(program, run_snippet):
    run = run_snippet(f"snippets/claims/{program}.py")
    assert run.stdout.splitlines() == VERDICTS[program]
