"""Runs in Pyodide: which of the standard library's modules can be imported."""

import importlib
import sys
import warnings

TALK = {"antigravity", "this", "__hello__"}
"""They open a browser or print when they are imported."""


def main():
    warnings.simplefilter("ignore")
    found = []
    for name in sorted(sys.stdlib_module_names - TALK):
        try:
            importlib.import_module(name)
        except ImportError:
            continue
        found.append(name)
    return found
