"""`migrate approve STEP --digest D`: a person accepts exactly one plan."""

from __future__ import annotations

import click

from migrate.cli.options import step_argument, view_of, with_workspace
from migrate.cli.output import answer, say
from migrate.workspace.operator import operator
from migrate.workspace.workspace import Workspace


@click.command("approve")
@with_workspace
@step_argument
@click.option("--digest", required=True, help="Digest of the plan, as `migrate plan` printed it.")
def command(workspace: Workspace, step: str, digest: str) -> None:
    """Accept exactly the plan of that digest; calls nothing."""
    from migrate.core.approval import approve
    from migrate.state.database import Database
    from migrate.state.store import StateStore

    view_of(workspace).step(step)
    database = Database.attach(workspace.state)
    try:
        saved = approve(StateStore(database), step, digest, operator())
    finally:
        database.close()
    answer(f"{step}: plan {saved.plan.digest} is approved by {saved.approved_by}.")
    say(f"Next: type `migrate apply {step}`.")
