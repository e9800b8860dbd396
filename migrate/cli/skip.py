"""`migrate skip STEP --reason R`: leave a step out; who and why are kept."""

from __future__ import annotations

import click

from migrate.cli.options import step_argument, view_of, with_workspace
from migrate.cli.output import answer, say
from migrate.workspace.operator import operator
from migrate.workspace.workspace import Workspace


@click.command("skip")
@with_workspace
@step_argument
@click.option("--reason", required=True, help="Why the journey can do without it.")
def command(workspace: Workspace, step: str, reason: str) -> None:
    """Leave STEP out, where the journey can do without it; calls nothing."""
    from migrate.core.approval import skip
    from migrate.state.database import Database
    from migrate.state.store import StateStore

    row = view_of(workspace).step(step)
    database = Database.attach(workspace.state)
    try:
        store = StateStore(database)
        skip(store, step, skippable=row.skippable, who=operator(), reason=reason)
    finally:
        database.close()
    answer(f"{step} is skipped.")
    say("Next: type `migrate run`, or `migrate status` to see what is next.")
