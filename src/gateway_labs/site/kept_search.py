"""What the search knows of a page, kept between builds: to find it, all HTML is read again."""

from importlib.metadata import version

from mkdocs.structure.pages import Page

from .build import Build
from .store import Store, key_of


def keep_search_entries(index, build: Build) -> None:
    """Let `index`, the one of Material's search plugin, take entries from the cache."""
    add, material = index.add_entry_from_context, version("mkdocs-material")
    store = Store(build.cache / "search")

    def add_or_take_over(page: Page) -> None:
        key = key_of(material, page.url, str(page.title), page.meta, str(page.toc), page.content)
        kept = store.read(page.file.src_uri, key)
        if kept is None:
            before = len(index.entries)
            add(page)
            store.write(page.file.src_uri, key, index.entries[before:])
        else:
            index.entries.extend(kept)

    index.add_entry_from_context = add_or_take_over
