"""`migrate run`: plan, show, ask, apply, step by step; resumes wherever it stopped."""

from __future__ import annotations

import click

from migrate.cli.options import view_of, with_workspace
from migrate.cli.output import answer, say
from migrate.cli.walk import walk
from migrate.core.status import SATISFIED
from migrate.workspace.workspace import Workspace


@click.command("run")
@with_workspace
@click.option("--until", metavar="STEP", help="Stop after this step.")
@click.option(
    "--yes",
    is_flag=True,
    help="Approve every plan that is not blocked, one-way ones included. "
    "Never waives a finding, never skips a step.",
)
def command(workspace: Workspace, until: str | None, yes: bool) -> None:
    """Walk the journey: plan, show, ask, apply; stops where a person or AWS has to move."""
    from migrate.cli.assembly import runner

    if until:
        view_of(workspace).step(until)
    with runner(workspace, _typed(until, yes)) as made:
        for step in made.steps:
            made.checkpoint()
            if made.store.status(step.id) not in SATISFIED:
                walk(made, step.id, yes=yes)
                say(f"{step.id}: done.")
            if step.id == until:
                break
    answer(f"Done up to {until}." if until else "The journey is done.")
    say("Next: type `migrate verify`, and `migrate documents` for the papers.")


def _typed(until: str | None, yes: bool) -> str:
    return " ".join(["run", *(["--until", until] if until else []), *(["--yes"] if yes else [])])
