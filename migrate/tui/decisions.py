"""A person's decisions, written to state.db; its library is loaded by the first of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from migrate.core import approval
from migrate.state.view import StepView
from migrate.workspace.operator import operator
from migrate.workspace.workspace import Workspace

if TYPE_CHECKING:
    from migrate.state.store import StateStore


def approve(workspace: Workspace, step: str, digest: str) -> None:
    """Record that the person at the screen accepted exactly this plan."""
    with _store(workspace) as store:
        approval.approve(store, step, digest, operator())


def skip(workspace: Workspace, step: StepView, reason: str) -> None:
    """Leave a step out, with who and why."""
    with _store(workspace) as store:
        approval.skip(store, step.id, skippable=step.skippable, who=operator(), reason=reason)


@contextmanager
def _store(workspace: Workspace) -> Iterator[StateStore]:
    from migrate.state.database import Database
    from migrate.state.store import StateStore

    database = Database.attach(workspace.state)
    try:
        yield StateStore(database)
    finally:
        database.close()
