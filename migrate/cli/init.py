"""`migrate init`: make a workspace."""

from __future__ import annotations

from pathlib import Path

import click

from migrate.cli.output import answer, say
from migrate.core.escape import shell_word
from migrate.workspace.workspace import Settings, Workspace, create_workspace


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
@click.option("--console", default="", metavar="URL", help="Where deep links lead.")
@click.option("--region", "regions", multiple=True, help="Look into this region only (repeat).")
def command(directory: Path, plan_name: str, console: str, **given: str | tuple[str, ...]) -> None:
    """Make DIRECTORY a workspace: settings, target organization, and an empty memory."""
    settings = _settings(plan_name, console, given)
    text = _plan_text(plan_name)
    workspace = create_workspace(directory, settings, text)
    _remember(workspace)
    answer(f"{workspace.directory} is a workspace now.")
    say(f"Next: type `migrate --workspace {shell_word(str(directory))} run`.")


def _settings(plan_name: str, console: str, given: dict[str, str | tuple[str, ...]]) -> Settings:
    config = given["aws_config_file"]
    return Settings(
        legacy_profile=str(given["legacy_profile"]),
        management_profile=str(given["management_profile"]),
        aws_config_file=str(Path(str(config)).expanduser().resolve()) if config else "",
        allowed_endpoints=tuple(given["endpoints"]),
        regions=tuple(given["regions"]),
        organization=Path(plan_name).stem,
        **({"console": console} if console else {}),
    )


def _plan_text(name: str) -> str:
    """Return the target organization's text, checked before anything is written."""
    from migrate.organization.plans import plan_text
    from migrate.organization.target import load_target

    text = plan_text(name)
    load_target(text, name)
    return text


def _remember(workspace: Workspace) -> None:
    from migrate.cli.assembly import step_rows
    from migrate.state.database import Database
    from migrate.state.store import StateStore
    from migrate.steps.journey import journey

    database = Database.create(workspace.state)
    try:
        StateStore(database).sync_journey(step_rows(journey()))
    finally:
        database.close()
