"""`migrate run`: plan, show, ask, apply, step by step; resumes wherever it stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from migrate.cli.options import view_of, with_workspace
from migrate.cli.output import answer, say, tell_error
from migrate.cli.walk import walk
from migrate.core.approval import skip
from migrate.core.errors import MigrateError, PlanBlocked
from migrate.core.status import SATISFIED, TRANSITIONS, Signal, Status
from migrate.workspace.workspace import SETTINGS, Workspace

if TYPE_CHECKING:
    from migrate.cli.assembly import Runner
    from migrate.core.step import Step
    from migrate.steps.context import Context


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
    """Walk the journey: plan, show, ask, apply; goes on with what does not depend on a wait."""
    from migrate.cli.assembly import runner

    if until:
        view_of(workspace).step(until)
    with runner(workspace, _typed(until, yes)) as made:
        stopped = _walked(made, until, yes=yes)
    for error in {
        str(error): error for error in stopped[1:] if str(error) != str(stopped[0])
    }.values():
        tell_error(error)
    if stopped:
        raise stopped[0]
    answer(f"Done up to {until}." if until else "The journey is done.")
    say("Next: type `migrate verify`, and `migrate documents` for the papers.")


def _walked(made: Runner, until: str | None, *, yes: bool) -> list[MigrateError]:
    """Walk every step that can be walked; return what the others wait for, or are blocked by."""
    stopped: list[MigrateError] = []
    for step in made.steps:
        made.checkpoint()
        ready = all(made.store.status(need) in SATISFIED for need in step.needs)
        if ready and _wanted(made, step):
            try:
                walk(made, step.id, yes=yes)
                say(f"{step.id}: done.")
            except MigrateError as error:
                if error.wait is None and not isinstance(error, PlanBlocked):
                    raise
                say(f"{step.id}: {error}")
                stopped.append(error)
        if step.id == until:
            break
    return stopped


def _wanted(made: Runner, step: Step[Context]) -> bool:
    """Whether a step is to be walked; what migrate.yaml leaves out is skipped until it does not."""
    here, why = made.store.status(step.id), step.left_out(made.workspace.settings.choices)
    if here is Status.SKIPPED:
        return not why and made.store.skipped_by(step.id) == SETTINGS
    if not why or here is Status.APPLYING or made.store.unsettled(step.id):
        return here not in SATISFIED
    if (here, Signal.SKIP) in TRANSITIONS:
        skip(made.store, step.id, skippable=step.skippable, who=SETTINGS, reason=why)
        say(f"{step.id}: left out: {why}.")
    return False


def _typed(until: str | None, yes: bool) -> str:
    return " ".join(["run", *(["--until", until] if until else []), *(["--yes"] if yes else [])])
