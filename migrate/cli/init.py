"""`migrate init`: make a workspace."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from migrate.cli.output import answer, say
from migrate.core.errors import PlanInvalid
from migrate.core.escape import shell_word
from migrate.workspace.workspace import Settings, Workspace, create_workspace, open_workspace

CONSOLE = "https://console.aws.amazon.com"
PLANS = (
    Path(__file__).parents[2] / "plans",
    Path(sys.prefix) / "share" / "migrate" / "plans",
)
"""Beside the code in a checkout, under the prefix where it is installed."""


@click.command("init")
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path))
@click.option("--legacy-profile", required=True, help="AWS profile of the account that has it all.")
@click.option("--management-profile", required=True, help="AWS profile of the new account.")
@click.option(
    "--plan",
    "plan_name",
    default="recommended",
    show_default=True,
    help="Target organization to start from: a name in plans/, or a file.",
)
@click.option(
    "--allow-endpoint",
    "endpoints",
    multiple=True,
    metavar="URL",
    help="Exact scheme, host and port that signed calls may go to besides AWS.",
)
@click.option(
    "--aws-config-file",
    default="",
    type=click.Path(dir_okay=False),
    help="AWS config file to use instead of the usual one.",
)
@click.option(
    "--console", default=CONSOLE, show_default=True, metavar="URL", help="Where deep links lead."
)
@click.option("--region", "regions", multiple=True, help="Look into this region only (repeat).")
def command(directory: Path, plan_name: str, console: str, **given: str | tuple[str, ...]) -> None:
    """Make DIRECTORY a workspace: settings, target organization, and an empty memory."""
    settings = _settings(plan_name, console, given)
    text = _plan_text(plan_name)
    workspace = _made(directory, settings, text)
    _remember(workspace)
    answer(f"{workspace.directory} is a workspace now.")
    say(f"Next: type `migrate --workspace {shell_word(str(directory))} run`.")


def _made(directory: Path, settings: Settings, plan: str) -> Workspace:
    """Make the workspace, or finish one whose making was stopped before it had a memory."""
    if (directory / "migrate.yaml").exists() and not (directory / "state.db").exists():
        workspace = open_workspace(directory)
        if workspace.settings == settings:
            return workspace
    return create_workspace(directory, settings, plan)


def _settings(plan_name: str, console: str, given: dict[str, str | tuple[str, ...]]) -> Settings:
    config = given["aws_config_file"]
    return Settings(
        legacy_profile=str(given["legacy_profile"]),
        management_profile=str(given["management_profile"]),
        aws_config_file=str(Path(str(config)).expanduser().resolve()) if config else "",
        allowed_endpoints=tuple(given["endpoints"]),
        regions=tuple(given["regions"]),
        organization=Path(plan_name).stem,
        console=console,
    )


def _plan_text(name: str) -> str:
    """Return the target organization's text, checked before anything is written."""
    from migrate.organization.target import load_target

    text = _plan_file(name).read_text(encoding="utf-8")
    load_target(text, name)
    return text


def _plan_file(name: str) -> Path:
    if Path(name).is_file():
        return Path(name)
    for folder in PLANS:
        found = folder / f"{Path(name).name}.yaml"
        if found.is_file():
            return found
    known = sorted({path.stem for folder in PLANS for path in folder.glob("*.yaml")})
    raise PlanInvalid(
        f"There is no target organization {name!r}",
        remedy=f"Name a file, or one of: {', '.join(known)}.",
    )


def _remember(workspace: Workspace) -> None:
    """Make state.db whole or not at all: it gets its name when it is ready."""
    from migrate.cli.assembly import step_rows
    from migrate.state.database import Database
    from migrate.state.store import StateStore
    from migrate.steps.journey import journey

    fresh = workspace.directory / f"state.db.{os.getpid()}"
    database = Database.create(fresh)
    try:
        StateStore(database).sync_journey(step_rows(journey()))
    finally:
        database.close()
    fresh.rename(workspace.state)
