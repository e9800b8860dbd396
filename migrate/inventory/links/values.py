"""What a link is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class How(StrEnum):
    """How a link was found."""

    PARENT = "parent"
    """Its list was asked of the parent."""
    TYPED = "typed"
    """An ARN or an opaque identifier, in a property whose name agrees with the type."""
    ARN = "arn"
    OPAQUE = "opaque"
    """An identifier that nothing else has: `vpc-…`, a UUID, a host name."""
    DOCUMENT = "document"
    """Inside a policy, a definition, a setting."""
    NAME = "name"
    """A plain name, where the property, the service and the region agree."""
    PRINCIPAL = "principal"
    """Another account, or everybody, is let in by a policy."""
    ORGANIZATION = "organization"
    """A condition of a policy names an organization."""


class Sure(StrEnum):
    """How sure a link is."""

    CERTAIN = "certain"
    STRONG = "strong"
    LIKELY = "likely"


@dataclass(frozen=True, slots=True)
class Link:
    """From one resource to another, or to something that is not in the inventory."""

    source: int
    target: int | None
    kind: How
    confidence: Sure
    place: str
    """Path in the source's properties."""
    outside: str = ""
