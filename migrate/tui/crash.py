"""What is kept of a bug: a traceback without values, in a file that only its owner reads."""

from __future__ import annotations

import os
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path

from migrate.core.escape import terminal_block
from migrate.tui.filters import redacted


def write_traceback(log: Path) -> None:
    """Append the exception that is being handled: where it came from, never the locals."""
    error = sys.exc_info()[1]
    if error is None:
        return
    lines = traceback.TracebackException.from_exception(error, capture_locals=False).format()
    text = "".join(line if line.startswith("  File") else redacted(line) for line in lines)
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC
    with os.fdopen(os.open(log, flags, 0o600), "a", encoding="utf-8") as file:
        file.write(f"{datetime.now(UTC).isoformat(timespec='seconds')} the screen stopped\n")
        file.write(terminal_block(text))
