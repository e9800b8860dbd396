"""What a scan and its worker processes tell each other, one thing after the other, whole."""

from __future__ import annotations

import pickle
import signal
import traceback
from dataclasses import dataclass
from typing import IO, Any

from migrate.aws.lending import Loan
from migrate.core.errors import MigrateError
from migrate.inventory.cells import Cell
from migrate.inventory.workers import Task

DEAF_TO = frozenset({signal.SIGINT, signal.SIGTERM})
"""Signals that a worker leaves to the runner, which lets it finish what is under way."""


@dataclass(frozen=True, slots=True)
class Order:
    """The first thing that a worker is told.  Keys and lists of cells follow, and a Stop."""

    task: Task
    loan: Loan


@dataclass(frozen=True, slots=True)
class Failure:
    """What asking for a cell raised in a worker, between its answers."""

    error: BaseException
    cell: Cell


class Stop:
    """The last thing that a worker is told, and the last that it tells."""


def packed(what: Any) -> bytes:
    """Return one thing as it goes over a pipe."""
    return pickle.dumps(what, pickle.HIGHEST_PROTOCOL)


def hear(pipe: IO[bytes]) -> Any:
    """Read one thing; EOFError where the other end is gone, even within one."""
    try:
        return pickle.load(pipe)  # noqa: S301 - both ends are this program, on a pipe of its own
    except (OSError, ValueError, pickle.UnpicklingError) as error:
        raise EOFError from error


def failure(error: BaseException, cell: Cell) -> Failure:
    """Return an error as it can be raised by the scan, with where it was raised here."""
    story = "".join(traceback.format_exception(error))
    if not isinstance(error, MigrateError):
        error.add_note(f"In a worker process:\n{story}")
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301
    except Exception:  # noqa: BLE001 - whatever a foreign error does when it is copied
        return Failure(RuntimeError(story), cell)
    return Failure(error, cell)
