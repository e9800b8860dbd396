"""Another interpreter of this program, where one process is not enough for its work.

It is a fresh one: nothing is forked, so that no lock, connection or thread is inherited.
"""

from __future__ import annotations

import os
import subprocess
import sys
from typing import IO


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1


def another(
    module: str, *arguments: str, stderr: int | IO[bytes] | None = None
) -> subprocess.Popen[bytes]:
    """Run a module of this program on pipes; OSError where there is no memory or interpreter.

    It is imported from where this process imports: a file in the working directory is not.
    """
    return subprocess.Popen(
        [sys.executable, "-P", "-m", module, *arguments],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=stderr,
    )
