"""Keep secrets out of the inventory: by a property's name, and by the look of a value.

What is hidden is counted and keeps its length.  Identifiers (ARNs, AWS hosts) stay, because links
need them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from migrate.inventory.secret_names import (
    BESIDE,
    CERTAIN,
    DOCUMENT,
    LABELS,
    NUMBER,
    REFERENCE,
    TAGS,
    VALUES,
    Shut,
    by_kind,
    by_label,
    secret,
)

LONGEST = 4000
DEEPEST = 12


@dataclass
class Redaction:
    """Redacts one resource and counts what it hid."""

    hidden: int = 0
    _documents: int = field(default=0, repr=False)
    """Texts that are JSON, around what is being cleaned."""

    def clean(self, value: Any, name: str = "", *, shut: Shut = Shut.OPEN, depth: int = 0) -> Any:
        """Return `value` as JSON values without secrets; `shut` is what stands around it."""
        shut = max(shut, by_kind(name, value)) if name else shut
        if isinstance(value, str):
            return self._text(value, shut=shut)
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, (int, float)):
            return self._number(value, shut=shut)
        if isinstance(
            value, (dict, list, tuple, Mapping)
        ):  # ABCs last: they take ten times as long
            return self._inside(value, name, shut=shut, depth=depth)
        if isinstance(value, (bytes, bytearray)):
            return f"({len(value)} bytes)"
        return value.isoformat() if isinstance(value, datetime) else str(value)

    def _inside(
        self, value: Mapping[Any, Any] | Sequence[Any], name: str, *, shut: Shut, depth: int
    ) -> Any:
        if depth >= DEEPEST:
            return "(deeper than is kept)"
        if isinstance(value, (list, tuple)) or not isinstance(value, Mapping):
            return [self._item(item, shut=shut, depth=depth + 1) for item in value]
        if shut is Shut.OPEN and TAGS.match(name):
            return {str(k): self.tag(str(k), item, depth=depth + 1) for k, item in value.items()}
        return self._mapping(value, shut=shut, depth=depth + 1)

    def tag(self, key: str, value: Any, depth: int = 0) -> Any:
        """Clean a value whose name people chose: `env` is no container there."""
        return self.clean(value, shut=Shut.SECRET if secret(key) else Shut.OPEN, depth=depth)

    def _item(self, value: Any, *, shut: Shut, depth: int) -> Any:
        """Clean an item of a list; the label of a pair stays to be read."""
        if not isinstance(value, Mapping):
            return self.clean(value, shut=shut, depth=depth)
        labels = LABELS if shut is Shut.FREE and BESIDE & value.keys() else frozenset()
        return self._mapping(value, shut=shut, depth=depth + 1, labels=labels)

    def _mapping(
        self,
        value: Mapping[Any, Any],
        *,
        shut: Shut,
        depth: int,
        labels: frozenset[str] = frozenset(),
    ) -> dict[str, Any]:
        asked = max(shut, by_label(value))
        cleaned = {}
        for key, item in value.items():
            around = asked if key in BESIDE else Shut.OPEN if key in labels else shut
            cleaned[str(key)] = self.clean(item, str(key), shut=around, depth=depth)
        return cleaned

    def _number(self, value: float, *, shut: Shut) -> Any:
        """Hide a number that people wrote under a secret's name; AWS's own are ages and counts."""
        if not self._documents or shut is not Shut.SECRET:
            return value
        self.hidden += 1
        return f"(redacted, {len(str(value))} characters)"

    def _text(self, value: str, *, shut: Shut) -> str:
        if not value or (CERTAIN if shut is Shut.SECRET else REFERENCE).match(value):
            return value
        if shut and not (shut is Shut.FREE and NUMBER.match(value)):
            self.hidden += 1
            return f"(redacted, {len(value)} characters)"
        blank = DOCUMENT.match(value)
        document = self._document(value, value[blank.end() :]) if blank else None
        return (self._look(value) if document is None else document)[:LONGEST]

    def _look(self, text: str) -> str:
        """Hide what looks like a secret."""
        text, found = VALUES.subn("(redacted)", text)
        self.hidden += found
        return text

    def _document(self, value: str, body: str) -> str | None:
        """Clean a text that is a JSON document as what it says; leave it if nothing is hidden."""
        hidden = self.hidden
        try:
            found = json.loads(body, object_pairs_hook=self._object)
        except (ValueError, RecursionError):
            self.hidden = hidden
            return None
        self._documents += 1
        cleaned = self.clean(found)
        self._documents -= 1
        return value if cleaned == found and self.hidden == hidden else json.dumps(cleaned)

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        """Return the members that readers of JSON see: the last of each name; count the others."""
        members = {self._look(name): item for name, item in pairs}
        self.hidden += len(pairs) - len(members)
        return members
