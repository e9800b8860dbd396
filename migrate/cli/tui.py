"""No verb: the journey on the screen, or its status where there is no terminal to draw on."""

from __future__ import annotations

import sys

import click

from migrate.cli.options import with_workspace
from migrate.workspace.workspace import Workspace


@click.command("tui")
@with_workspace
@click.pass_context
def command(ctx: click.Context, workspace: Workspace) -> None:
    """Open the journey of a workspace."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        _print_status(workspace)
        return
    from migrate.tui.app import run

    ctx.exit(run(workspace))


def _print_status(workspace: Workspace) -> None:
    """Say the same in plain words; Textual draws on stderr."""
    from migrate.cli.options import view_of
    from migrate.cli.output import answer
    from migrate.cli.status import status_lines
    from migrate.state.lock import holder

    answer("\n".join(status_lines(workspace, view_of(workspace), holder(workspace.lock))))
