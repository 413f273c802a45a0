"""What players need, kept between builds: the files that they load, and the pages that hold them.

To record, highlight and describe twenty runs takes longer than all the rest of a warm build. All of
it depends on the files and versions that `key` holds, so nothing is even read while they are the
same.
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import gateway_labs

from .build import Build
from .players import Recordings
from .python_run import versions
from .store import Store, key_of, our_code
from .traces import recordings

_ENGINE = Path(gateway_labs.__file__).parent


@dataclass
class KeptPlayers:
    """The players of one build; made anew for each. `urls` are the pages' addresses, by path."""

    build: Build
    docs: Path
    urls: dict[str, str]

    @cached_property
    def recordings(self) -> Recordings:
        """The traces of all scenarios, recorded now if they were not yet."""
        return recordings(self.build.root, self.build.cache / "traces")

    @cached_property
    def key(self) -> str:
        """A key of all that a player's data and text are made of."""
        files = [
            *(self.build.root / "snippets").rglob("*.py"),
            *(_ENGINE / "trace").glob("*.py"),
            *(_ENGINE / "web").rglob("*"),
            *(_ENGINE / "strings").glob("*.toml"),
            *(self.docs / "walkthroughs").glob("*"),
        ]
        stamp = self.build.django_stamp
        return key_of(_digest(files), versions(), our_code(), stamp, sorted(self.urls.items()))

    def files(self, scenarios: set[str], make: Callable[[], dict[str, str]]) -> dict[str, str]:
        """The files of these scenarios' players, as `make` makes them."""
        return self._keep("files", key_of(self.key, sorted(scenarios)), make)

    def page(self, uri: str, markdown: str, make: Callable[[], str]) -> str:
        """The page's Markdown with its players, as `make` makes it."""
        return self._keep(uri, key_of(self.key, markdown), make)

    def _keep(self, name: str, key: str, make: Callable):
        store = Store(self.build.cache / "players")
        if (kept := store.read(name, key)) is not None:
            return kept
        made = make()
        store.write(name, key, made)
        return made


def _digest(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(path for path in files if path.suffix != ".pyc" and path.is_file()):
        digest.update(path.as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
