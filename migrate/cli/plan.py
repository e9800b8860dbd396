"""`migrate plan STEP`: look at AWS and draw up a plan; changes nothing there."""

from __future__ import annotations

import click

from migrate.cli.options import step_argument, with_workspace
from migrate.cli.output import answer, answer_json, say, tell_error
from migrate.cli.plan_text import plan_json, plan_lines
from migrate.core.errors import MigrateError
from migrate.core.ports import SavedPlan
from migrate.workspace.workspace import Workspace

CHANGES = 2
"""Exit code of `--detailed-exitcode` when there is something to do, as terraform's."""


@click.command("plan")
@with_workspace
@step_argument
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.option(
    "--detailed-exitcode", "detailed", is_flag=True, help="0 nothing to do, 2 changes, 1 any error."
)
@click.pass_context
def command(
    ctx: click.Context, workspace: Workspace, step: str, as_json: bool, detailed: bool
) -> None:
    """Look at AWS and draw up the plan of STEP; nothing is changed there."""
    try:
        saved, title = _drawn(workspace, step)
    except MigrateError as error:
        if not detailed:
            raise
        tell_error(error)
        ctx.exit(1)
    if as_json:
        answer_json(plan_json(saved))
    else:
        answer("\n".join(plan_lines(saved, title)))
    _say_next(saved)
    if saved.plan.blocked:
        ctx.exit(1)
    ctx.exit(CHANGES if detailed and saved.plan.changes else 0)


def _drawn(workspace: Workspace, step: str) -> tuple[SavedPlan, str]:
    from migrate.cli.assembly import runner

    with runner(workspace, f"plan {step}") as made:
        engine = made.engine(step)
        return engine.plan(step), engine.step(step).title


def _say_next(saved: SavedPlan) -> None:
    plan = saved.plan
    if plan.blocked:
        say(f"Next: do what the blocking findings say, then `migrate plan {plan.step}`.")
    else:
        say(
            f"Next: type `migrate approve {plan.step} --digest {plan.digest}`, "
            f"then `migrate apply {plan.step}`."
        )
