"""Fetches and builds what the labs need in a browser: the runtime, and the page's scripts.

The ingredients come from npm, by the lock file of `gateway_labs.web`, and from the installed
packages. All that is made here stays in the cache; `gateway_labs.site` puts it into the site.
"""
