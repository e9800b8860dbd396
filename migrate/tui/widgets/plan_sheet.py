"""A plan in full: each change with target, calls, credentials, undo, cost, before and after."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from textual.content import Content
from textual.widgets import Static

from migrate.core.plan import Action, Change, Plan, Undo
from migrate.core.ports import SavedPlan
from migrate.state.view import StepView
from migrate.tui.widgets.findings import finding_lines
from migrate.tui.widgets.receipts import values
from migrate.tui.words import ACTIONS, MUTED, UNDO, fact, line, paragraph

_NAME = 13


class PlanSheet(Static):
    """Everything that an approval covers."""

    def __init__(self) -> None:
        super().__init__(markup=False)

    def show(self, saved: SavedPlan, step: StepView) -> None:
        """Draw a plan."""
        self.update(paragraph(sheet(saved, step)))


def sheet(saved: SavedPlan, step: StepView) -> list[Content]:
    """Return the plan line by line: head, findings, changes, sum."""
    plan = saved.plan
    bound = ", ".join(f"{role} {account}" for role, account in sorted(plan.accounts.items()))
    told = [
        line((f"{step.position} {step.title}", "bold"), (f"   plan {plan.digest}", MUTED)),
        line((f"accounts  {bound or 'none bound yet'}", MUTED)),
        line(""),
    ]
    if plan.findings:
        told += [*finding_lines(plan.findings), line("")]
    for change in plan.changes:
        told += [*_change(change), line("")]
    return [*told, *_sum(plan)]


def _change(change: Change) -> list[Content]:
    mark, verb = ACTIONS[change.action]
    once = ("   once only", "bold $text-error") if change.undo is Undo.ONE_WAY else ("", "")
    told = [line((f"{mark} {verb:<8} ", "bold"), (change.summary, "bold"), once)]
    told += [fact(f"  {name}", text, width=_NAME) for name, text in _facts(change) if text]
    told += _difference(change.before, change.after)
    return told


def _facts(change: Change) -> list[tuple[str, str]]:
    target = change.target
    place = [target.name, f"account {target.account}" if target.account else "", target.region]
    undo = UNDO[change.undo]
    by_hand = change.action is Action.BY_HAND
    return [
        ("target", " · ".join(part for part in place if part)),
        ("calls", ", ".join(change.calls)),
        ("with", "your hands" if by_hand else _credentials(change)),
        ("undo", f"{undo}. {change.undo_how}" if change.undo_how else undo),
        ("cost", change.cost or ("" if by_hand else "none")),
        ("do", " ".join(change.instruction.split())),
        ("where", change.link),
        ("proof", change.probe),
        ("evidence", "; ".join(change.evidence)),
    ]


def _credentials(change: Change) -> str:
    return "no credentials" if change.hand == "nobody" else f"the {change.hand} credentials"


def _difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Content]:
    """Show what is there and what will be there, where they differ."""
    gone = {name: value for name, value in before.items() if after.get(name) != value}
    new = {name: value for name, value in after.items() if before.get(name) != value}
    told = [fact("  before", values(gone), width=_NAME)] if gone else []
    return told + ([fact("  after", values(new), width=_NAME)] if new else [])


def _sum(plan: Plan) -> list[Content]:
    """Say what the whole plan amounts to."""
    if not plan.changes:
        return [line(("Nothing has to be changed in AWS.", "bold"))]
    calls = sorted(plan.calls)
    hands = sum(change.action is Action.BY_HAND for change in plan.changes)
    parts = [f"{len(plan.changes)} changes" if len(plan.changes) > 1 else "1 change"]
    parts.append(f"calls that change AWS: {', '.join(calls) or 'none'}")
    parts += [f"{hands} by hand"] if hands else []
    parts += ["some of it happens once only and cannot be undone"] if plan.one_way else []
    return [line((" · ".join(parts), "bold"))]
