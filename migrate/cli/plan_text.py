"""A plan as a person reads it before saying yes, and as a program reads it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from migrate.core.escape import terminal
from migrate.core.plan import Action, Change, Finding, Hand, Plan, Severity, Target, Undo
from migrate.core.ports import SavedPlan

UNDO: Mapping[Undo, str] = {
    Undo.NOTHING: "nothing to undo",
    Undo.REVERSIBLE: "can be undone",
    Undo.UNTIL_DEADLINE: "can be undone until a deadline",
    Undo.ONE_WAY: "CANNOT BE UNDONE",
}
MARKS: Mapping[Action, str] = {
    Action.CREATE: "+",
    Action.UPDATE: "~",
    Action.MOVE: ">",
    Action.ADOPT: "=",
    Action.READ: "?",
    Action.BY_HAND: "!",
}
SIGNS: Mapping[Severity, str] = {
    Severity.BLOCK: "BLOCK",
    Severity.WARNING: "warning",
    Severity.INFO: "info",
}


def plan_lines(saved: SavedPlan, title: str) -> list[str]:
    """Return the whole plan: what will happen, by whose hand, and what to know first."""
    plan = saved.plan
    lines = [f"{plan.step}: {terminal(title)}", *_accounts(plan)]
    for change in plan.changes:
        lines += _change(change)
    if not plan.changes:
        lines.append("  Nothing has to be changed.")
    lines += finding_lines(plan.findings)
    lines.append(f"Plan {plan.digest} ({_weight(plan)})")
    return lines


def finding_lines(findings: Iterable[Finding]) -> list[str]:
    """Return findings, the heaviest first."""
    order = list(SIGNS)
    lines = []
    for finding in sorted(findings, key=lambda f: order.index(f.severity)):
        lines.append(f"  {SIGNS[finding.severity]}: {terminal(finding.summary)}")
        lines += [f"      why: {terminal(finding.why)}"] if finding.why else []
        lines += [f"      do:  {terminal(finding.remedy)}"] if finding.remedy else []
    return lines


def plan_json(saved: SavedPlan) -> dict[str, Any]:
    """Return the plan as one JSON document."""
    plan = saved.plan
    return {
        "step": plan.step,
        "serial": saved.serial,
        "digest": plan.digest,
        "approved_by": saved.approved_by or None,
        "blocked": plan.blocked,
        "one_way": plan.one_way,
        "accounts": dict(plan.accounts),
        "calls": sorted(plan.calls),
        "changes": [change_json(change) for change in plan.changes],
        "findings": [finding_json(finding) for finding in plan.findings],
        "facts": plan.facts,
    }


def change_json(change: Change) -> dict[str, Any]:
    """Return one change by the names of its fields."""
    return {
        "key": change.key,
        "action": change.action,
        "summary": change.summary,
        "target": {
            "name": change.target.name,
            "account": change.target.account,
            "region": change.target.region,
        },
        "hand": change.hand,
        "calls": list(change.calls),
        "before": dict(change.before),
        "after": dict(change.after),
        "undo": change.undo,
        "undo_how": change.undo_how,
        "cost": change.cost,
        "evidence": list(change.evidence),
        "instruction": change.instruction,
        "link": change.link,
        "probe": change.probe,
    }


def finding_json(finding: Finding) -> dict[str, Any]:
    """Return one finding by the names of its fields."""
    return {
        "key": finding.key,
        "severity": finding.severity,
        "summary": finding.summary,
        "why": finding.why,
        "remedy": finding.remedy,
        "source": finding.source,
    }


def _accounts(plan: Plan) -> list[str]:
    bound = ", ".join(f"{role} {account}" for role, account in sorted(plan.accounts.items()))
    return [f"  accounts: {bound}"] if bound else []


def _change(change: Change) -> list[str]:
    lines = [f"  {MARKS[change.action]} {terminal(change.summary)}"]
    lines.append(f"      on: {_where(change.target)}")
    if change.hand is not Hand.NOBODY:
        whose = "by hand" if change.hand is Hand.PERSON else f"with the {change.hand} credentials"
        lines.append(f"      {whose}; {UNDO[change.undo]}{_how(change)}")
    lines += [f"      calls: {', '.join(change.calls)}"] if change.calls else []
    lines += [f"      costs: {terminal(change.cost)}"] if change.cost else []
    lines += [f"      {terminal(line)}" for line in change.instruction.splitlines()]
    lines += [f"      {terminal(change.link)}"] if change.link else []
    return lines


def _where(target: Target) -> str:
    """Name a target, and its account and region where the name does not say them already."""
    parts = (target.account, target.region)
    where = " ".join(part for part in parts if part and part not in target.name.split())
    return terminal(target.name) + (f" ({terminal(where)})" if where else "")


def _how(change: Change) -> str:
    return f": {terminal(change.undo_how)}" if change.undo_how else ""


def _weight(plan: Plan) -> str:
    words = ["1 change" if len(plan.changes) == 1 else f"{len(plan.changes)} changes"]
    words += ["one-way"] if plan.one_way else []
    words += ["blocked"] if plan.blocked else []
    return ", ".join(words)
