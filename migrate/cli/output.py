"""stdout is the answer, stderr the narration; every name is escaped on its way to either."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import click

from migrate.cli.hints import complete
from migrate.core.errors import GatewayError, MigrateError
from migrate.core.escape import terminal, terminal_block
from migrate.core.waiting import Wait, WaitFor

INTERRUPTED = 130
"""Exit code of a run that was stopped by a signal; the same command goes on."""


class Interrupted(MigrateError):
    """A signal asked the runner to stop, and it stopped at a checkpoint."""

    exit_code = INTERRUPTED
    default_remedy = "Type the same command again: it goes on where it stopped."


def answer(text: str = "") -> None:
    """Write a part of the answer to stdout."""
    click.echo(terminal_block(complete(text)))


def answer_row(cells: Iterable[str], between: str = "  ") -> None:
    """Write one row of data to stdout, as it is: what looks like a command there is a name."""
    click.echo(between.join(terminal(cell) for cell in cells))


def answer_json(value: Any) -> None:
    """Write one JSON document to stdout."""
    click.echo(json.dumps(value, indent=2, default=_plain))


def say(text: str) -> None:
    """Narrate on stderr."""
    click.echo(terminal_block(complete(text)), err=True)


def tell_error(error: MigrateError) -> None:
    """Say what happened, why, and what to type next."""
    waiting = error.wait is not None
    say(f"{'Waiting' if waiting else 'Error'}: {error}")
    if isinstance(error, GatewayError):
        say(_aws_side(error))
    if error.wait is not None:
        say("\n".join(wait_lines(error.wait)))
    if error.remedy:
        say(f"Next: {error.remedy}")
    elif waiting:
        say("Next: type `migrate run` again; it goes on where it stopped.")


def wait_lines(wait: Wait) -> list[str]:
    """Say who has to move, how, and until when."""
    whose = "you" if wait.waiting_for is WaitFor.PERSON else "AWS"
    lines = [f"  for {whose}: {terminal(wait.reason)}"]
    lines += [f"  {terminal(line)}" for line in wait.instruction.splitlines()]
    lines += [f"  {terminal(wait.link)}"] if wait.link else []
    lines += [f"  looked at: {terminal(wait.probe)}"] if wait.probe else []
    lines += [f"  next look: {moment(wait.next_look)}"] if wait.next_look else []
    lines += [f"  deadline: {moment(wait.deadline)}"] if wait.deadline else []
    return lines


def moment(at: datetime) -> str:
    """Return a point in time, in UTC, to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def _aws_side(error: GatewayError) -> str:
    parts = [error.operation]
    parts += [f"answered {error.code}"] if error.code else []
    parts += [f"because {error.reason}"] if error.reason else []
    parts += [f"(AWS request id {error.request_id})"] if error.request_id else []
    return f"  {terminal(' '.join(parts))}"


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value)
