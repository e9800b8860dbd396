"""Plan, approve, apply, resume, verify, skip: one step at a time, checkpointed at each change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Generic, TypeVar

from migrate.core.errors import (
    GatewayError,
    HandNeeded,
    JourneyError,
    NotSkippable,
    PlanBlocked,
    PlanOutdated,
    StepNotReady,
    StepUnknown,
)
from migrate.core.plan import Change, Finding, Plan, Receipt, Severity
from migrate.core.ports import Listener, Note, Permit, Permits, SavedPlan, Store
from migrate.core.status import SATISFIED, Signal, Status
from migrate.core.step import Step

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
        self._listen(step_id, "looking")
        return self._store.save_plan(step.plan(self._context, self._store.accounts()))

    def approve(self, step_id: str, digest: str, who: str) -> SavedPlan:
        """Record that a person accepted exactly this plan."""
        saved = self._saved(step_id)
        if saved.plan.digest != digest:
            raise PlanOutdated(f"The newest plan of {step_id} is {saved.plan.digest}, not {digest}")
        if saved.plan.blocked:
            blocks = [f.summary for f in saved.plan.findings if f.severity is Severity.BLOCK]
            raise PlanBlocked(f"{step_id} is blocked: {'; '.join(blocks)}")
        self._store.save_approval(step_id, saved.serial, digest, who)
        return self._saved(step_id)

    def apply(self, step_id: str) -> None:
        """Make every change of the approved plan that has no receipt yet, then verify.

        The same call resumes a step that was stopped, crashed or had to wait.
        """
        step = self.step(step_id)
        saved = self._saved(step_id)
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
        step = self.step(step_id)
        if not step.skippable:
            raise NotSkippable(f"{step_id} cannot be skipped: {step.purpose}")
        if not reason.strip():
            raise JourneyError("A skipped step needs a reason.")
        if self._store.unsettled(step_id):
            raise StepNotReady(f"{step_id} has a call whose outcome is not settled")
        self._store.move(step_id, Signal.SKIP, Note(text=reason, who=who))

    def _saved(self, step_id: str) -> SavedPlan:
        self.step(step_id)
        saved = self._store.plan(step_id)
        if saved is None:
            raise StepNotReady(
                f"{step_id} has no plan yet", remedy=f"Type `migrate plan {step_id}`."
            )
        return saved

    def _require_needs(self, step: Step[C]) -> None:
        late = [n for n in step.needs if self._store.status(n) not in SATISFIED]
        if late:
            raise StepNotReady(
                f"{step.id} needs {', '.join(late)} first", remedy=f"Type `migrate plan {late[0]}`."
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
            raise GatewayError(
                f"{step.id} was applied, but a new look disagrees: {bad[0].summary}",
                operation=step.id,
                remedy=bad[0].remedy,
            )

    def _stopped(self, step_id: str, error: GatewayError | HandNeeded) -> None:
        if error.wait is not None:
            self._store.move(step_id, Signal.WAIT, Note(text=str(error), wait=error.wait))
        else:
            self._store.move(step_id, Signal.FAIL, Note(text=str(error)))
