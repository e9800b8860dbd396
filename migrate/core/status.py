"""Where a step stands, what may happen next, and the one table that says so."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from migrate.core.errors import StepNotReady


class Status(StrEnum):
    """Where a step stands, as stored in state.db."""

    PENDING = "pending"
    PLANNED = "planned"
    APPROVED = "approved"
    APPLYING = "applying"
    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"
    SKIPPED = "skipped"
    DRIFTED = "drifted"


class Signal(StrEnum):
    """What can happen to a step."""

    PLAN = "plan"
    APPROVE = "approve"
    APPLY = "apply"
    WAIT = "wait"
    FINISH = "finish"
    FAIL = "fail"
    SKIP = "skip"
    CONFIRM = "confirm"
    """A new look agrees with what was done."""
    DRIFT = "drift"
    """A new look disagrees with what was done."""


TRANSITIONS: Mapping[tuple[Status, Signal], Status] = MappingProxyType(
    {
        (Status.PENDING, Signal.PLAN): Status.PLANNED,
        (Status.PENDING, Signal.SKIP): Status.SKIPPED,
        (Status.PLANNED, Signal.PLAN): Status.PLANNED,
        (Status.PLANNED, Signal.APPROVE): Status.APPROVED,
        (Status.PLANNED, Signal.SKIP): Status.SKIPPED,
        (Status.APPROVED, Signal.PLAN): Status.PLANNED,
        (Status.APPROVED, Signal.APPLY): Status.APPLYING,
        (Status.APPROVED, Signal.SKIP): Status.SKIPPED,
        (Status.APPLYING, Signal.APPLY): Status.APPLYING,
        (Status.APPLYING, Signal.WAIT): Status.WAITING,
        (Status.APPLYING, Signal.FINISH): Status.DONE,
        (Status.APPLYING, Signal.FAIL): Status.FAILED,
        (Status.WAITING, Signal.APPLY): Status.APPLYING,
        (Status.WAITING, Signal.PLAN): Status.PLANNED,
        (Status.WAITING, Signal.SKIP): Status.SKIPPED,
        (Status.FAILED, Signal.PLAN): Status.PLANNED,
        (Status.FAILED, Signal.SKIP): Status.SKIPPED,
        (Status.DONE, Signal.PLAN): Status.PLANNED,
        (Status.DONE, Signal.CONFIRM): Status.DONE,
        (Status.DONE, Signal.DRIFT): Status.DRIFTED,
        (Status.DRIFTED, Signal.PLAN): Status.PLANNED,
        (Status.DRIFTED, Signal.CONFIRM): Status.DONE,
        (Status.DRIFTED, Signal.DRIFT): Status.DRIFTED,
        (Status.SKIPPED, Signal.PLAN): Status.PLANNED,
    }
)
"""What is absent is refused.  A resumed run signals APPLY to an APPLYING step."""

SATISFIED = frozenset({Status.DONE, Status.SKIPPED})
"""A step that needs another may go on when the other is in one of these."""


def follow(step: str, here: Status, signal: Signal) -> Status:
    """Return the status that `signal` leads to, or refuse it."""
    try:
        return TRANSITIONS[here, signal]
    except KeyError:
        allowed = ", ".join(s for (status, s) in TRANSITIONS if status is here)
        raise StepNotReady(
            f"{step} is {here}; it cannot {signal} (it can: {allowed})",
            remedy="Type `migrate status` to see what is next.",
        ) from None
