"""`migrate apply STEP`: make the changes of an approved plan; the same command resumes it."""

from __future__ import annotations

import click

from migrate.cli.options import step_argument, with_workspace
from migrate.cli.output import answer, say
from migrate.workspace.workspace import Workspace


@click.command("apply")
@with_workspace
@step_argument
def command(workspace: Workspace, step: str) -> None:
    """Make the changes of the approved plan of STEP, or go on where it stopped."""
    from migrate.cli.assembly import runner

    with runner(workspace, f"apply {step}") as made:
        made.engine(step).apply(step)
    answer(f"{step} is done.")
    say("Next: type `migrate run`, or `migrate status` to see what is next.")
