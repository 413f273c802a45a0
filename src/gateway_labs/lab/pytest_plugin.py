"""The pytest plugin behind `pytest labs/`."""
