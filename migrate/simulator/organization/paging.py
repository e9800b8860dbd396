"""Lists in pages, as AWS warns of them: an empty page may come with a token for more."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from typing import Any

from migrate.simulator.organization.errors import invalid

SIZE = 20
"""The most that Organizations puts on one page."""


def page(key: str, items: Sequence[Any], asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return one page of a list under its key.

    botocore, every List operation: "can occasionally return an empty set of results even
    when more results are available".  Here every second page of a longer list is empty.
    """
    size = asked.get("MaxResults") or SIZE
    start, empty = _place(asked.get("NextToken"))
    if empty:
        return {key: [], "NextToken": _token(start, empty=False)}
    found: dict[str, Any] = {key: list(items[start : start + size])}
    if start + size < len(items):
        found["NextToken"] = _token(start + size, empty=True)
    return found


def _token(start: int, *, empty: bool) -> str:
    return base64.urlsafe_b64encode(f"{start}:{int(empty)}".encode()).decode()


def _place(token: str | None) -> tuple[int, bool]:
    if not token:
        return 0, False
    try:
        start, empty = base64.urlsafe_b64decode(token.encode()).decode().split(":")
        return int(start), empty == "1"
    except (binascii.Error, UnicodeDecodeError, ValueError):
        raise invalid("INVALID_NEXT_TOKEN", "You provided an invalid NextToken.") from None
