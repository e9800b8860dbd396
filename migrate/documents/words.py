"""The words of the papers, for readers who never saw the screen."""

from __future__ import annotations

from collections.abc import Mapping

from migrate.core.plan import Action, Change, Hand, Severity, Undo
from migrate.core.status import Status
from migrate.state.view import StepView

UNDO: Mapping[str, str] = {
    Undo.NOTHING: "nothing to undo",
    Undo.REVERSIBLE: "can be undone",
    Undo.UNTIL_DEADLINE: "can be undone until a deadline",
    Undo.ONE_WAY: "CANNOT BE UNDONE",
}
HANDS: Mapping[Hand, str] = {
    Hand.LEGACY: "migrate, in the old account",
    Hand.MANAGEMENT: "migrate, in the management account",
    Hand.LOG_ARCHIVE: "migrate, in the log archive account",
    Hand.PERSON: "a person",
    Hand.NOBODY: "nobody",
}
ACTIONS: Mapping[Action, str] = {
    Action.CREATE: "create",
    Action.UPDATE: "change",
    Action.MOVE: "move",
    Action.ADOPT: "adopt",
    Action.READ: "read",
    Action.BY_HAND: "by hand",
}
WEIGHTS: Mapping[Severity, str] = {
    Severity.BLOCK: "Blocking",
    Severity.WARNING: "Warnings",
    Severity.INFO: "To know",
}


def stands(step: StepView) -> str:
    """Return where a step stands, as `migrate status` says it."""
    if step.status is Status.PENDING:
        return "ready" if step.ready else "blocked"
    return str(step.status)


def undo(how: str, kind: str) -> str:
    """Return what it takes to undo something."""
    word = UNDO.get(kind, kind)
    return f"{word}: {how}" if how else word


def hand(change: Change) -> str:
    """Return whose hands make a change."""
    return "a person" if change.action is Action.BY_HAND else HANDS[change.hand]
