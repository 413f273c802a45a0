"""Names in Django's ASGI handler that no other line of the installed Django uses."""

import re
from pathlib import Path

import django

# --8<-- [start:search]
NAMES = ("body_receive_timeout", "ASGIHandler.handle_uncaught_exception")


def uses(name: str) -> list[str]:
    """Every line of the installed Django that gets this attribute from an object."""
    package = Path(django.__file__).parent
    pattern = re.compile(rf"\.{name.rpartition('.')[2]}\b")
    return [
        f"{path.relative_to(package.parent).as_posix()}: {line.strip()}"
        for path in sorted(package.rglob("*.py"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if pattern.search(line)
    ]


# --8<-- [end:search]


def main() -> None:
    for name in NAMES:
        print(f"{name}:", *(uses(name) or ["no use"]), sep="\n  ")


if __name__ == "__main__":
    main()
