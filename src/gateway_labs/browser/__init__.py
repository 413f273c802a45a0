"""The labs' check and "Try it" in one interpreter with one thread, as a browser's worker has it.

Nothing here needs a browser: it runs on CPython too, and its tests do so.
"""
