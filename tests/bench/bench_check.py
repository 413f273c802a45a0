"""How fast the check is, as ratios to the bare import of Django, channels.testing and pytest.

    python tests/bench/bench_check.py [--runs 7]

Each figure is a median; the bare import is measured between the others, in the same run. A lab's
own waits are part of the time of its check and are printed beside it.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BARE = [sys.executable, "-c", "import django, channels.testing, pytest"]
LABS = [str(Path(sys.executable).with_name("labs"))]


def timed(command: list[str], cwd: Path) -> float:
    """Wall seconds of a whole process."""
    begun = time.perf_counter()
    subprocess.run(command, cwd=cwd, capture_output=True, check=False)
    return time.perf_counter() - begun


def solved_course(folder: Path) -> Path:
    """A copy of the course in which every lab is solved."""
    root = folder / "course"
    root.mkdir()
    for name in ("labs", "docs"):
        shutil.copytree(ROOT / name, root / name)
    shutil.copy(ROOT / "pyproject.toml", root)
    for lab in sorted((root / "labs").glob("*/lab.toml")):
        target = root / "work" / lab.parent.name
        command = [*LABS, "solution", lab.parent.name, "--yes", "--write", str(target)]
        subprocess.run(command, cwd=root, check=True, capture_output=True)
    return root


def waits(root: Path) -> float:
    """Seconds that lab 7's check waits for processes of its own: an import, and Daphne twice."""
    work = root / "work" / "07_asgi_application"
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import config.asgi"], cwd=work, check=True)
    for _ in range(2):
        daphne = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "daphne",
                "-b",
                "127.0.0.1",
                "-p",
                "0",
                "config.asgi:application",
            ],
            cwd=work,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        _until(daphne, "Listening")
        daphne.terminate()
        daphne.wait()
        daphne.stdout.close()
    return time.perf_counter() - begun


def watch_times(root: Path, runs: int) -> list[float]:
    """Seconds from a save to the printed report, in `labs watch 5`."""
    edited = root / "work" / "05_echo_consumer" / "chat" / "consumers.py"
    content = edited.read_text(encoding="utf-8")
    watching = subprocess.Popen(
        [*LABS, "watch", "5"],
        cwd=root,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )
    times = []
    try:
        _until(watching, "Watching")
        for n in range(runs):
            time.sleep(0.5)
            begun = time.perf_counter()
            edited.write_text(f"{content}\n# save {n}\n", encoding="utf-8")
            _until(watching, "Lab 05")
            times.append(time.perf_counter() - begun)
            _until(watching, "Watching")
    finally:
        watching.terminate()
        watching.wait()
        edited.write_text(content, encoding="utf-8")
    return times


def _until(process: subprocess.Popen, words: str) -> None:
    for line in process.stdout:
        if words in line:
            return
    raise SystemExit(f"a process ended before it printed {words!r}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=7)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as folder:
        root = solved_course(Path(folder))
        count = len(list((root / "labs").glob("*/lab.toml")))
        commands = {
            "labs": LABS,
            "labs check 5": [*LABS, "check", "5"],
            "pytest labs/": [sys.executable, "-m", "pytest", "labs/"],
        }
        times: dict[str, list[float]] = {name: [] for name in ["bare", *commands]}
        waited: list[float] = []
        for _ in range(runs):
            times["bare"].append(timed(BARE, root))
            for name, command in commands.items():
                times[name].append(timed(command, root))
            waited.append(waits(root))
        times["labs watch 5"] = watch_times(root, runs)
    bare = statistics.median(times["bare"])
    limits = {
        "labs": 0.3,
        "labs check 5": 1.5,
        "labs watch 5": 1 / 3,
        "pytest labs/": 0.5 * count + statistics.median(waited) / bare,
    }
    print(f"bare import: {bare:.3f} s (median of {runs})")
    print(f"lab 7 waits for its own processes: {statistics.median(waited):.3f} s")
    for name, limit in limits.items():
        median = statistics.median(times[name])
        print(f"{name:<14} {median:.3f} s = {median / bare:.2f} x bare; aim: {limit:.2f}")


if __name__ == "__main__":
    main()
