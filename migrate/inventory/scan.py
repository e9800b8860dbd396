"""Scan an account cell by cell; a kill or an expired token loses nothing that was committed."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field

from migrate.aws.scan import Reader
from migrate.core.ports import Recorder
from migrate.inventory.ask import Answered, Asker
from migrate.inventory.catalogue import Catalogue
from migrate.inventory.cells import ASKED_AGAIN, Cell, State, root_cells
from migrate.inventory.queue import CellQueue
from migrate.inventory.rows import cell_of, cell_row, resource_row
from migrate.state.inventory import Finished, InventoryStore

WORKERS = 24
COMMIT_EVERY = 0.5
"""Seconds of work that a kill may cost."""
COMMIT_ROWS = 2000
PULSE = 0.5
"""Seconds between two looks whether somebody asked to stop."""


@dataclass
class Scan:
    """One scan of one account, begun or resumed.  Threads read; only this one writes."""

    catalogue: Catalogue
    reader: Reader
    store: InventoryStore
    recorder: Recorder
    step: str
    progress: Callable[[int, int, str], None]
    workers: int = WORKERS
    clock: Callable[[], float] = time.monotonic
    _done: int = field(default=0)
    _total: int = field(default=0)
    _waiting: list[Answered] = field(default_factory=list)
    _committed: float = field(default=0.0)
    _found: int = field(default=0)

    def run(self, regions: Sequence[str]) -> int:
        """Ask what the open scan of the account has not seen, or make a new one; return its number.

        It stays open, and a next run asks again what was refused, until `close`.
        """
        number = self.open(regions)
        asker = Asker(self.catalogue, self.reader, self.step)
        queue = CellQueue(lambda cell: (cell.listing.partition(":")[0], cell.region))
        rows = self.store.cells(number, ASKED_AGAIN)
        cells = [cell_of(row) for row in rows if not row["final"]]
        queue.add(cells)
        self._total = sum(self.store.counts(number).values())
        self._done = self._total - len(cells)
        self._committed = self.clock()
        self._ask_all(number, queue, asker)
        self.store.settle(number)
        return number

    def open(self, regions: Sequence[str]) -> int:
        """Return the account's unfinished scan of exactly these lists, or begin one."""
        account = self.reader.account.id
        newest = self.store.newest(account)
        if newest is not None and resumable(newest, self.catalogue, regions):
            return int(newest["id"])
        cells = [cell_row(cell) for cell in root_cells(self.catalogue, regions)]
        return self.store.begin(account, regions, self.catalogue.digest, cells)

    def _ask_all(self, number: int, queue: CellQueue, asker: Asker) -> None:
        running: dict[Future[Answered], Cell] = {}
        with ThreadPoolExecutor(self.workers, thread_name_prefix="scan") as pool:
            try:
                while queue or running:
                    while len(running) < self.workers and (cell := queue.next()) is not None:
                        running[pool.submit(asker, cell)] = cell
                    ended, _ = wait(running, PULSE, FIRST_COMPLETED)
                    for future in ended:
                        queue.done(running.pop(future))
                        self._take(future.result(), queue)
                    self._commit_if_due(number)
                    self.progress(self._done, self._total, f"{self._found} resources")
            finally:
                self.reader.stopped.set()
                self._commit(number)

    def _take(self, answered: Answered, queue: CellQueue) -> None:
        self._waiting.append(answered)
        self._done += 1
        self._found += len(answered.resources)
        fresh = [cell for cell in answered.brings if cell.state is State.PLANNED]
        self._total += queue.add(fresh)

    def _commit_if_due(self, number: int) -> None:
        rows = sum(len(answered.resources) for answered in self._waiting)
        if rows >= COMMIT_ROWS or self.clock() - self._committed >= COMMIT_EVERY:
            self._commit(number)

    def _commit(self, number: int) -> None:
        """Commit what came out, with the sum of each cell's calls in the record."""
        some, self._waiting = self._waiting, []
        if some:
            for answered in some:
                self.recorder.call(answered.record)
            self.recorder.flush()
            self.store.save(number, [_finished(answered) for answered in some])
        self._committed = self.clock()


def resumable(newest: Mapping[str, object], catalogue: Catalogue, regions: Sequence[str]) -> bool:
    """Whether the newest scan asks for exactly this and is not finished."""
    same = newest["catalogue"] == catalogue.digest and newest["regions"] == list(regions)
    return same and not newest["finished_at"]


def _finished(answered: Answered) -> Finished:
    return Finished(
        cell_row(answered.cell),
        [resource_row(resource, answered.cell) for resource in answered.resources],
        [cell_row(cell) for cell in answered.brings],
        answered.drops,
    )
