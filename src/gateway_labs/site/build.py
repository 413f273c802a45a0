"""What one build of the site knows: where things are, and what went wrong so far."""

import importlib.util
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, wraps
from importlib.metadata import version
from pathlib import Path

from ..errors import CourseError
from .store import key_of


@dataclass
class Build:
    """The context of one build; the plugin makes a new one for each."""

    root: Path
    """The folder of mkdocs.yml: the paths that pages name start here."""
    cache: Path
    """Where results may be kept between builds; git ignores it."""
    repository: str
    """The public address of the repository, without a slash at its end."""
    serving: bool = False
    """True under `mkdocs serve`."""
    sources: dict[str, str] = field(default_factory=dict)
    """The file that a generated page is made of, relative to the root, by the page's path."""
    errors: list[str] = field(default_factory=list)
    """What went wrong on the page that is being rendered now."""

    @cached_property
    def django_stamp(self) -> str:
        """The installed Django's version, and the time and size of each of its modules.

        People edit an installed Django, too.
        """
        root = os.path.dirname(importlib.util.find_spec("django").origin)
        paths = [
            os.path.join(folder, name)
            for folder, _, names in os.walk(root)
            for name in names
            if name.endswith(".py")
        ]
        stats = [(path, os.stat(path)) for path in sorted(paths)]
        return key_of(version("django"), [(path, s.st_mtime_ns, s.st_size) for path, s in stats])

    def edit_url(self, page: str) -> str:
        """Where a reader can propose a change to the page at this path below docs/."""
        return f"{self.repository}/edit/main/{self.sources.get(page, f'docs/{page}')}"

    def blob_url(self, path: str) -> str:
        """The public address of a file; `path` is relative to the root."""
        return f"{self.repository}/blob/main/{path}"

    def take_errors(self) -> list[str]:
        """The errors collected since the last call."""
        errors, self.errors = self.errors, []
        return errors

    def collecting(self, render: Callable[..., str]) -> Callable[..., str]:
        """Wrap `render` so that its CourseError is collected and not lost.

        superfences swallows what a fence raises and shows the fence as plain code.
        """

        @wraps(render)
        def collect(*args: object, **kwargs: object) -> str:
            try:
                return render(*args, **kwargs)
            except CourseError as error:
                self.errors.append(str(error))
            except Exception as error:  # a fault of ours must fail the build, too
                self.errors.append(f"{render.__qualname__}: {error!r}")
            return ""

        return collect
