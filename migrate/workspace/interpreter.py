"""Another interpreter of this program, where one process is not enough for its work.

It is a fresh one: nothing is forked, so that no lock, connection or thread is inherited.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import IO

QUOTA = Path("/sys/fs/cgroup/cpu.max")
"""What a container may use: `QUOTA PERIOD` in microseconds, or `max` (Linux, cgroup v2)."""


def cores(quota: Path = QUOTA) -> int:
    """Return how many cores this process may use; a part of one counts as one."""
    if hasattr(os, "sched_getaffinity"):
        there = len(os.sched_getaffinity(0))
    else:
        there = os.cpu_count() or 1
    try:
        allowed, period = quota.read_text().split()
        return max(1, min(there, -(-int(allowed) // int(period))))
    except (OSError, ValueError):  # no such file, or `max`
        return max(1, there)


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
