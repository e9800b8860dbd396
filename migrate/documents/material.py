"""What the documents are written from: one snapshot of the workspace, read without a lock."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from migrate.core.plan import Change, Finding, Receipt
from migrate.core.ports import SavedPlan
from migrate.organization.target import Target, load_target
from migrate.state.view import StepView, View
from migrate.workspace.workspace import Workspace


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
    as_of: str
    """Time of the newest event; empty before the first."""
    events: int
    head: str
    """Hash of the newest event."""

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


def gathered(workspace: Workspace) -> Material:
    """Read the workspace."""
    view = View(workspace.state)
    try:
        steps = view.steps()
        plans = {step.id: view.plan(step.id) for step in steps}
        newest = _newest_event(view)
        return Material(
            workspace=workspace,
            target=load_target(workspace.plan.read_text(encoding="utf-8"), "plan.yaml"),
            steps=steps,
            plans={step: saved for step, saved in plans.items() if saved is not None},
            receipts={step.id: view.receipts(step.id) for step in steps},
            accounts=view.accounts(),
            as_of=newest[0],
            events=newest[1],
            head=view.head(),
        )
    finally:
        view.close()


def _newest_event(view: View) -> tuple[str, int]:
    at, number = "", 0
    while batch := view.events(number):
        at, number = str(batch[-1]["at"]), int(batch[-1]["n"])
    return at, number


def moment(at: datetime | None) -> str:
    """Return a point in time as every document writes it."""
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC") if at else ""
