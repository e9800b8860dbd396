"""Only this machine: no other host's name, no web page's script, may reach the simulator."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

HOSTS = frozenset({"127.0.0.1", "localhost", "[::1]"})


def refused(environ: Mapping[str, Any]) -> str:
    """Say why a request is not from this machine's own tools; empty when it is.

    A page of another site can make a browser call loopback, under its own name
    (DNS rebinding) or with its own origin; both give themselves away.
    """
    host = _host(environ.get("HTTP_HOST", ""))
    if host not in HOSTS:
        return f"The host has to be 127.0.0.1, not {host!r}"
    origin = environ.get("HTTP_ORIGIN", "")
    if origin and urlsplit(origin).netloc != environ.get("HTTP_HOST", ""):
        return f"Pages of {origin!r} may not call this"
    return ""


def _host(value: str) -> str:
    """Return a Host header without its port."""
    name, colon, port = value.rpartition(":")
    return (name if colon and port.isdigit() else value).lower()
