"""`migrate simulate`: an AWS on this machine's loopback, for demos, tests and other tools."""

from __future__ import annotations

import json
import shutil
import signal
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from migrate.cli.output import answer, say
from migrate.cli.simulated import Simulated, directory_of, named_directory, new_directory
from migrate.core.errors import OperatorError
from migrate.core.escape import shell_word

PATH = click.Path(file_okay=False, path_type=Path)


def _where(function: Callable[..., Any]) -> Callable[..., Any]:
    """Let a verb take --workspace and --directory; they are read from the context."""
    function = click.option(
        "--workspace",
        type=PATH,
        help="A workspace whose simulated AWS is meant (its folder simulator/).",
    )(function)
    return click.option(
        "--directory",
        type=PATH,
        help="Where its state, its AWS configuration and simulator.json are.",
    )(function)


@click.group("simulate", invoke_without_command=True)
@_where
@click.option(
    "--port", type=click.IntRange(0, 65535), help="Port on 127.0.0.1; 0 picks a free one."
)
@click.option("--scenario", default="acme", show_default=True, help="The world to start from.")
@click.option("--now", "moment", default="", metavar="ISO", help="What time it is there at first.")
@click.pass_context
def command(
    ctx: click.Context, /, port: int | None, scenario: str, moment: str, **_: Path | None
) -> None:
    """Serve a simulated AWS until stopped; prints its profiles as one JSON line.

    A directory that holds the state of an earlier one goes on from it, on the same port.
    """
    if ctx.invoked_subcommand is not None:
        return
    named = named_directory(ctx)
    directory = named or new_directory()
    try:
        _serve(directory, port, scenario, _parsed(moment))
    finally:
        if named is None:
            shutil.rmtree(directory, ignore_errors=True)


@command.command("act")
@click.argument("name")
@click.option("--account", default="", help="Account to do it in (default: wherever it is open).")
@_where
@click.pass_context
def act(ctx: click.Context, /, name: str, account: str, **_: Path | None) -> None:
    """Do what a person would do in the console; `everything` does all that is open."""
    done = _running(ctx).act(name, account)
    for one in done:
        answer(f"Done: {one}")
    if not done:
        answer("There was nothing to do.")


@command.command("acts")
@_where
@click.pass_context
def acts(ctx: click.Context, /, **_: Path | None) -> None:
    """List what is left to do by hand."""
    for row in _running(ctx).open_acts():
        answer(f"{row['act']:24} {row['account']}  {row['title']}")


@command.command("stop")
@_where
@click.pass_context
def stop(ctx: click.Context, /, **_: Path | None) -> None:
    """End the simulated AWS; its state stays and is found again."""
    where = directory_of(ctx)
    if Simulated.stop(where):
        answer(f"The simulated AWS of {where} is stopped.")
    else:
        answer(f"No simulated AWS was running in {where}.")


def _running(ctx: click.Context) -> Simulated:
    where = directory_of(ctx)
    found = Simulated.answering(where)
    if found is None:
        raise OperatorError(
            f"No simulated AWS answers for {where}",
            remedy=f"Type `migrate simulate --directory {shell_word(str(where))}` in another "
            "terminal.",
        )
    return found


def _serve(directory: Path, port: int | None, scenario: str, moment: datetime | None) -> None:
    try:
        from migrate.simulator import serving
    except ModuleNotFoundError as error:
        raise OperatorError(
            f"The simulated AWS needs {error.name}",
            remedy="Install the extra: `pip install 'migrate[demo]'`.",
        ) from None
    try:
        served = serving.open_simulator(directory, port, scenario, moment)
    except (serving.AlreadyServed, serving.UnknownScenario, serving.NotReadable) as error:
        raise OperatorError(str(error)) from error
    except OSError as error:
        raise OperatorError(f"The simulated AWS cannot be served: {error}") from error
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: served.stop())
    click.echo(json.dumps(served.about))
    sys.stdout.flush()
    say(f"Serving {served.about['endpoint_url']}; stop it with Ctrl-C or `migrate simulate stop`.")
    served.serve()


def _parsed(moment: str) -> datetime | None:
    if not moment:
        return None
    try:
        found = datetime.fromisoformat(moment)
    except ValueError as error:
        raise OperatorError(f"--now: {error}") from None
    if found.tzinfo is None:
        raise OperatorError("--now needs an offset, such as 2026-11-24T09:00:00+00:00")
    return found
