"""Which process asks for which service, so that each has about as much to do.

A service belongs to one process: one pace for each of its limits, one reading of its model, one
memory of the regions in which it is not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from migrate.workspace.interpreter import cores

WORTH = 2_000
"""Cells of one process from which on another is worth its start: a second of CPU and 80 MB."""
MOST = 4
"""Processes of one scan, so that its memory has a bound."""
WRITING = 0.2
"""What the runner does besides asking, in parts of its own asking."""


def processes_for(cells: int) -> int:
    """Return in how many processes so many cells are asked fastest."""
    return max(1, min(cores(), MOST, cells // WORTH))


def shares(services: Iterable[str], processes: int) -> Mapping[str, int]:
    """Give each service to a process: the largest first, each to who has least; 0 is the runner.

    `services` names the service of every cell.
    """
    counts = Counter(services)
    load = [0.0] * processes
    found = {}
    for service, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        least = min(range(processes), key=lambda one: load[one])
        load[least] += count * (1 + WRITING if least == 0 else 1)
        found[service] = least
    return found
