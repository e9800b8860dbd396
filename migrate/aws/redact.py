"""Keep secrets out of the record: by the name of a parameter, and by the look of a value."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

HIDDEN = "(redacted)"
_NAMES = re.compile(
    r"(password|passwd|secret|token|credential|private.?key|api.?key|user.?data|otp|authorization)",
    re.IGNORECASE,
)
_HARMLESS = frozenset({"nexttoken", "nextpagetoken", "paginationtoken", "continuationtoken"})
_VALUES = re.compile(
    r"(AKIA|ASIA)[A-Z0-9]{16}"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----"
    r"|(?<![A-Za-z0-9/+])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])"
)
_LONGEST = 2000


def redacted(value: Any, name: str = "") -> Any:
    """Return `value` as JSON values with everything secret replaced by `(redacted)`."""
    if name and name.lower() not in _HARMLESS and _NAMES.search(name):
        return HIDDEN
    if isinstance(value, Mapping):
        return {str(key): redacted(item, str(key)) for key, item in value.items()}
    if isinstance(value, str):
        return _VALUES.sub(HIDDEN, value)[:_LONGEST]
    if isinstance(value, bytes):
        return f"({len(value)} bytes)"
    if isinstance(value, Sequence):
        return [redacted(item) for item in value]
    if isinstance(value, (int, float, bool)) or value is None:
        return value
    return str(value)
