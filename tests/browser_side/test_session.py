"""Clients of "Try it" on the learner's application, in the interpreter of a browser's worker."""

import base64
import json

import pytest
from agreement import COURSE, job

from gateway_labs.lab.tree import end_tree, read_tree

GROUP = """
import json
from channels.generic.websocket import AsyncWebsocketConsumer


class ChatConsumer(AsyncWebsocketConsumer):
    async def connect(self):
        await self.channel_layer.group_add("all", self.channel_name)
        await self.accept()

    async def disconnect(self, code):
        await self.channel_layer.group_discard("all", self.channel_name)

    async def receive(self, text_data=None, bytes_data=None):
        await self.channel_layer.group_send("all", {"type": "told", "text": text_data})

    async def told(self, event):
        await self.send(text_data=event["text"])
"""
LAYER = b'\nCHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}\n'


class Page:
    """What a page does with a session: it pumps after each call."""

    def __init__(self, interpreter):
        self.interpreter, self.heard, self.due = interpreter, [], None

    def open(self, n="5", changed=None):
        lab = COURSE.find(n)
        tree = end_tree(COURSE, lab) | (changed or {})
        error = json.loads(self.interpreter.call("open_session", job(lab, tree)))["error"]
        return error

    def call(self, name, *arguments):
        self.heard = []
        self.interpreter.call(name, *arguments)
        self.heard += self.interpreter.posted
        self.due = self.interpreter.call("pump")
        self.heard += self.interpreter.posted
        return self.heard

    def send(self, client, text):
        return self.call("send", client, json.dumps({"text": text}))

    def kinds(self, client):
        events = (told["event"] for told in self.heard if told["type"] == "wire")
        return [event["kind"] for event in events if event["who"] == client]

    def frames(self, client):
        return [
            told["frame"]
            for told in self.heard
            if told["type"] == "wire" and "frame" in told and told["event"]["who"] == client
        ]

    def posted(self, kind):
        return [told for told in self.heard if told["type"] == kind]


@pytest.fixture
def page(interpreter):
    page = Page(interpreter)
    yield page
    interpreter.call("close_session")


@pytest.mark.parametrize("n", ["5", "6", "7"])
def test_two_clients_are_answered_each(page, n):
    assert page.open(n) is None
    path = COURSE.find(n).run.path
    for client in "AB":
        page.call("connect", client, path)
        assert page.kinds(client) == ["handshake", "websocket.connect", "websocket.accept"]
    page.send("B", '{"message": "hi"}')
    assert page.kinds("B") == ["websocket.receive", "websocket.send"]
    assert json.loads(page.frames("B")[0]["text"])["message"] == "hi"
    assert page.kinds("A") == []
    page.call("leave", "B", 1001)
    assert page.posted("closed") == [{"type": "closed", "client": "B", "code": 1001}]
    assert page.kinds("B") == ["websocket.disconnect", "return"]
    assert page.due is None


def test_bytes_go_both_ways(page):
    source = b"""
from channels.generic.websocket import WebsocketConsumer

class ChatConsumer(WebsocketConsumer):
    def receive(self, text_data=None, bytes_data=None):
        self.send(bytes_data=bytes_data[::-1])
"""
    page.open(changed={"chat/consumers.py": source})
    page.call("connect", "A", "/ws/")
    page.call("send", "A", json.dumps({"bytes": base64.b64encode(b"\x00tea").decode()}))
    assert base64.b64decode(page.frames("A")[0]["bytes"]) == b"aet\x00"


def test_an_exception_ends_its_own_connection_and_no_other(page):
    wrong = COURSE.find("5").folder / "wrong" / "bad_json_raises"
    page.open(changed={"chat/consumers.py": read_tree(wrong)["chat/consumers.py"]})
    page.call("connect", "A", "/ws/")
    page.call("connect", "B", "/ws/")
    page.send("A", "no JSON")
    (failed,) = page.posted("failed")
    assert failed["client"] == "A"
    assert failed["error"].startswith("JSONDecodeError: ")
    assert failed["where"].startswith("chat/consumers.py:")
    assert failed["traceback"].count("File ") == 1
    assert page.posted("closed") == [{"type": "closed", "client": "A", "code": 1011}]
    page.send("B", '{"message": "hi"}')
    assert page.frames("B") == [{"text": '{"message": "hi"}'}]


def test_a_channel_layer_leads_from_one_client_to_the_other(page):
    settings = end_tree(COURSE, COURSE.find("5"))["config/settings.py"] + LAYER
    error = page.open(changed={"chat/consumers.py": GROUP.encode(), "config/settings.py": settings})
    assert error is None
    page.call("connect", "A", "/ws/")
    page.call("connect", "B", "/ws/")
    page.send("A", "hi")
    assert page.frames("A") == page.frames("B") == [{"text": "hi"}]


def test_a_refused_client_and_a_path_without_a_route_see_1006(page):
    page.open("6")
    page.call("connect", "A", "/nowhere/")
    assert page.posted("failed")[0]["error"] == "ValueError: No route found for path 'nowhere/'."
    assert page.posted("closed")[0]["code"] == 1006


def test_a_timer_is_due_by_the_real_clock(page):
    source = b"""
import asyncio
from channels.generic.websocket import AsyncWebsocketConsumer

class ChatConsumer(AsyncWebsocketConsumer):
    async def connect(self):
        await self.accept()
        await asyncio.sleep(30)
"""
    page.open(changed={"chat/consumers.py": source})
    page.call("connect", "A", "/ws/")
    assert page.kinds("A")[-1] == "websocket.accept"
    assert 0 < page.due <= 30


def test_a_client_that_never_rests_lets_the_page_have_its_turn(page):
    source = b"""
import asyncio
from channels.generic.websocket import AsyncWebsocketConsumer

class ChatConsumer(AsyncWebsocketConsumer):
    async def connect(self):
        while True:
            await asyncio.sleep(0)
"""
    page.open(changed={"chat/consumers.py": source})
    page.call("connect", "A", "/ws/")
    assert page.due == 0.0


def test_a_tree_that_does_not_load_is_told_with_its_line(page):
    error = page.open(changed={"chat/consumers.py": b"import chanels\n"})
    assert error["got"] == "ModuleNotFoundError: No module named 'chanels'"
    assert error["where"] == "chat/consumers.py:1"
    page.call("connect", "A", "/ws/")
    assert page.heard == []


def test_a_check_ends_the_session_and_finds_a_fresh_place(page, interpreter):
    page.open()
    page.call("connect", "A", "/ws/")
    lab = COURSE.find("5")
    report = interpreter.check(job(lab, end_tree(COURSE, lab)))
    assert interpreter.posted[0] == {"type": "stopped"}
    assert report["status"] == "pass"
    page.send("A", "hi")
    assert page.heard == []
