"""How long a build of the site takes with warm caches, as a ratio to stock Material.

    python tests/bench/bench_site.py [--runs 5]

The stock site has the same theme and the same number of plain pages: each has the headings and the
words of one of our pages as paragraphs, with no code, no drawing, no notebook and no plugin but the
search. Both are built in turns, in the same run; the figures are medians.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bs4 import BeautifulSoup

ROOT = Path(__file__).resolve().parents[2]
AIM = 1.5

STOCK = """
site_name: Stock
theme:
  name: material
plugins:
  - search
nav:
{nav}
"""


def build(config: Path, folder: Path) -> float:
    """Wall seconds of one whole `mkdocs build`."""
    command = [sys.executable, "-m", "mkdocs", "build", "-q", "-f", config, "-d", folder]
    begun = time.perf_counter()
    subprocess.run(command, capture_output=True, check=True)
    return time.perf_counter() - begun


def plain(page: Path) -> str:
    """The headings and the words of a built page, as Markdown without anything else."""
    article = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser").select_one("article")
    for other in article.select("pre, figure, table, .headerlink, .md-content__button"):
        other.decompose()
    blocks = []
    for block in article.select("h1, h2, h3, p"):
        words = " ".join(block.get_text().split())
        mark = "#" * int(block.name[1]) + " " if block.name != "p" else ""
        blocks.append(mark + "".join(c for c in words if c.isalnum() or c in " .,:"))
    return "\n\n".join(blocks) + "\n"


def stock_site(folder: Path, ours: Path) -> Path:
    """Write the stock site for our built one; the path of its mkdocs.yml."""
    pages = sorted(path for path in ours.rglob("*.html") if path.name != "404.html")
    (folder / "docs").mkdir(parents=True)
    for number, page in enumerate(pages):
        (folder / "docs" / f"page_{number}.md").write_text(plain(page), encoding="utf-8")
    nav = "\n".join(f"  - page_{number}.md" for number in range(len(pages)))
    config = folder / "mkdocs.yml"
    config.write_text(STOCK.format(nav=nav), encoding="utf-8")
    return config


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ours = folder / "ours"
        build(ROOT / "mkdocs.yml", ours)  # warms the caches
        stock = stock_site(folder / "stock", ours)
        count = len(list((folder / "stock" / "docs").glob("*.md")))
        pairs = [
            (build(ROOT / "mkdocs.yml", ours), build(stock, folder / "out")) for _ in range(runs)
        ]
    mine, theirs = (statistics.median(times) for times in zip(*pairs, strict=True))
    print(f"{count} pages, medians of {runs}: ours {mine:.2f} s, stock Material {theirs:.2f} s")
    print(f"ratio {mine / theirs:.2f} (aim: at most {AIM})")


if __name__ == "__main__":
    main()
