"""The reference pages keep their shape: a verdict and a run for each claim, terms in order."""

import re
from pathlib import Path

import pytest

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference"
CLAIM = re.compile(r"^### .+? \{ #(?P<anchor>[\w-]+) \}\n(?P<body>.*?)(?=^##|\Z)", re.M | re.S)
TERM = re.compile(r"^\*\*(?P<term>.+?)\*\* \{ #(?P<anchor>[\w-]+) \}\n:   \S", re.M)
PROMISED = [
    "scope",
    "receive",
    "send",
    "event",
    "application",
    "server",
    "consumer",
    "channel-layer",
    "group",
    "channel-name",
    "environ",
    "start_response",
    "middleware",
    "lifespan",
    "event-loop",
    "task",
    "thread-sensitive",
    "executor",
    "close-code",
    "frame",
    "handshake",
    "protocol-server",
    "routing",
    "communicator",
    "trace",
]


def page(name: str) -> str:
    return (REFERENCE / name).read_text(encoding="utf-8")


CLAIMS = {claim["anchor"]: claim["body"] for claim in CLAIM.finditer(page("claims.md"))}


def test_each_row_of_the_claims_table_has_its_section_in_the_same_order():
    assert re.findall(r"^\| \[.+?\]\(#([\w-]+)\) \|", page("claims.md"), re.M) == list(CLAIMS)


@pytest.mark.parametrize("anchor", CLAIMS)
def test_each_claim_has_a_verdict_and_a_program_that_was_run(anchor):
    assert "**Verdict: " in CLAIMS[anchor]
    assert re.search(r"^ *```run\n *snippets/[\w/]+\.py$", CLAIMS[anchor], re.M)


@pytest.mark.parametrize("anchor", PROMISED)
def test_glossary_has_the_terms_that_pages_link_to(anchor):
    assert anchor in [term["anchor"] for term in TERM.finditer(page("glossary.md"))]


def test_glossary_is_in_the_order_of_the_alphabet():
    terms = [term["term"].casefold() for term in TERM.finditer(page("glossary.md"))]
    assert terms == sorted(terms, key=lambda term: re.sub(r"[^a-z0-9]", "", term))


def test_a_page_for_close_codes_has_each_code_of_the_specification():
    anchors = re.findall(r"^### .+ \{ #(\d+) \}$", page("close-codes.md"), re.M)
    assert [int(code) for code in anchors] == [*range(1000, 1017), 3000, 4000]
