r"""Which names match `\w+`, and which of them a channel layer takes as a group."""

import asyncio
import re

import django
from channels.layers import InMemoryChannelLayer
from django.conf import settings

NAMES = ["lobby", "채팅", "\N{ARABIC-INDIC DIGIT ONE}", "a" * 99, "a" * 100]


async def joins(group: str) -> bool:
    """Whether a channel can join a group of this name."""
    layer = InMemoryChannelLayer()
    try:
        await layer.group_add(group, await layer.new_channel())
    except TypeError:
        return False
    return True


def title(name: str) -> str:
    return name if len(name) < 10 else f"{name[0]!r} * {len(name)}"


def main() -> None:
    if not settings.configured:
        settings.configure()
        django.setup()
    for name in NAMES:
        matches = "matches" if re.fullmatch(r"\w+", name) else "does not match"
        group = "a valid group name" if asyncio.run(joins(name)) else "TypeError as a group name"
        print(rf"{title(name)}: {matches} \w+, {group}")


if __name__ == "__main__":
    main()
