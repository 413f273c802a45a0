"""Expanded walkthroughs, kept between builds, for as long as the installed Django is the same."""

from dataclasses import dataclass
from pathlib import Path

from .build import Build
from .installed_source import installed_django
from .store import Store, key_of, our_code
from .walkthrough import Expanded, expand_page


@dataclass
class KeptWalkthroughs:
    """The walkthroughs of one build; made anew for each."""

    build: Build
    common: str = ""
    """The part of the key that is the same for all walkthroughs of one build."""

    def expand(self, page: Path, markdown: str) -> Expanded:
        """What `expand_page` makes of a page; raises CourseError as it does."""
        if not self.common:
            self.common = key_of(our_code(), self.build.django_stamp)
        notes = page.with_suffix(".toml")
        toml = notes.read_bytes() if notes.is_file() else b""
        store, key = Store(self.build.cache / "walkthroughs"), key_of(self.common, markdown, toml)
        if kept := store.read(page.stem, key):
            return Expanded(**kept)
        expanded = expand_page(page, markdown, installed_django())
        store.write(page.stem, key, {"markdown": expanded.markdown, "blocks": expanded.blocks})
        return expanded
