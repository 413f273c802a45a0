"""What `labs run` serves. tests/lab/test_serve.py has the serving itself."""

import queue
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace

import pytest

from gateway_labs.errors import CourseError
from gateway_labs.lab import run
from gateway_labs.lab.format import Course, load_course
from gateway_labs.lab.tree import end_tree, read_tree, start_tree


@pytest.fixture
def course(root, tmp_path):
    """The course's labs, with the learner's work in a folder of its own."""
    return Course(tmp_path, load_course(root).labs)


@pytest.fixture
def served(monkeypatch):
    """What was served: pairs of a service and the files at that time."""
    calls = []

    def serve(service):
        calls.append((service, read_tree(Path(service.root))))

    monkeypatch.setattr(run, "serve", serve)
    return calls


def test_serves_the_learners_work_and_writes_it_first(course, served, tmp_path):
    lab = course.find("5")
    run.run_lab(course, lab, path=None, solution=False, port=8123)
    [(service, tree)] = served
    assert (service.application, service.path, service.port) == ("run:application", "/ws/", 8123)
    assert service.lab_module == lab.folder / "run.py"
    assert Path(service.root) == tmp_path / "work" / lab.id
    assert tree == start_tree(course, lab)


def test_serves_a_copy_of_the_solution(course, served):
    lab = course.find("7")
    run.run_lab(course, lab, path=None, solution=True, port=8123)
    [(service, tree)] = served
    assert tree == end_tree(course, lab)
    assert service.lab_module is None
    assert not Path(service.root).exists()


def test_serves_another_folder(course, served, tmp_path):
    (tmp_path / "mine").mkdir()
    run.run_lab(course, course.find("6"), path=tmp_path / "mine", solution=False, port=8123)
    [(service, _)] = served
    assert Path(service.root) == tmp_path / "mine"
    assert not course.work.exists()


def test_a_lab_with_nothing_to_serve_is_one_clear_error(course, served):
    with pytest.raises(CourseError, match="nothing to serve"):
        run.run_lab(course, course.find("1"), path=None, solution=False, port=8123)
    assert served == []


@pytest.fixture
def answering():
    """The address of a server that answers."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
    thread.join()


def test_the_page_is_opened_once_the_server_answers(monkeypatch, answering):
    opened = queue.Queue()
    browser = SimpleNamespace(open=lambda address: opened.put(address) or True)
    monkeypatch.setattr(run.webbrowser, "get", lambda: browser)
    run.open_browser(answering)
    assert opened.get(timeout=30) == answering


def test_a_browser_that_does_not_start_is_said(monkeypatch, answering, capfd):
    tried = threading.Event()
    browser = SimpleNamespace(open=lambda address: tried.set())
    monkeypatch.setattr(run.webbrowser, "get", lambda: browser)
    before = threading.enumerate()
    run.open_browser(answering)
    assert tried.wait(30)
    for thread in set(threading.enumerate()) - set(before):
        thread.join(1)
    assert f"The browser did not start. Open {answering} yourself." in capfd.readouterr().out


def test_no_browser_at_all_is_one_clear_error_before_anything_is_served(
    course, served, monkeypatch
):
    def none():
        raise run.webbrowser.Error

    monkeypatch.setattr(run.webbrowser, "get", none)
    with pytest.raises(CourseError, match="--open: expected a browser to open, and found none"):
        run.run_lab(course, course.find("5"), path=None, solution=False, port=0, browse=True)
    assert not served
