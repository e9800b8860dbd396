"""Plan, approve, apply, resume, verify, skip: one step at a time, checkpointed at each change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Generic, TypeVar

from migrate.core.approval import approve, newest_plan, skip
from migrate.core.errors import (
    GatewayError,
    HandNeeded,
    NotYet,
    PlanOutdated,
    StepNotReady,
    StepUnknown,
)
from migrate.core.plan import Change, Finding, Plan, Receipt, Severity
from migrate.core.ports import Listener, Note, Permit, Permits, SavedPlan, Store
from migrate.core.status import SATISFIED, Signal, Status
from migrate.core.step import Step
from migrate.core.waiting import Wait, WaitFor

C = TypeVar("C")


class Engine(Generic[C]):
    """Walks steps through `core.status.TRANSITIONS`; holds no state of its own."""

    def __init__(
        self,
        journey: Sequence[Step[C]],
        store: Store,
        context: C,
        permits: Permits,
        listen: Listener = lambda _step, _text: None,
    ) -> None:
        self.journey: Mapping[str, Step[C]] = {step.id: step for step in journey}
        self._store = store
        self._context = context
        self._permits = permits
        self._listen = listen

    def step(self, step_id: str) -> Step[C]:
        """Return the step of that id, or say which there are."""
        try:
            return self.journey[step_id]
        except KeyError:
            raise StepUnknown(f"There is no step {step_id!r}") from None

    def plan(self, step_id: str) -> SavedPlan:
        """Look, draw up a plan and keep it; changes nothing in AWS."""
        step = self.step(step_id)
        self._require_needs(step)
        unsettled = self._store.unsettled(step_id)
        if unsettled:
            raise StepNotReady(
                f"{step_id} has a call whose outcome is not settled: {unsettled[0].key.operation}",
                remedy=f"Type `migrate apply {step_id}`: it looks before it acts.",
            )
        self._refuse_in_the_middle(step_id)
        self._listen(step_id, "looking")
        return self._store.save_plan(step.plan(self._context, self._store.accounts()))

    def approve(self, step_id: str, digest: str, who: str) -> SavedPlan:
        """Record that a person accepted exactly this plan."""
        self.step(step_id)
        return approve(self._store, step_id, digest, who)

    def apply(self, step_id: str) -> None:
        """Make every change of the approved plan that has no receipt yet, then verify.

        The same call resumes a step that was stopped, crashed or had to wait.
        """
        step = self.step(step_id)
        saved = newest_plan(self._store, step_id)
        here = self._store.status(step_id)
        if here is Status.APPROVED:
            self._require_needs(step)
            self._refuse_if_outdated(step, saved.plan)
        elif not saved.approved_by:
            raise StepNotReady(
                f"{step_id} is {here}; its newest plan is not approved",
                remedy=f"Type `migrate plan {step_id}`, review it, and approve its digest.",
            )
        self._store.move(step_id, Signal.APPLY)
        try:
            self._changes(step, saved)
            self._prove(step)
        except (GatewayError, HandNeeded) as error:
            self._stopped(step_id, error)
            raise
        self._store.move(step_id, Signal.FINISH)

    def verify(self, step_id: str) -> tuple[Finding, ...]:
        """Look again at a done step; what no longer agrees makes it drifted."""
        step = self.step(step_id)
        here = self._store.status(step_id)
        if here not in {Status.DONE, Status.DRIFTED}:
            raise StepNotReady(f"{step_id} is {here}; only what is done can be verified")
        findings = tuple(step.verify(self._context))
        bad = any(f.severity is not Severity.INFO for f in findings)
        self._store.move(step_id, Signal.DRIFT if bad else Signal.CONFIRM, Note(findings=findings))
        return findings

    def skip(self, step_id: str, who: str, reason: str) -> None:
        """Leave a step out, where the journey can do without it; who and why are kept."""
        skippable = self.step(step_id).skippable
        skip(self._store, step_id, skippable=skippable, who=who, reason=reason)

    def _require_needs(self, step: Step[C]) -> None:
        late = [n for n in step.needs if self._store.status(n) not in SATISFIED]
        if late:
            raise StepNotReady(
                f"{step.id} needs {', '.join(late)} first", remedy=f"Type `migrate plan {late[0]}`."
            )

    def _refuse_in_the_middle(self, step_id: str) -> None:
        """Refuse before any look what could not be kept: what was begun is finished first."""
        if self._store.status(step_id) is Status.APPLYING:
            raise StepNotReady(
                f"{step_id} was stopped in the middle of its approved plan",
                remedy=f"Type `migrate apply {step_id}`: it goes on where it stopped.",
            )

    def _refuse_if_outdated(self, step: Step[C], plan: Plan) -> None:
        """Look again before the first change; a resumed run settles its intents instead."""
        self._listen(step.id, "looking again before the first change")
        fresh = step.plan(self._context, self._store.accounts())
        if fresh.digest != plan.digest:
            self._store.save_plan(fresh)
            raise PlanOutdated(
                f"{step.id}: the account changed since plan {plan.digest} was approved; "
                f"nothing was changed. The new plan is {fresh.digest}.",
                remedy=f"Review `migrate plan {step.id}` and approve the new digest.",
            )

    def _changes(self, step: Step[C], saved: SavedPlan) -> None:
        receipts = self._store.receipts(saved.serial)
        for change in saved.plan.changes:
            if change.key in receipts:
                continue
            self._listen(step.id, change.summary)
            self._store.save_receipt(saved.serial, self._change(step, saved, change))

    def _change(self, step: Step[C], saved: SavedPlan, change: Change) -> Receipt:
        permit = Permit(saved.serial, step.id, change.key, frozenset(change.calls))
        with self._permits.permitted(permit):
            return step.apply(change, self._context)

    def _prove(self, step: Step[C]) -> None:
        """Refuse to call a step done while a new look disagrees."""
        bad = [f for f in step.verify(self._context) if f.severity is not Severity.INFO]
        if bad:
            reason = f"{step.id} was applied, but a new look does not show it: {bad[0].summary}"
            raise NotYet(
                reason,
                operation=step.id,
                remedy=bad[0].remedy,
                wait=Wait(WaitFor.AWS, reason, probe=f"migrate verify {step.id}"),
            )

    def _stopped(self, step_id: str, error: GatewayError | HandNeeded) -> None:
        if error.wait is None and self._store.unsettled(step_id):
            # A failed step can only be planned anew, and no plan goes over a call that may have
            # happened: the same command has to be able to look again.
            error.wait = Wait(
                WaitFor.PERSON, str(error), probe="the same look again", instruction=error.remedy
            )
        if error.wait is not None:
            self._store.move(step_id, Signal.WAIT, Note(text=str(error), wait=error.wait))
        else:
            self._store.move(step_id, Signal.FAIL, Note(text=str(error)))
