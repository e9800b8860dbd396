"""Keep secrets out of the inventory: by a property's name, and by the look of a value.

What is hidden is counted and keeps its length.  Identifiers (ARNs, AWS hosts) stay, because links
need them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

SECRET_NAMES = re.compile(
    r"(password|passwd|passphrase|secret|credential|private_?key|api_?key|auth_?token|access_?token"
    r"|user_?data|authorization|connection_?(string|uri|url)|shared_?key|auth_?key|webhook|\bdsn\b"
    r"|header_?value|custom_?headers|customer_?gateway_?configuration|base32|qr_?code"
    r"|activation_?code)",
    re.IGNORECASE,
)
REFERENCES = re.compile(r"(arns?|ids?|names?|type|status|version|count)$", re.IGNORECASE)
"""Ends of names that speak of a secret without being one: `SecretArn`, `PasswordLastUsed` …"""
ABOUT = re.compile(
    r"(last_?used|last_?changed|reset_?required|policy|enabled|expir)", re.IGNORECASE
)
MAPS = re.compile(r"^(environment_?variables|variables|env|default_?arguments)$", re.IGNORECASE)
"""Properties whose values are all hidden, since people keep secrets there; and a list that is
called `environment` (ECS, Batch), while CodeBuild's mapping of that name tells image and size."""
PLAIN = re.compile(
    r"arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:\d{0,12}:[^\s?#]{1,512}\Z"
    r"|[a-z]{1,12}-[0-9a-f]{8,17}\Z"
    r"|(https?://)?[a-z0-9.-]+\.(amazonaws\.com(\.cn)?|api\.aws)(:\d+)?(/[\w./-]*)?\Z"
    r"|(true|false|\d{1,12})\Z",
    re.IGNORECASE,
)
"""Values that are references, not secrets, wherever they stand."""
VALUES = re.compile(
    r"\b(AKIA|ASIA)[A-Z0-9]{16}\b"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----"
    r"|\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]*"
    r"|\bgh[pousr]_[A-Za-z0-9]{30,}"
    r"|\bxox[abprs]-[\w-]{10,}"
    r"|\bsk_live_[A-Za-z0-9]{16,}"
    r"|(?<=://)[^/\s:@]+:[^/\s@]+(?=@)"
    r"|(?<=X-Amz-Signature=)[0-9a-f]+|(?<=X-Amz-Security-Token=)[^&\s]+"
    r"|(?i:(?<=password=)|(?<=pwd=)|(?<=secret=)|(?<=token=))[^;&\s]+"
)
LONGEST = 4000
DEEPEST = 12


@dataclass
class Redaction:
    """Redacts one resource and counts what it hid."""

    hidden: int = 0

    def clean(self, value: Any, name: str = "", *, closed: bool = False, depth: int = 0) -> Any:
        """Return `value` as JSON values without secrets; `closed` hides every plain text in it."""
        closed = closed or bool(MAPS.match(name)) or _secret(name)
        closed = closed or (name.lower() == "environment" and isinstance(value, list))
        if isinstance(value, str):
            return self._text(value, closed=closed)
        if value is None or isinstance(value, (bool, int, float)):
            return value
        if depth >= DEEPEST:
            return "(deeper than is kept)"
        if isinstance(value, Mapping):
            return self._mapping(value, closed=closed, depth=depth + 1)
        if isinstance(value, (bytes, bytearray)):
            return f"({len(value)} bytes)"
        if isinstance(value, datetime):
            return value.isoformat()
        if isinstance(value, Sequence):
            return [self.clean(item, closed=closed, depth=depth + 1) for item in value]
        return str(value)

    def _mapping(self, value: Mapping[Any, Any], *, closed: bool, depth: int) -> dict[str, Any]:
        """Clean a mapping; a list of names and values is judged by the name beside the value."""
        label = next((str(value[k]) for k in ("Name", "name", "Key", "key") if k in value), "")
        cleaned = {}
        for key, item in value.items():
            beside = key in {"Value", "value"} and (
                _secret(label) or value.get("type") == "API_KEY"
            )
            shown = closed and key in {"Name", "name", "Key", "key"}
            cleaned[str(key)] = self.clean(
                item, str(key), closed=(closed and not shown) or beside, depth=depth
            )
        return cleaned

    def _text(self, value: str, *, closed: bool) -> str:
        if not value or PLAIN.match(value):
            return value
        if closed:
            self.hidden += 1
            return f"(redacted, {len(value)} characters)"
        text, found = VALUES.subn("(redacted)", value)
        self.hidden += found
        return text[:LONGEST]


def _secret(name: str) -> bool:
    return bool(name and SECRET_NAMES.search(name)) and not (
        REFERENCES.search(name) or ABOUT.search(name)
    )
