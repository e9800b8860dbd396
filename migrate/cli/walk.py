"""Walk one step to its end: plan, show, ask, approve, apply; go on where it stopped."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from migrate.cli.output import say
from migrate.cli.plan_text import plan_lines
from migrate.core.errors import HandNeeded, PlanBlocked, PlanOutdated
from migrate.core.plan import Severity
from migrate.core.status import Status
from migrate.workspace.operator import operator

if TYPE_CHECKING:
    from migrate.cli.assembly import Runner
    from migrate.core.engine import Engine
    from migrate.core.ports import SavedPlan
    from migrate.steps.context import Context

RESUMES = frozenset({Status.APPLYING, Status.WAITING})
ANEW = 3
"""How often a plan that moved under our feet is drawn and shown again."""


def walk(made: Runner, step: str, *, yes: bool) -> None:
    """Bring one step to its end, or raise what it waits for."""
    engine = made.engine(step)
    if made.store.status(step) in RESUMES:
        engine.apply(step)
        return
    for attempt in range(1, ANEW + 1):
        made.checkpoint()
        if made.store.status(step) is not Status.APPROVED:
            _settle(engine, engine.plan(step), yes=yes)
        try:
            engine.apply(step)
        except PlanOutdated as moved:
            if attempt == ANEW:
                raise
            say(str(moved))
        else:
            return


def _settle(engine: Engine[Context], saved: SavedPlan, *, yes: bool) -> None:
    """Show the plan and take the person's word on it."""
    plan = saved.plan
    say("\n".join(plan_lines(saved, engine.step(plan.step).title)))
    if plan.blocked:
        blocks = [f.summary for f in plan.findings if f.severity is Severity.BLOCK]
        raise PlanBlocked(f"{plan.step} is blocked: {'; '.join(blocks)}")
    if not yes and not _agreed(plan.one_way):
        raise HandNeeded(
            f"{plan.step} is planned and waits for your approval",
            remedy=f"Type `migrate run` to see it again, or "
            f"`migrate approve {plan.step} --digest {plan.digest}`.",
        )
    engine.approve(plan.step, plan.digest, operator())


def _agreed(one_way: bool) -> bool:
    """Ask; without a terminal nobody can answer, which is a no."""
    if not sys.stdin.isatty():
        return False
    question = "It holds a change that CANNOT BE UNDONE. Approve it?" if one_way else "Approve it?"
    return click.confirm(question, default=False, err=True)
