"""Read the cubes of an archive in two processes, where there is enough to read.

Both take one cube after the other, the largest first.  The other process is a fresh interpreter
(nothing is forked, so no lock is inherited) that is told a cube on its standard input and answers
on its standard output; it ends with this one, because its input does.  What it does not tell,
because it died or could not read something, is read here: so the verdict is the same, whatever
becomes of it.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from threading import Thread
from typing import IO

from migrate.costs.archive import Archive
from migrate.costs.cells import Cell, load_cell
from migrate.costs.holdings import Holdings, Key
from migrate.costs.manifest import read as read_manifest
from migrate.costs.reading import Reading, read, reading_body, reading_of
from migrate.costs.tables import views_of
from migrate.costs.views import View
from migrate.workspace.interpreter import another, cores

PROCESSES = 2
WORTH = 5_000_000
"""Bytes of pages from which on a second process is worth its start: some two seconds of work."""

PATIENCE = 10
"""Seconds to wait for the last cube of the other process, or as many as were spent meanwhile."""


def processes_for(holdings: Holdings) -> int:
    """Return in how many processes an archive is read fastest."""
    size = sum(map(_size, holdings.cells))
    return min(PROCESSES, cores()) if size >= WORTH else 1


def readings(
    archive: Archive, holdings: Holdings, views: Sequence[View], processes: int
) -> Mapping[Key, Reading]:
    """Read every cube; at any time each process has one page in memory."""
    sizes = {key: sum(map(_size, cells)) for key, cells in holdings.by_key.items()}
    todo = deque(sorted(sizes, key=lambda key: -sizes[key]))
    found: dict[Key, Reading] = {}
    with ExitStack() as others:
        for _ in range(min(processes, len(todo)) - 1):
            with suppress(OSError):  # no memory, no interpreter: then this one reads all
                others.enter_context(_other(archive, holdings, todo, found))
        while key := _taken(todo):
            found[key] = read(holdings, holdings.by_key[key], of_key(views, key))
    return found


def of_key(views: Sequence[View], key: Key) -> list[View]:
    """Return the views that are read from a cube."""
    return [view for view in views if view.call.key == key]


@contextmanager
def _other(
    archive: Archive, holdings: Holdings, todo: deque[Key], found: MutableMapping[Key, Reading]
) -> Iterator[None]:
    """Let another process read cubes meanwhile."""
    process = another(__name__, str(archive.directory), stderr=subprocess.DEVNULL)
    asking = Thread(target=_ask, args=(process.stdin, process.stdout, holdings, todo, found))
    asking.start()
    began = time.monotonic()
    try:
        yield
        asking.join(max(PATIENCE, time.monotonic() - began))
    finally:
        process.kill()
        asking.join()
        process.communicate()


def _ask(
    asks: IO[bytes],
    tells: IO[bytes],
    holdings: Holdings,
    todo: deque[Key],
    found: MutableMapping[Key, Reading],
) -> None:
    """Have the other process read one cube after the other, until none is left or it dies."""
    while key := _taken(todo):
        cells = holdings.by_key[key]
        asked = {"key": key, "cells": [str(cell.directory) for cell in cells]}
        try:
            asks.write(json.dumps(asked).encode() + b"\n")
            asks.flush()
            found[key] = reading_of(json.loads(tells.readline()), cells)
        except (OSError, LookupError, TypeError, ValueError):
            return


def _taken(todo: deque[Key]) -> Key | None:
    try:
        return todo.popleft()
    except IndexError:
        return None


def _size(cell: Cell) -> int:
    """Return the bytes of a cell's pages; what is not there has none."""
    paths = (cell.directory / name for name in cell.pages)
    return sum(path.stat().st_size for path in paths if path.is_file())


def main(directory: Path) -> None:
    """Answer as the other process."""
    heading = read_manifest(Archive(directory)).heading
    views = tuple(views_of(heading.wants, heading.calls))
    for line in sys.stdin:
        asked = json.loads(line)
        cells = tuple(load_cell(Path(one)) for one in asked["cells"])
        told = read(Holdings(cells), cells, of_key(views, tuple(asked["key"])))
        sys.stdout.write(json.dumps(reading_body(told)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
