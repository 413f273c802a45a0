"""The facts that docs/guide/consumers.md states, asked of its programs."""

import textwrap


def lines(run_snippet, name):
    return run_snippet(f"snippets/consumers/{name}.py").stdout.splitlines()


def parts(run_snippet, name):
    """Return {title: lines below it} of an output with indented parts."""
    found, title = {}, None
    for line in lines(run_snippet, name):
        if line.startswith(" "):
            found[title].append(textwrap.dedent(line))
        else:
            title = line
            found[title] = []
    return found


def test_type_names_the_method_and_an_unknown_type_raises(run_snippet):
    known, unknown, underscore, without = lines(run_snippet, "dispatch")
    assert known.endswith("websocket.accept | websocket.send")
    assert "ValueError: No handler for message type chat.typing" in unknown
    assert "leading underscore" in underscore
    assert "no 'type'" in without


def test_instance_belongs_to_one_connection_and_the_class_to_all(run_snippet):
    assert lines(run_snippet, "instances") == [
        "A gets own ['from A'], shared ['from A']",
        "B gets own ['from B'], shared ['from A', 'from B']",
    ]


def test_echo_consumer_from_connect_to_disconnect(run_snippet):
    found = lines(run_snippet, "lifecycle")
    assert found[0] == "connect, path /ws/echo/"
    assert "receive, text None, bytes b'\\x00\\x01'" in found
    assert found[-1] == "disconnect, code 1001"


def test_answers_to_the_handshake(run_snippet):
    found = parts(run_snippet, "accepting")
    assert found["Refuses"] == found["RefusesByRaising"] == ["{'type': 'websocket.close'}"]
    assert len(found["AcceptsThenCloses"]) == 2
    assert found["ForgetsTheAnswer"] == ["(nothing)"]


def test_receive_needs_both_names(run_snippet):
    found = parts(run_snippet, "text_and_bytes")
    assert "TypeError" in found["TextOnly"][1]
    assert "AttributeError" in found["IgnoresBytes"][1]
    assert found["Both"] == ["text   HI", "bytes  please send text"]


def test_exception_ends_the_consumer_without_disconnect(run_snippet):
    found = parts(run_snippet, "errors")
    assert found["Careless"][-1] == "the application raises JSONDecodeError"
    assert not any("disconnect" in line for line in found["Careless"])
    assert found["Careful"][-2:] == ["sends hi", "disconnect: leaves the room"]


def test_json_consumer_raises_on_what_the_patient_one_answers(run_snippet):
    found = parts(run_snippet, "json_consumers")
    for plain, patient in zip(found["Plain"][2:], found["Patient"][2:], strict=True):
        assert "Error" in plain
        assert '{"error": "expected JSON text"}' in patient


def test_application_ends_only_by_stop_consumer(run_snippet):
    found = dict(line.split(None, 1) for line in lines(run_snippet, "stopping"))
    assert found["Stops"] == found["Generic"] == "ends"
    assert found["Stays"] == found["Overrides"] == "still waits for events"


def test_send_needs_content_and_await(run_snippet):
    found = parts(run_snippet, "sending")
    assert found["SendAndClose"][-1] == "{'type': 'websocket.close', 'code': 4000}"
    assert "ValueError" in found["Nothing"][0]
    assert len(found["NotAwaited"]) == 1
    assert "was never awaited" in found["NotAwaited"][0]


def test_scope_holds_the_route_and_what_middleware_adds(run_snippet):
    assert lines(run_snippet, "the_scope") == ["hello, lobby, b'since=7'"]


def test_daphne_kills_a_consumer_that_does_not_stop(run_snippet):
    assert lines(run_snippet, "took_too_long") == [
        "Application instance ... took too long to shut down and was killed."
    ]
