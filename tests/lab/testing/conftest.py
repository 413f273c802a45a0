"""A record for the harness to write to, as the check makes one for each test."""

import pytest

from gateway_labs.lab import record as records


@pytest.fixture
def record(tmp_path):
    made = records.Record(tmp_path)
    records.begin(made)
    return made
