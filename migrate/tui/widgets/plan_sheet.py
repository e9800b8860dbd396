"""A plan in full: each change with target, calls, credentials, undo, cost, before and after."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from textual.content import Content

from migrate.core.plan import Action, Change, Plan, Severity, Undo
from migrate.core.ports import SavedPlan
from migrate.state.view import StepView
from migrate.tui.prose import Prose, Row
from migrate.tui.widgets.findings import finding_lines, tally
from migrate.tui.widgets.receipts import values
from migrate.tui.words import ACTIONS, MUTED, UNDO, fact, hanging, heading, line, linked

_NAME = 13


class PlanSheet(Prose):
    """Everything that an approval covers."""

    def show(self, saved: SavedPlan, step: StepView) -> None:
        """Draw a plan."""
        self.tell(sheet(saved, step))


def sheet(saved: SavedPlan, step: StepView) -> list[Content | Row]:
    """Return the plan line by line: head and sum, what forbids or warns, changes, the rest."""
    plan = saved.plan
    bound = ", ".join(f"{role} {account}" for role, account in sorted(plan.accounts.items()))
    told: list[Content | Row] = [
        line((f"{step.position} {step.title}", "bold"), (f"  plan {plan.digest}", MUTED)),
        *_sum(plan),
        fact("accounts", bound or "none bound yet"),
        line(""),
    ]
    heavy = [f for f in plan.findings if f.severity is not Severity.INFO]
    light = [f for f in plan.findings if f.severity is Severity.INFO]
    if heavy:
        told += [heading("Before you approve", (f"  {tally(heavy)}", MUTED))]
        told += [*finding_lines(heavy), line("")]
    if plan.changes:
        told += [heading("What will happen")]
    for change in plan.changes:
        told += [*_change(change), line("")]
    if light:
        told += [heading("To know"), *finding_lines(light)]
    return told


def _change(change: Change) -> list[Row]:
    mark, verb = ACTIONS[change.action]
    once = ("  once only", "bold $error") if change.undo is Undo.ONE_WAY else ("", "")
    told = [hanging((f"{mark} {verb:<8} ", "bold $primary"), (change.summary, "bold"), once)]
    told += [fact(f"  {name}", text, width=_NAME) for name, text in _facts(change) if text]
    told += [linked("  where", change.link, width=_NAME)] if change.link else []
    told += _difference(change.before, change.after)
    return told


def _facts(change: Change) -> list[tuple[str, str]]:
    target = change.target
    named = "" if target.name == change.summary else target.name
    said = target.name.split()
    account = "" if target.account in ["", *said] else f"account {target.account}"
    place = [named, account, "" if target.region in said else target.region]
    undo = UNDO[change.undo]
    by_hand = change.action is Action.BY_HAND
    return [
        ("target", " · ".join(part for part in place if part)),
        ("calls", ", ".join(change.calls)),
        ("with", "your hands" if by_hand else _credentials(change)),
        ("undo", f"{undo}. {change.undo_how}" if change.undo_how else undo),
        ("cost", change.cost or ("" if by_hand else "none")),
        ("do", " ".join(change.instruction.split())),
        ("proof", change.probe),
        ("evidence", "; ".join(change.evidence)),
    ]


def _credentials(change: Change) -> str:
    return "no credentials" if change.hand == "nobody" else f"the {change.hand} credentials"


def _difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Row]:
    """Show what is there and what will be there, where they differ."""
    gone = {name: value for name, value in before.items() if after.get(name) != value}
    new = {name: value for name, value in after.items() if before.get(name) != value}
    told = [fact("  before", values(gone, whole=True), width=_NAME)] if gone else []
    return told + ([fact("  after", values(new, whole=True), width=_NAME)] if new else [])


def _sum(plan: Plan) -> list[Row]:
    """Say what the whole plan amounts to."""
    if not plan.changes:
        return [fact("sum", "Nothing has to be changed in AWS.")]
    hands = sum(change.action is Action.BY_HAND for change in plan.changes)
    parts = [f"{len(plan.changes)} changes" if len(plan.changes) > 1 else "1 change"]
    parts += [f"{hands} by hand"] if hands else []
    told = [fact("sum", " · ".join(parts))]
    calls = ", ".join(sorted(plan.calls)) or "nothing that changes AWS"
    told.append(fact("may call", calls))
    costs = dict.fromkeys(change.cost for change in plan.changes if change.cost)
    told += [fact("costs", "; ".join(costs))] if costs else []
    if plan.one_way:
        told.append(fact("once only", ("some of it cannot be undone", "bold $error")))
    return told
