"""Each check in one interpreter finds it fresh, whichever lab was checked before."""

import itertools
import json
import subprocess
import sys

from agreement import COURSE, job

from gateway_labs.lab.tree import end_tree, start_tree

LEFT = """
import json, logging, os, sys, warnings
from gateway_labs.browser import worker
worker.warm()
from django.apps import apps
from django.conf import settings
from django.core.checks.registry import registry
from django.core.signals import request_finished, setting_changed
from django.db import connections
from django.template import engines
from channels.layers import channel_layers
from asgiref.local import Local

def state():
    return {
        "modules": sorted(sys.modules),
        "path": sys.path, "meta_path": len(sys.meta_path), "hooks": len(sys.path_hooks),
        "environ": dict(os.environ), "cwd": os.getcwd(),
        "streams": [repr(sys.stdout), repr(sys.stderr)],
        "configured": settings.configured, "settings": sorted(vars(settings)),
        "apps": [apps.ready, len(apps.app_configs), len(apps.all_models)],
        "checks": len(registry.registered_checks),
        "signals": [len(signal.receivers) for signal in (request_finished, setting_changed)],
        "databases": sorted(vars(connections)), "engines": sorted(vars(engines)),
        "layers": sorted(channel_layers.backends),
        "loggers": sorted(logging.root.manager.loggerDict),
        "handlers": len(logging.root.handlers), "filters": len(warnings.filters),
        "threads": [sys.getrecursionlimit(), sys.gettrace() is None],
    }

before = json.loads(json.dumps(state()))
for line in sys.stdin:
    worker.check(line, lambda message: None)
    worker.tidy()
    after = json.loads(json.dumps(state()))
    print(json.dumps([key for key in before if before[key] != after[key]]))
"""


def test_nothing_is_left_of_a_check():
    trees = [tree(COURSE, lab) for lab in COURSE.labs for tree in (start_tree, end_tree)]
    labs = [lab for lab in COURSE.labs for _ in range(2)]
    jobs = "\n".join(job(lab, tree) for lab, tree in zip(labs, trees, strict=True))
    done = subprocess.run(
        [sys.executable, "-c", LEFT], input=jobs, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert [json.loads(line) for line in done.stdout.splitlines()] == [[]] * len(trees)


def test_every_lab_passes_after_every_other(interpreter):
    jobs = {lab.id: job(lab, end_tree(COURSE, lab)) for lab in COURSE.labs}
    for first, second in itertools.product(jobs, repeat=2):
        for lab in (first, second):
            report = interpreter.check(jobs[lab])
            assert report["status"] == "pass", (first, second, report)


def test_a_lab_whose_text_has_changed_is_checked_by_its_new_text(interpreter):
    lab = COURSE.find("3")
    asked = json.loads(job(lab, end_tree(COURSE, lab)))
    name = f"labs/{lab.id}/test_lab.py"
    asked["course"][name] += (
        "\n\n@pytest.mark.task(5)\ndef test_new():\n    verify(False, got='new')\n"
    )
    assert interpreter.check(json.dumps(asked))["tasks"][4]["got"] == "new"
    assert interpreter.check(job(lab, end_tree(COURSE, lab)))["status"] == "pass"


def test_only_the_named_test_runs(interpreter):
    lab = COURSE.find("5")
    name = "test_only_the_message_comes_back"
    report = interpreter.check(job(lab, end_tree(COURSE, lab), name))
    assert [(task["n"], task["status"]) for task in report["tasks"]] == [(2, "pass")]


def test_a_local_task_is_not_run_and_does_not_count(interpreter):
    lab = COURSE.find("7")
    report = interpreter.check(job(lab, end_tree(COURSE, lab)))
    assert report["status"] == "pass"
    statuses = [task["status"] for task in report["tasks"]]
    assert statuses == ["pass", "pass", "not_started", "not_started"]
    assert report["tasks"][2]["got"].startswith("this task is checked on your computer only")
