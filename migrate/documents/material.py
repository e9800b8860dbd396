"""What the documents are written from: one snapshot of the workspace, read without a lock."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from migrate.core.plan import Change, Finding, Receipt
from migrate.core.ports import SavedPlan
from migrate.core.status import SATISFIED, Signal, Status
from migrate.costs.after.comparison import Comparison
from migrate.documents.cost_history import History, NoHistory, comparison_of, history_of
from migrate.documents.resources import Inventory, inventory_of
from migrate.organization.target import Target, load_target
from migrate.state.view import Next, StepView, View, next_of
from migrate.workspace.workspace import Workspace

_LOOKS = frozenset({Signal.FINISH, Signal.CONFIRM, Signal.DRIFT})
"""What a look at AWS says of a step that is done; the first of them makes it so."""


@dataclass(frozen=True, slots=True)
class Material:
    """The journey as it stands in state.db."""

    workspace: Workspace
    target: Target
    steps: tuple[StepView, ...]
    plans: Mapping[str, SavedPlan]
    """Newest plan by step."""
    receipts: Mapping[str, Mapping[str, Receipt]]
    accounts: Mapping[str, str]
    costs: History | NoHistory
    comparison: Comparison | NoHistory
    inventory: Inventory
    calls: tuple[Mapping[str, Any], ...]
    """Summed by account, operation, region and outcome."""
    events: tuple[Mapping[str, Any], ...]
    head: str
    """Hash of the newest event."""

    @property
    def as_of(self) -> str:
        """Time of the newest event, by this machine's clock; empty before the first."""
        return moment(datetime.fromisoformat(self.events[-1]["at"])) if self.events else ""

    @property
    def next(self) -> Next:
        """What the operator does next."""
        return next_of(self.steps)

    @property
    def legacy(self) -> str:
        """The old account, as far as it is known."""
        return self.accounts.get("legacy", "")

    @property
    def joined(self) -> str:
        """The day on which the old account joined, as written in the receipt; empty before."""
        found = [
            str(receipt.result["at"])
            for receipt in self.receipts.get("join-legacy", {}).values()
            if "at" in receipt.result
        ]
        return found[-1][:10] if found else ""

    @property
    def since(self) -> Mapping[str, str]:
        """Since when each step that moved stands where it stands: no look makes it newer."""
        return {
            str(event["step"]): moment(datetime.fromisoformat(event["at"]))
            for event in self.events
            if event["kind"] == "step" and event["body"].get("from") != event["body"].get("to")
        }

    @property
    def looked(self) -> Mapping[str, str]:
        """When each step that was done was last looked at, by step."""
        return {
            str(event["step"]): moment(datetime.fromisoformat(event["at"]))
            for event in self.events
            if event["kind"] == "step" and event["body"].get("signal") in _LOOKS
        }

    def done(self) -> list[StepView]:
        """Return the steps that are done or left out."""
        return [step for step in self.steps if step.status in SATISFIED]

    def ahead(self) -> list[StepView]:
        """Return the steps that are not."""
        return [step for step in self.steps if step.status not in SATISFIED]

    def changes(self) -> Iterator[tuple[StepView, Change]]:
        """Return every change of every newest plan."""
        for step in self.steps:
            saved = self.plans.get(step.id)
            for change in saved.plan.changes if saved else ():
                yield step, change

    def findings(self) -> Iterator[tuple[StepView, Finding]]:
        """Return what the newest plans and the newest looks at what is done found."""
        for step in self.steps:
            for finding in (*step.findings, *step.verified):
                yield step, finding

    def standing_findings(self) -> Iterator[tuple[StepView, Finding]]:
        """Return what was found and is not history: of steps ahead, and of drifted ones."""
        for step in self.steps:
            told = step.findings if step.status not in SATISFIED else ()
            looked = step.verified if step.status in {Status.DONE, Status.DRIFTED} else ()
            for finding in (*told, *looked):
                yield step, finding


def gathered(workspace: Workspace) -> Material:
    """Read the workspace."""
    view = View(workspace.state)
    try:
        view.hold()
        steps = view.steps()
        plans = {step.id: view.plan(step.id) for step in steps}
        receipts = {step.id: view.receipts(step.id) for step in steps}
        accounts = view.accounts()
        return Material(
            workspace=workspace,
            target=load_target(workspace.plan.read_text(encoding="utf-8"), "plan.yaml"),
            steps=steps,
            plans={step: saved for step, saved in plans.items() if saved is not None},
            receipts=receipts,
            accounts=accounts,
            costs=history_of(workspace.archive, receipts),
            comparison=comparison_of(workspace.directory, workspace.archive),
            inventory=inventory_of(workspace, accounts.get("legacy", "")),
            calls=view.call_sums(),
            events=tuple(_events(view)),
            head=view.head(),
        )
    finally:
        view.close()


def _events(view: View) -> Iterator[Mapping[str, Any]]:
    number = 0
    while batch := view.events(number):
        yield from batch
        number = int(batch[-1]["n"])


def moment(at: datetime | None) -> str:
    """Return a point in time as every document writes it."""
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC") if at else ""


def counted(count: int, one: str, many: str = "") -> str:
    """Return a number with its noun: `1 step`, `2 steps`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
