"""What is known of a mutating operation before it is ever called."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from migrate.core.plan import Hand

if TYPE_CHECKING:
    from migrate.aws.account import Account

Params = Mapping[str, Any]
Result = Mapping[str, Any]


class Class(StrEnum):
    """What a repeated call does, and so what a repeat needs first."""

    UNIQUE = "A"
    """A second call is refused by name: two looks that agree allow it."""
    LATE = "B"
    """Uniqueness is checked late or not at all: looks and CloudTrail have to agree."""
    ONE_WAY = "D"
    """As LATE, and it can never be undone."""


SETTLE: Mapping[Class, timedelta] = {
    Class.UNIQUE: timedelta(seconds=120),
    Class.LATE: timedelta(minutes=30),
    Class.ONE_WAY: timedelta(minutes=30),
}
"""How long an effect may stay unseen before its absence counts.

A signed request is void 5 to 15 minutes after its time stamp (AWS General
Reference, Signature Version 4), and CloudTrail shows events after some 5
minutes on average, which is no promise (CloudTrail user guide): hence 30.
"""

FAILED_INSIDE = timedelta(hours=2)
"""The same for a LATE or ONE_WAY call that CloudTrail shows with an error that is no refusal.

AWS failed while it worked on the request, so its event does not tell whether it acted: only
reads can, and they are given four times as long.
"""


@dataclass(frozen=True, slots=True)
class Found:
    """The effect is there."""

    result: Result
    mark: str = ""
    """Value of its `migrate:intent` tag, or what else names the intent; empty where none can."""
    ours: bool | None = None
    """Whether it is ours by other evidence; None leaves it to the mark."""
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Absent:
    """A full look did not find the effect."""

    evidence: str = ""


Look = Found | Absent
TAG = "migrate:intent"


@dataclass(frozen=True, slots=True)
class Mutation:
    """One mutating operation: how it is keyed, sent, read back and looked for.

    Without `look` there is no such object, so no call that could not be reconciled.
    """

    operation: str
    """`service:Operation`."""
    method: str
    """The client's method."""
    klass: Class
    hand: Hand
    """Whose account it may be made in; under any other role it is refused."""
    natural_key: Callable[[Params], str]
    look: Callable[[Account, Params], Look]
    pick: Callable[[Mapping[str, Any]], Result]
    """Keep what matters of the answer; a KeyError means that the answer proves nothing."""
    duplicates: frozenset[str] = field(default_factory=frozenset)
    """Error codes that say the effect is there already."""
    tags: str = ""
    """Name of the parameter that takes tags, where the operation has one."""
