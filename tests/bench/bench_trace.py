"""What recording costs, as ratios to the same request unrecorded, and how long the scenarios take.

    python tests/bench/bench_trace.py [--runs 40]

The request is the scenario "hello". Each figure is a median; unrecorded and recorded requests take
turns in one process, under the same server, whose own cost is part of both.
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from contextlib import nullcontext
from pathlib import Path

from gateway_labs.site.traces import recordings
from gateway_labs.trace.recorder import Recorder
from gateway_labs.trace.run import AsgiServer, _serve_wsgi
from gateway_labs.trace.scenario import followed_files, load_scenario, request_of

ROOT = Path(__file__).resolve().parents[2]
WAYS = {"unrecorded": None, "calls": False, "calls and lines": True}


def served_wsgi(module, application, recorder: Recorder) -> None:
    _serve_wsgi(application, request_of(module), recorder)


def served_asgi(module, application, recorder: Recorder) -> None:
    async def one_request(server) -> None:
        await server.http(request_of(module)).request()

    asyncio.run(AsgiServer(application, recorder).run(one_request))


def timed(module, serve, application, lines: bool | None) -> float:
    """Seconds of one request; `lines` is None for an unrecorded one."""
    files = followed_files(module)
    recorder = Recorder(files, ROOT, main_thread="server", lines=bool(lines))
    block = nullcontext() if lines is None else recorder.monitor()
    with block:
        begun = time.perf_counter()
        serve(module, application, recorder)
        return time.perf_counter() - begun


def overhead(module, gateway: str, runs: int) -> None:
    serve = served_wsgi if gateway == "wsgi" else served_asgi
    application = getattr(module, gateway)()
    times: dict[str, list[float]] = {way: [] for way in WAYS}
    for number in range(runs + 3):  # the first ones load what Django needs
        for way, lines in WAYS.items():
            seconds = timed(module, serve, application, lines)
            if number >= 3:
                times[way].append(seconds)
    bare = statistics.median(times["unrecorded"])
    print(f"{gateway}: unrecorded {bare * 1000:.2f} ms (median of {runs})")
    for way in ("calls", "calls and lines"):
        median = statistics.median(times[way])
        print(f"  {way:<16} {median * 1000:.2f} ms = {median / bare:.1f} x unrecorded")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=40)
    runs = parser.parse_args().runs
    module = load_scenario(ROOT / "snippets" / "scenarios" / "hello.py")
    for gateway in ("wsgi", "asgi"):
        overhead(module, gateway, runs)
    with tempfile.TemporaryDirectory() as folder:
        for cache in ("empty", "filled"):
            begun = time.perf_counter()
            count = len(recordings(ROOT, Path(folder)))
            seconds = time.perf_counter() - begun
            print(f"{count} scenarios, {cache} cache: {seconds:.1f} s; aim: under 15 s")


if __name__ == "__main__":
    main()
