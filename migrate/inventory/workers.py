"""The threads of one process: each cell at its turn, and what comes out goes to one place."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Semaphore
from typing import Any, Protocol

from migrate.aws.scan import Reader
from migrate.inventory.ask import Answered, Asker
from migrate.inventory.catalogue import Catalogue
from migrate.inventory.cells import NOTHING_LEFT_OUT, Cell, LeftOut
from migrate.inventory.queue import CellQueue

THREADS = 48
"""48 lists at 60 ms are 800 calls a second, which is what one process can do."""
PULSE = 0.5
"""Seconds between two looks whether somebody asked to stop."""
IDLE = 2.0
"""Seconds after which a service of which all was asked is taken for done."""
PARTS = 4
"""Parts of long lists, of up to 2,000 resources each, that may wait to be written."""


@dataclass(frozen=True, slots=True)
class Task:
    """What a scan asks for and how: the same in every process of it."""

    catalogue: Catalogue
    step: str
    left_out: LeftOut = NOTHING_LEFT_OUT
    rank: Mapping[str, int] = field(default_factory=dict)
    """Service to its place in the order of asking; what is not in it comes last."""
    threads: int = THREADS


class Crew(Protocol):
    """What asks for cells, in this process or in another."""

    def put(self, cell: Cell) -> None:
        """Let a cell be asked when its turn comes."""

    def fill(self) -> None:
        """Go on, as far as there is room."""

    def take(self, arrived: Any) -> Answered | None:
        """Return what one of this crew's arrivals brings, if anything, or raise what stopped it."""

    def stop(self) -> None:
        """Ask nothing any more; what is under way still arrives."""

    @property
    def waiting(self) -> bool:
        """Whether cells wait to be asked, or are under way."""

    @property
    def running(self) -> bool:
        """Whether something may still arrive."""


Arrive = Callable[[Crew, Any], None]
"""Takes what came out, from any thread; the crew that brings it is given it back by `take`."""


class Workers:
    """The crew of this process.  Its threads ask; who calls its methods is one thread."""

    def __init__(self, task: Task, reader: Reader, arrive: Arrive) -> None:
        asker = Asker(task.catalogue, reader, task.step, self._hand_on, task.left_out)
        last = len(task.rank)
        self._asker = asker
        self._reader = reader
        self._threads = task.threads
        self._queue = CellQueue(
            _lane_of, rank=lambda lane: task.rank.get(lane[0], last), rest=asker.rest
        )
        self._arrive = arrive
        self._under_way: dict[Future[Answered], Cell] = {}
        self._open = Counter[str]()
        """Cells of a service that wait or are under way."""
        self._idle: dict[str, float] = {}
        """Services that have none, since when."""
        self._room = Semaphore(PARTS)
        self._closed = False
        self._pool = ThreadPoolExecutor(task.threads, thread_name_prefix="scan")

    def put(self, cell: Cell) -> None:
        """Put a cell at the end of its lane."""
        service = service_of(cell)
        self._open[service] += 1
        self._idle.pop(service, None)
        self._queue.put(cell)

    def fill(self) -> None:
        """Give every free thread a cell that has its turn."""
        while len(self._under_way) < self._threads and (cell := self._queue.next()) is not None:
            future = self._pool.submit(self._asker, cell)
            self._under_way[future] = cell
            future.add_done_callback(self._came_out)
        self._forget(time.monotonic())

    def take(self, arrived: Future[Answered] | Answered) -> Answered:
        """Return the answer of a cell, or a part of it; what its thread raised is raised here."""
        if not isinstance(arrived, Future):
            self._room.release()
            return arrived
        cell = self._under_way.pop(arrived)
        self._queue.done(cell)
        service = service_of(cell)
        self._open[service] -= 1
        if not self._open[service]:
            self._idle[service] = time.monotonic()
        return arrived.result()

    def stop(self) -> None:
        """End every wait; nothing is sent any more."""
        self._reader.stopped.set()
        self._pool.shutdown(wait=False)

    def close(self) -> None:
        """Let no thread wait any more for what nobody takes."""
        self._closed = True
        self._room.release(self._threads)

    def cell_of(self, arrived: Any) -> Cell:
        """Return the cell whose answer has arrived, before it is taken."""
        return self._under_way[arrived] if isinstance(arrived, Future) else arrived.cell

    def pause(self, longest: float) -> float:
        """Return for how long there is nothing to do, unless something arrives."""
        if len(self._under_way) >= self._threads:
            return longest
        return max(0.001, self._queue.pause(longest))

    @property
    def waiting(self) -> bool:
        """Whether cells wait to be asked, or are under way."""
        return bool(self._queue or self._under_way)

    @property
    def running(self) -> bool:
        """Whether cells are under way."""
        return bool(self._under_way)

    def _forget(self, now: float) -> None:
        """Let go of services for which nothing came any more: memory is that of a few."""
        for service in [one for one, since in self._idle.items() if now - since >= IDLE]:
            del self._idle[service]
            self._reader.forget(service)

    def _hand_on(self, part: Answered) -> None:
        """Let a thread hand on a part of its answer, as soon as there is room."""
        if not self._closed:
            self._room.acquire()
        if not self._closed:
            self._arrive(self, part)

    def _came_out(self, future: Future[Answered]) -> None:
        self._arrive(self, future)


def service_of(cell: Cell) -> str:
    """Return the service that a cell asks."""
    return cell.listing.partition(":")[0]


def _lane_of(cell: Cell) -> tuple[str, str]:
    return service_of(cell), cell.region
