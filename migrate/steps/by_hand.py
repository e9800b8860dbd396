"""What a person has to do: shown with its link, and never ticked while its probe fails."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from migrate.core.errors import HandNeeded
from migrate.core.plan import Action, Change, Hand, Receipt, Target, Undo
from migrate.core.waiting import Wait, WaitFor
from migrate.steps.context import Context


@dataclass(frozen=True, slots=True)
class Chore:
    """One thing that only a person can do, and the read that proves it."""

    key: str
    title: str
    instruction: str
    """Step by step, in the words of the console."""
    page: str
    """Path of the console page below the workspace's console address."""
    probe: str
    """What is read, as `service:Operation`, and what it has to say."""
    missing: Callable[[Context], str]
    """Return what is still missing, in words; empty when it is done."""
    source: str = ""


def chore_change(chore: Chore, context: Context, account: str = "") -> Change:
    """Return a chore as a change of a plan."""
    return Change(
        key=f"hand:{chore.key}",
        action=Action.BY_HAND,
        summary=chore.title,
        target=Target(chore.title, account=account),
        hand=Hand.PERSON,
        undo=Undo.REVERSIBLE,
        instruction=chore.instruction,
        link=context.console(chore.page),
        probe=chore.probe,
        evidence=(chore.source,) if chore.source else (),
    )


def do_chore(chore: Chore, change: Change, context: Context) -> Receipt:
    """Probe a chore: a receipt when it is done, else a wait for the person."""
    missing = chore.missing(context)
    if not missing:
        return Receipt(change.key, evidence=(f"probe: {chore.probe}",))
    raise HandNeeded(
        f"{chore.title}: {missing}",
        remedy=f"{chore.instruction} {change.link}",
        wait=Wait(
            WaitFor.PERSON,
            f"{chore.title}: {missing}",
            probe=chore.probe,
            instruction=chore.instruction,
            link=change.link,
        ),
    )
