"""Show long work on stderr: one line that moves on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import click

from migrate.core.escape import terminal

TICK = 0.25
"""Seconds between two lines on a terminal, and between two writes to state.db."""
PULSE = 5.0
"""Seconds between two lines in a log."""


@dataclass
class Meter:
    """Thins out progress."""

    clock: Callable[[], float] = time.monotonic
    _written: float = field(default=float("-inf"))
    _shown: float = field(default=float("-inf"))

    def due(self, done: int, total: int) -> bool:
        """Tell whether this piece of progress is worth a write; the last one always is."""
        now = self.clock()
        if done != total and now - self._written < TICK:
            return False
        self._written = now
        return True

    def show(self, step: str, done: int, total: int, label: str) -> None:
        """Write it to stderr."""
        now, live = self.clock(), sys.stderr.isatty()
        if not live and done != total and now - self._shown < PULSE:
            return
        self._shown = now
        count = f"{done}/{total} " if total else f"{done} " if done else ""
        line = terminal(f"{step}: {count}{label}")
        end = "\n" if not live or done == total else ""
        click.echo(f"\r\x1b[K{line}{end}" if live else line, err=True, nl=not live)
