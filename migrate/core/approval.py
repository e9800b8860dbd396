"""A person's word on a plan: the rules that every face shares when it takes one."""

from __future__ import annotations

from migrate.core.errors import (
    JourneyError,
    NotSkippable,
    PlanBlocked,
    PlanOutdated,
    StepNotReady,
)
from migrate.core.plan import Severity
from migrate.core.ports import Note, SavedPlan, Store
from migrate.core.status import Signal


def newest_plan(store: Store, step: str) -> SavedPlan:
    """Return the newest plan of a step, or say how to draw one."""
    saved = store.plan(step)
    if saved is None:
        raise StepNotReady(f"{step} has no plan yet", remedy=f"Type `migrate plan {step}`.")
    return saved


def approve(store: Store, step: str, digest: str, who: str) -> SavedPlan:
    """Record that a person accepted exactly the newest plan of a step."""
    saved = newest_plan(store, step)
    if saved.plan.digest != digest:
        raise PlanOutdated(f"The newest plan of {step} is {saved.plan.digest}, not {digest}")
    if saved.plan.blocked:
        blocks = [f.summary for f in saved.plan.findings if f.severity is Severity.BLOCK]
        raise PlanBlocked(f"{step} is blocked: {'; '.join(blocks)}")
    store.save_approval(step, saved.serial, digest, who)
    return newest_plan(store, step)


def skip(store: Store, step: str, *, skippable: bool, who: str, reason: str) -> None:
    """Leave a step out, where the journey can do without it; who and why are kept."""
    if not skippable:
        raise NotSkippable(f"{step} cannot be skipped: the journey needs what it does.")
    if not reason.strip():
        raise JourneyError("A skipped step needs a reason.")
    if store.unsettled(step):
        raise StepNotReady(f"{step} has a call whose outcome is not settled")
    store.move(step, Signal.SKIP, Note(text=reason, who=who))
