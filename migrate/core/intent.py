"""The memory of one mutating call: committed before it is sent, settled after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from migrate.core.errors import JourneyError


class IntentStatus(StrEnum):
    """What is known of one mutating call."""

    PLANNED = "planned"
    """Keyed and committed; nothing was sent."""
    PENDING = "pending"
    """About to be sent, or sent: no answer is known."""
    DONE = "done"
    FAILED = "failed"
    """AWS refused it for certain; nothing happened."""
    UNKNOWN = "unknown"
    """It may have happened; only a look can tell."""
    NEEDS_OPERATOR = "needs_operator"
    """Looks could not tell, or found something that is not provably ours."""


class IntentSignal(StrEnum):
    """What can happen to an intent."""

    SEND = "send"
    CONFIRM = "confirm"
    """AWS answered that it did it."""
    ADOPT = "adopt"
    """A look found the effect, and it is ours."""
    REFUSE = "refuse"
    """AWS answered that it did not do it, or evidence proves that it never happened."""
    LOSE = "lose"
    """The answer was lost, or the process died while the call was out."""
    ESCALATE = "escalate"
    REPLAN = "replan"
    """A person said that it did not happen; look again, then send."""


INTENT_TRANSITIONS: Mapping[tuple[IntentStatus, IntentSignal], IntentStatus] = MappingProxyType(
    {
        (IntentStatus.PLANNED, IntentSignal.SEND): IntentStatus.PENDING,
        (IntentStatus.PLANNED, IntentSignal.ADOPT): IntentStatus.DONE,
        (IntentStatus.PLANNED, IntentSignal.REFUSE): IntentStatus.FAILED,
        (IntentStatus.PLANNED, IntentSignal.ESCALATE): IntentStatus.NEEDS_OPERATOR,
        (IntentStatus.PENDING, IntentSignal.CONFIRM): IntentStatus.DONE,
        (IntentStatus.PENDING, IntentSignal.REFUSE): IntentStatus.FAILED,
        (IntentStatus.PENDING, IntentSignal.LOSE): IntentStatus.UNKNOWN,
        (IntentStatus.UNKNOWN, IntentSignal.ADOPT): IntentStatus.DONE,
        (IntentStatus.UNKNOWN, IntentSignal.SEND): IntentStatus.PENDING,
        (IntentStatus.UNKNOWN, IntentSignal.REFUSE): IntentStatus.FAILED,
        (IntentStatus.UNKNOWN, IntentSignal.ESCALATE): IntentStatus.NEEDS_OPERATOR,
        (IntentStatus.NEEDS_OPERATOR, IntentSignal.ADOPT): IntentStatus.DONE,
        (IntentStatus.NEEDS_OPERATOR, IntentSignal.REFUSE): IntentStatus.FAILED,
        (IntentStatus.NEEDS_OPERATOR, IntentSignal.REPLAN): IntentStatus.PLANNED,
    }
)
"""What is absent is refused."""

LIVE = frozenset(
    {
        IntentStatus.PLANNED,
        IntentStatus.PENDING,
        IntentStatus.UNKNOWN,
        IntentStatus.NEEDS_OPERATOR,
    }
)
"""At most one intent of an (account, operation, natural key) is in one of these."""

UNSETTLED = LIVE - {IntentStatus.PLANNED}
"""While an intent of a step is in one of these, the step waits and cannot be planned anew."""


@dataclass(frozen=True, slots=True)
class IntentKey:
    """What makes two calls the same call."""

    account: str
    operation: str
    """`service:Operation`."""
    natural_key: str
    """Fixed before the call and never made at call time, such as an e-mail address."""


@dataclass(frozen=True, slots=True)
class Intent:
    """One mutating call, as state.db remembers it."""

    id: str
    """ULID; ends the User-Agent as `intent/<id>` and is the value of the tag `migrate:intent`."""
    key: IntentKey
    plan: int
    """Serial of the approved plan that names the call."""
    step: str
    change: str
    region: str
    params: Mapping[str, Any]
    """The call's parameters, redacted."""
    status: IntentStatus = IntentStatus.PLANNED
    attempt: int = 0
    """How often it was sent."""
    sent_at: datetime | None = None
    """AWS's clock at the last answer before the last send: the call cannot be older."""
    absent_since: datetime | None = None
    """AWS's clock at the first look after the last send that did not find the effect."""
    error_code: str = ""
    request_id: str = ""
    result: Mapping[str, Any] = field(default_factory=dict)
    evidence: tuple[str, ...] = ()
    adopted: bool = False


def settle(here: IntentStatus, signal: IntentSignal) -> IntentStatus:
    """Return the status that `signal` leads to, or refuse it."""
    try:
        return INTENT_TRANSITIONS[here, signal]
    except KeyError:
        raise JourneyError(f"An intent that is {here} cannot {signal}") from None
