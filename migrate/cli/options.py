"""What several verbs take: the workspace, before or after the verb, and a step's name."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
from click.shell_completion import CompletionItem

from migrate.cli.hints import named
from migrate.core.errors import MigrateError, WorkspaceInvalid
from migrate.core.escape import shell_word
from migrate.state.view import View
from migrate.workspace.workspace import SETTINGS, Workspace, open_workspace

F = TypeVar("F", bound=Callable[..., Any])


def workspace_path(ctx: click.Context) -> Path:
    """Return the workspace's directory: after the verb, before it, or the current one."""
    here: click.Context | None = ctx
    while here is not None:
        given = here.params.get("workspace")
        if given:
            return Path(given)
        here = here.parent
    return Path()


def opened(directory: Path) -> Workspace:
    """Return the workspace of a directory; where there is none, name those right below it."""
    try:
        return open_workspace(directory)
    except WorkspaceInvalid as error:
        below = sorted(p.parent for p in directory.glob(f"*/{SETTINGS}"))
        if (directory / SETTINGS).exists() or not below:
            raise
        typed = " or ".join(f"`migrate --workspace {shell_word(str(d))}`" for d in below[:3])
        raise WorkspaceInvalid(str(error), remedy=f"Type {typed}.") from None


def with_workspace(function: F) -> F:
    """Let a verb take `--workspace DIR` and receive the open `Workspace` as its first argument."""

    def convert(ctx: click.Context, _: click.Parameter, own: str | None) -> Workspace | None:
        if ctx.resilient_parsing:
            return None
        directory = Path(own) if own else workspace_path(ctx)
        named(directory)
        return opened(directory)

    option = click.option(
        "--workspace",
        type=click.Path(file_okay=False),
        callback=convert,
        help="Directory of the migration (default: this directory).",
    )
    return option(function)


def step_argument(function: F) -> F:
    """Let a verb take the id of a step, completed from the workspace."""
    return click.argument("step", shell_complete=_step_names)(function)


def any_step_argument(function: F) -> F:
    """Let a verb take the id of a step, or none, which means all."""
    return click.argument("step", required=False, shell_complete=_step_names)(function)


def view_of(workspace: Workspace) -> View:
    """Return the light view of a workspace's state."""
    return View(workspace.state)


def _step_names(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    try:
        view = view_of(open_workspace(workspace_path(ctx)))
        return [
            CompletionItem(row.id, help=row.title)
            for row in view.steps()
            if row.id.startswith(incomplete)
        ]
    except (MigrateError, OSError, sqlite3.Error):
        return []
