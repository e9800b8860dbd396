"""One look of a step, taken apart: what it asked, what came of it, and the same an hour later."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from migrate.aws.guard import allowed_reads
from migrate.core.plan import Change, Facts, Finding, Plan, canonical
from migrate.core.step import Step
from migrate.state.tables.record import call
from migrate.steps.context import Context
from migrate.steps.journey import journey
from migrate.workspace.settings import ROLES
from tests.stages import END
from tests.steps.alone import Alone

STEPS = tuple(step.id for step in journey())
LOOKS = tuple((step, stage) for step in STEPS for stage in (step, END))
"""Every step, as it first looks and as it looks when all is done."""
NEEDS_NO_PERMISSION = frozenset({"sts:GetCallerIdentity"})
"""AWS answers it to whoever signs (sts API reference: no permissions are required)."""


def operation(row: Mapping[str, Any]) -> str:
    """Return `service:Operation` of a request."""
    return f"{row['service']}:{row['operation']}"


def changing(rows: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the requests that are no listed read."""
    reads = NEEDS_NO_PERMISSION.union(*(allowed_reads(role) for role in ROLES))
    return [row for row in rows if operation(row) not in reads]


def role_of(here: Alone, row: Mapping[str, Any]) -> str:
    """Return whose credentials a request was signed with."""
    roles = {account: role for role, account in here.simulator.accounts.items()}
    return roles[row["account"]]


@dataclass(frozen=True)
class Looked:
    """What a step's look did."""

    step: Step[Context]
    stage: str
    plan: Plan
    again: Plan
    """From the same facts, as state.db would give them back."""
    later: Plan
    """After an hour in which nobody did anything."""
    asked: frozenset[tuple[str, str]]
    """Role and `service:Operation` of every request but those that need no permission."""
    changing: list[Mapping[str, Any]]
    recorded_changes: int
    asked_by_propose: int


def looked(here: Alone, step_id: str, stage: str) -> Looked:
    """Look, propose from the same facts again, and look again an hour later."""
    step, context = here.step(step_id), here.context(step_id)
    bound = here.made.store.accounts()
    _away_from_midnight(here)
    before, recorded = len(here.simulator.calls()), _recorded_changes(here)
    facts = step.observe(context)
    rows = here.simulator.calls(since=before)
    plan = _proposed(step, facts, context, bound)
    again = _proposed(step, json.loads(canonical(facts)), context, bound)
    asked_by_propose = len(here.simulator.calls(since=before)) - len(rows)
    here.simulator.advance(hours=1)
    return Looked(
        step=step,
        stage=stage,
        plan=plan,
        again=again,
        later=step.plan(context, bound),
        asked=frozenset(
            (role_of(here, row), operation(row))
            for row in rows
            if operation(row) not in NEEDS_NO_PERMISSION
        ),
        changing=changing(rows),
        recorded_changes=_recorded_changes(here) - recorded,
        asked_by_propose=asked_by_propose,
    )


def _proposed(
    step: Step[Context], facts: Facts, context: Context, bound: Mapping[str, str]
) -> Plan:
    proposed = tuple(step.propose(facts, context))
    changes = tuple(p for p in proposed if isinstance(p, Change))
    findings = tuple(p for p in proposed if isinstance(p, Finding))
    return Plan(step.id, facts, changes, findings, bound)


def _recorded_changes(here: Alone) -> int:
    """Count the mutating calls in the workspace's own record."""
    here.made.recorder.flush()
    with here.made.database.read() as connection:
        return len(connection.execute(select(call.c.id).where(call.c.mutating)).all())


def _away_from_midnight(here: Alone) -> None:
    """A day that ends is a change that a plan may show: bills and better days are by the day."""
    if here.simulator.now().hour == 23:
        here.simulator.advance(hours=2)
