"""No verb: the journey on the screen."""

from __future__ import annotations

import click

from migrate.cli.options import with_workspace
from migrate.workspace.workspace import Workspace


@click.command("tui")
@with_workspace
def command(workspace: Workspace) -> int:
    """Open the journey of a workspace."""
    from migrate.tui.app import run

    run(workspace)
    return 0
