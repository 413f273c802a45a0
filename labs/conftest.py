"""`pytest labs/` checks your work under work/. The plugin that does it comes with gateway_labs."""

import importlib.util

import pytest

if importlib.util.find_spec("gateway_labs") is None:
    raise pytest.UsageError(
        "labs/: gateway_labs is not installed in the Python that runs pytest. "
        "Run the first command of README.md, then .venv/bin/pytest labs/"
    )
