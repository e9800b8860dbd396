"""What can befall one mutating call, and how to tell that it left no trace in the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from migrate.aws.decide import mutations
from migrate.aws.mutation import TAG
from migrate.aws.permissions import action_of
from migrate.core.status import Status
from migrate.steps.journey import journey
from tests.contract.looking import changing, operation

ACTED = frozenset({"drop-after", "error-after", "hang-after"})
"""Faults that meet a call after it was done."""
LOOKS = "Type `migrate apply {step}`: it looks before it acts."


@dataclass(frozen=True)
class Disturbance:
    """A fault, where it leaves the step, and what the operator reads of it."""

    kind: str
    status: Status
    said: tuple[str, ...]
    """Parts of the message; `{operation}`, `{action}`, `{step}` and `{profile}` are filled in."""
    times: int | None = None
    """How often it is met; None until it is lifted."""


DISTURBANCES: Mapping[str, Disturbance] = {
    "answer-lost": Disturbance(
        "drop-after", Status.WAITING, ("{operation} may have happened: no usable answer", LOOKS)
    ),
    "failed-before": Disturbance(
        "error", Status.WAITING, ("{operation} may have happened: no usable answer", LOOKS), times=1
    ),
    "lost-before": Disturbance(
        "drop", Status.WAITING, ("{operation} may have happened: no usable answer", LOOKS), times=1
    ),
    "failed-after": Disturbance(
        "error-after", Status.WAITING, ("{operation} may have happened: no usable answer", LOOKS)
    ),
    "throttled": Disturbance(
        "throttle", Status.WAITING, ("{operation}: ", "AWS is busy; run the same command again")
    ),
    "expired": Disturbance(
        "expire",
        Status.WAITING,
        ("The credentials of profile {profile} are not valid now", "Renew them: ", "{profile}"),
    ),
    "denied": Disturbance(
        "deny", Status.FAILED, ("{operation}: ", "Allow {action} for this principal")
    ),
}


def mutating() -> list[tuple[str, str]]:
    """Return every step with each mutating operation that its permissions allow."""
    return [
        (step.id, one)
        for step in journey()
        for one in mutations()
        if any(action_of(one) in actions for actions in step.permissions.values())
    ]


def effects(rows: Iterable[Mapping[str, Any]]) -> Counter[str]:
    """Count the changing calls that AWS carried out, whatever it answered."""
    return Counter(
        operation(row)
        for row in changing(rows)
        if row["fault"] in ACTED or (not row["fault"] and row["status"] < 400)
    )


def comparable(state: Any) -> Any:
    """Return the world in names without the ids that this product draws itself."""
    if isinstance(state, Mapping):
        return {k: "an intent" if k == TAG else comparable(v) for k, v in state.items()}
    return [comparable(one) for one in state] if isinstance(state, list) else state
