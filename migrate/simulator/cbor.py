"""Write CBOR (RFC 8949), which the newest services speak and moto does not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

HEADERS = {"Content-Type": "application/cbor", "smithy-protocol": "rpc-v2-cbor"}


def written(value: Any) -> bytes:
    """Return a value as CBOR; only what empty answers and errors are made of."""
    if isinstance(value, bool):
        return b"\xf5" if value else b"\xf4"
    if isinstance(value, int) and value >= 0:
        return _head(0, value)
    if isinstance(value, str):
        text = value.encode()
        return _head(3, len(text)) + text
    if isinstance(value, Mapping):
        items = b"".join(written(str(k)) + written(v) for k, v in value.items())
        return _head(5, len(value)) + items
    if isinstance(value, Sequence):
        return _head(4, len(value)) + b"".join(written(item) for item in value)
    raise TypeError(f"{type(value).__name__} is not written as CBOR here")


def _head(major: int, size: int) -> bytes:
    if size < 24:
        return bytes([major << 5 | size])
    return bytes([major << 5 | 26]) + size.to_bytes(4, "big")
