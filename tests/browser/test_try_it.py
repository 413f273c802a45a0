"""Try it: chat clients in the page, connected to the learner's application in the worker."""

import pytest

from gateway_labs.lab.format import load_course
from gateway_labs.lab.tree import end_tree
from gateway_labs.strings import text

from .trial import job_of

ECHO, ROUTED = "05_echo_consumer", "06_routing"
FILE = "chat/consumers.py"
MOUNT = """({id, course, path, tree}) => {
  Object.assign(window, {tree, opened: []})
  window.end = client.mountTryIt(document.querySelector("#place"), {
    data: {id, course, run: {path}}, runtime, texts: manifest.texts,
    currentTree: () => window.tree, open: where => opened.push(where),
  })
}"""


class TryIt:
    """What a person does with the clients."""

    def __init__(self, page, lab, tree):
        self.page, self.job = page, job_of(lab, tree)
        given = {"id": lab.id, "course": self.job["course"], "path": lab.run.path}
        page.evaluate(MOUNT, given | {"tree": self.job["tree"]})

    def client(self, name):
        return self.page.get_by_role("group", name=text("browser_try.client", name=name))

    def press(self, name, key):
        self.client(name).get_by_role("button", name=text(key), exact=True).click()

    def connect(self, name):
        self.press(name, "chat_page.connect")
        self.client(name).locator(".gl-try-state[data-state=on]").wait_for()

    def write(self, name, message):
        self.client(name).get_by_label(text("chat_page.message"), exact=True).fill(message)

    def send(self, name, message, key="chat_page.send"):
        self.write(name, message)
        self.press(name, key)

    def change(self, code):
        self.page.evaluate("([file, code]) => { tree = {...tree, [file]: code} }", [FILE, code])

    def wait_for_message(self, name, words):
        self.client(name).locator(".gl-try-list > li", has_text=words).last.wait_for()

    def wait_for_wire(self, words):
        self.page.locator(".gl-try-wire > li", has_text=words).last.wait_for()

    def wait_for_status(self, key):
        self.page.locator(".gl-try-status", has_text=text(key)).wait_for()


@pytest.fixture(scope="module")
def course(root):
    return load_course(root)


@pytest.fixture
def try_it(warm, course):
    """`try_it(ROUTED)`: two clients of a lab's solution, in the page that is ready."""

    def mounted(lab_id=ECHO, page=warm):
        lab = course.find(lab_id)
        return TryIt(page, lab, end_tree(course, lab))

    yield mounted
    warm.evaluate("() => { window.end?.() }")


def test_two_clients_talk_to_the_application_and_each_event_is_drawn(try_it):
    shown = try_it()
    shown.connect("A")
    shown.connect("B")
    shown.send("A", "안녕 <b>")
    shown.wait_for_message("A", "안녕 <b>")
    shown.send("A", "no json", "chat_page.send_raw")
    shown.wait_for_message("A", text("chat_page.messages.answer"))
    shown.send("B", "abc", "chat_page.send_binary")
    shown.wait_for_message("B", text("chat_page.messages.answer"))
    shown.press("B", "chat_page.disconnect")
    shown.wait_for_wire(text("chat_page.wire.return"))
    told = shown.page.locator(".gl-try-wire > li").all_inner_texts()
    kinds = [line.split(" → ")[-1].split(" ← ")[-1].split()[0] for line in told]
    assert kinds.count("websocket.connect") == kinds.count("websocket.accept") == 2
    assert kinds.count("websocket.receive") == kinds.count("websocket.send") == 3
    assert "websocket.disconnect" in kinds
    assert told[1].startswith(text("browser_try.to_application", who="A"))
    closed = text("chat_page.socket.closed", code=1000, meaning=text("chat_page.close_codes.1000"))
    shown.wait_for_message("B", closed)


def test_the_room_is_part_of_the_path_and_a_refused_client_is_told_the_code(try_it):
    shown = try_it(ROUTED)
    shown.client("A").get_by_label(text("chat_page.room")).fill("tea")
    shown.connect("A")
    shown.wait_for_wire(text("chat_page.wire.handshake", path="/ws/chat/tea/"))
    shown.send("A", "hi")
    shown.wait_for_message("A", text("chat_page.messages.room", room="tea"))
    refuses = "from channels.generic.websocket import WebsocketConsumer as ChatConsumer\n"
    shown.change(refuses.replace("as ChatConsumer", "") + REFUSES)
    shown.wait_for_status("browser_try.stopped.edited")
    shown.press("B", "chat_page.connect")
    meaning = text("chat_page.close_codes.1006")
    shown.wait_for_message("B", text("chat_page.socket.refused", code=1006, meaning=meaning))


REFUSES = """

class ChatConsumer(WebsocketConsumer):
    def connect(self):
        self.close()
"""


def test_an_exception_closes_the_client_and_shows_the_learner_s_frames(try_it):
    shown = try_it()
    shown.change(shown.job["tree"][FILE].replace("json.loads", "json.load_s"))
    shown.connect("A")
    shown.send("A", "hi")
    meaning = text("chat_page.close_codes.1011")
    shown.wait_for_message("A", text("chat_page.socket.closed", code=1011, meaning=meaning))
    place = shown.page.locator(".gl-try-frames .gl-link")
    assert "AttributeError" in shown.page.locator(".gl-try-frames pre").inner_text()
    place.click()
    assert shown.page.evaluate("opened") == [place.inner_text()]
    assert place.inner_text().startswith(f"{FILE}:")


def test_a_program_that_can_t_be_loaded_is_told_and_tried_again(try_it):
    shown = try_it()
    solution = shown.job["tree"][FILE]
    shown.change("def (:\n")
    shown.press("A", "chat_page.connect")
    shown.wait_for_status("chat_page.server.without_work")
    problem = shown.page.locator(".gl-try-problem")
    assert "SyntaxError" in problem.inner_text()
    shown.change(solution)
    shown.press("A", "chat_page.socket.reconnect")
    shown.client("A").locator(".gl-try-state[data-state=on]").wait_for()
    assert problem.is_hidden()


def test_an_edit_and_a_check_end_the_session_and_the_new_code_can_be_connected(try_it):
    shown = try_it()
    shown.connect("A")
    shown.change(shown.job["tree"][FILE] + "\n# changed\n")
    shown.wait_for_status("browser_try.stopped.edited")
    shown.press("A", "chat_page.socket.reconnect")
    shown.client("A").locator(".gl-try-state[data-state=on]").wait_for()
    status = shown.page.evaluate(
        "job => runtime.check(job).then(one => one.report.status)", shown.job
    )
    assert status == "pass"
    shown.wait_for_status("browser_try.stopped.check")
    shown.wait_for_message("A", text("browser_try.ended"))


def test_a_loop_in_the_consumer_ends_the_worker_and_the_next_one_serves(try_it):
    shown = try_it()
    solution = shown.job["tree"][FILE]
    shown.change(REFUSES_NOT + "        while True:\n            pass\n")
    shown.connect("A")
    shown.send("A", "hi")
    shown.wait_for_status("browser_try.stopped.limit")
    shown.change(solution)
    shown.press("A", "chat_page.socket.reconnect")
    shown.client("A").locator(".gl-try-state[data-state=on]").wait_for()


REFUSES_NOT = """from channels.generic.websocket import WebsocketConsumer

class ChatConsumer(WebsocketConsumer):
    def connect(self):
        self.accept()

    def receive(self, text_data=None, bytes_data=None):
"""


def test_thousands_of_events_at_once_are_cut_and_the_page_stays_alive(try_it):
    shown = try_it()
    shown.change(REFUSES_NOT + "        for n in range(3000):\n            self.send(str(n))\n")
    shown.connect("A")
    shown.send("A", "hi")
    shown.page.locator(".gl-try-wire > .gl-try-end").first.wait_for()
    assert shown.page.locator(".gl-try-wire > li").count() <= 200
    assert shown.page.locator(".gl-try-list > li").count() <= 200


def test_it_works_with_the_keyboard_alone(try_it):
    shown = try_it()
    press = shown.page.keyboard.press
    shown.client("A").get_by_role("button", name=text("chat_page.connect"), exact=True).focus()
    press("Enter")
    shown.client("A").locator(".gl-try-state[data-state=on]").wait_for()
    shown.page.wait_for_function("document.activeElement.tagName === 'TEXTAREA'")
    shown.page.keyboard.type("by keys")
    press("Enter")
    shown.wait_for_message("A", "by keys")
    for _ in range(4):  # past the three buttons, to the next client
        press("Tab")
    assert shown.client("B").locator(":focus").count() == 1


TOO_WIDE = """() => {
  const page = document.documentElement
  if (page.scrollWidth <= innerWidth) return []
  const reach = [...document.querySelectorAll("*")].map(one => [
    Math.round(one.getBoundingClientRect().right), `${one.tagName} ${one.className}`])
  return [`${page.scrollWidth} of ${innerWidth}`, ...reach.sort((a, b) => b[0] - a[0]).slice(0, 9)]
}"""
"""Where a page is wider than its window: how wide, and what reaches out the most."""


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["default", "slate"])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_page(try_it, axe, warm, width, scheme):
    warm.set_viewport_size({"width": width, "height": 900})
    warm.evaluate("scheme => { document.documentElement.dataset.mdColorScheme = scheme }", scheme)
    shown = try_it()
    shown.page.get_by_role("button", name=text("browser_try.add")).click()
    shown.connect("C")
    shown.send("C", "hi")
    shown.change(shown.job["tree"][FILE].replace("json.loads", "json.load_s"))
    shown.wait_for_status("browser_try.stopped.edited")
    shown.press("C", "chat_page.socket.reconnect")
    shown.client("C").locator(".gl-try-state[data-state=on]").wait_for()
    shown.send("C", "hi")
    shown.page.locator(".gl-try-frames").wait_for()
    found = axe.run(warm, ".gl-try").response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    assert warm.evaluate(TOO_WIDE) == []


def test_nothing_moves_for_those_who_want_no_motion(try_it, warm):
    warm.emulate_media(reduced_motion="reduce")
    shown = try_it()
    shown.connect("A")
    assert shown.page.evaluate("document.getAnimations().length") == 0
    warm.emulate_media(reduced_motion="no-preference")
