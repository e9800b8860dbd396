"""Be a runner that applies a step and is killed at a named moment of a refresh of the archive.

    COMMANDS.run((workspace, url, step, when, what), environment, 120, "tests.steps.killed")

`when` is `before` or `after`, `what` one of: a receipt whose key begins so, a file of the archive
whose path begins so, or `answer`: a cell that gets its place.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from migrate.costs import files
from migrate.state.store import StateStore
from tests.simulators import Simulator

from .alone import alone


def die_at(when: str, what: str, archive: Path) -> None:
    """Have the next passage through a moment kill this process."""

    def told(_store: Any, _serial: int, receipt: Any) -> str:
        return str(receipt.key)

    def written(path: Path, _content: bytes) -> str:
        return path.relative_to(archive).as_posix() if path.is_relative_to(archive) else ""

    def placed(_source: Path, _target: Path) -> str:
        return "answer"

    places: tuple[tuple[Any, str, Callable[..., str]], ...] = (
        (StateStore, "save_receipt", told), (files, "write", written), (files, "move", placed),
    )  # fmt: skip
    for owner, name, of in places:
        setattr(owner, name, _deadly(getattr(owner, name), of, when, what))


def _deadly(real: Callable[..., Any], of: Callable[..., str], when: str, what: str) -> Any:
    def call(*given: Any) -> Any:
        here = of(*given).startswith(what)
        if here and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        answer = real(*given)
        if here:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    return call


def main() -> None:
    """Apply a step in this process, which dies at the moment that its words name."""
    workspace, url, step, when, what = sys.argv[1:]
    directory = Path(workspace)
    die_at(when, what, directory / "archive")
    with alone(directory, Simulator(url, directory, {}, {}, 0)) as here:
        here.engine(step).apply(step)
