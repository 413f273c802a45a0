"""Stands in a browser for Daphne, which needs sockets: enough for a project that installs it."""
