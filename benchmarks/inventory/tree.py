"""The memory of a process and of all that it started, summed while it runs."""

from __future__ import annotations

import os
from pathlib import Path
from threading import Event, Thread
from typing import Self

EVERY = 0.25
"""Seconds between two looks."""


def tree(pid: int) -> list[int]:
    """Return a process and its descendants."""
    found = [pid]
    for one in found:
        for thread in Path(f"/proc/{one}/task").glob("*/children"):
            try:
                found += [int(word) for word in thread.read_text().split()]
            except OSError:
                continue  # it ended meanwhile
    return found


def memory_of(pid: int) -> int:
    """Return the bytes of a process, pages that it shares by its share; 0 where it is gone."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(x.split()[1]) * 1024 for x in lines if x.startswith("Pss:")), 0)


class Peak:
    """Looks at a tree while a block runs: `with Peak(pid) as peak: …; peak.mb`."""

    def __init__(self, pid: int, without: int = 0) -> None:
        self._pid = pid
        self._without = without
        self._over = Event()
        self._thread = Thread(target=self._look, daemon=True)
        self.mb = 0

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while True:
            left_out = set(tree(self._without)) if self._without else set()
            seen = [one for one in tree(self._pid) if one not in left_out]
            self.mb = max(self.mb, sum(map(memory_of, seen)) // 2**20)
            if self._over.wait(EVERY):
                return


def own(without: int = 0) -> Peak:
    """Return the peak of this process and what it started, but for one of them."""
    return Peak(os.getpid(), without)
