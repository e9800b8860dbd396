"""One resource as it is kept: identity, tags and redacted properties."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Resource:
    """What was seen of one resource.  Its key is (account, region, type, identifier)."""

    account: str
    region: str
    """`global` for what has none."""
    type: str
    identifier: str
    """As Cloud Control writes it: the parts of the primary identifier joined by `|`."""
    arn: str = ""
    name: str = ""
    created: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)
    properties: Mapping[str, Any] = field(default_factory=dict)
    """What the list answered, secrets redacted."""
    redacted: int = 0
    """How many values were."""

    @property
    def service(self) -> str:
        """Service of the type's name, such as `EC2`."""
        return self.type.split("::")[1]
