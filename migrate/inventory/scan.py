"""Scan an account cell by cell; a kill or an expired token loses nothing that was committed."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from hashlib import sha256
from queue import Empty, Queue
from threading import Semaphore

from migrate.aws.scan import STOPPED, Reader
from migrate.core.call import CallRecord
from migrate.core.plan import canonical
from migrate.core.ports import Recorder
from migrate.inventory.ask import Answered, Asker
from migrate.inventory.catalogue import Catalogue
from migrate.inventory.cells import (
    ASKED_AGAIN,
    NOTHING_LEFT_OUT,
    Cell,
    LeftOut,
    State,
    root_cells,
)
from migrate.inventory.queue import CellQueue
from migrate.inventory.rows import cell_of, cell_row, resource_row
from migrate.state.inventory import Finished, InventoryStore

WORKERS = 48
"""Threads: 48 lists at 60 ms are 800 calls a second, which is what one process can do."""
COMMIT_EVERY = 0.5
"""Seconds of work that a kill may cost."""
COMMIT_ROWS = 2000
PARTS = 4
"""Parts of long lists, of up to 2,000 resources each, that may wait to be written."""
PULSE = 0.5
"""Seconds between two looks whether somebody asked to stop."""
THROTTLED_ROUNDS = 3
"""How often a list that was throttled goes back to the end of its lane."""
Arrived = Answered | Future[Answered]


@dataclass
class Scan:
    """One scan of one account, begun or resumed.  Threads read; only this one writes."""

    catalogue: Catalogue
    reader: Reader
    store: InventoryStore
    recorder: Recorder
    step: str
    progress: Callable[[int, int, str], None]
    left_out: LeftOut = NOTHING_LEFT_OUT
    rank: Mapping[str, int] = field(default_factory=dict)
    """Service to its place in the order of asking; what is not in it comes last."""
    workers: int = WORKERS
    clock: Callable[[], float] = time.monotonic
    _done: int = field(default=0)
    _total: int = field(default=0)
    _waiting: list[Answered] = field(default_factory=list)
    _records: list[CallRecord] = field(default_factory=list)
    _committed: float = field(default=0.0)
    _found: int = field(default=0)
    _rounds: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    _rows: int = field(default=0)
    """Resources that arrived since the last commit."""
    _arrivals: Queue[Arrived] = field(default_factory=Queue)
    _room: Semaphore = field(default_factory=lambda: Semaphore(PARTS))
    """Parts that may lie in `_arrivals`: who reads faster than is written waits."""

    def run(self, regions: Sequence[str]) -> int:
        """Ask what the open scan of the account has not seen, or make a new one; return its number.

        It stays open, and a next run asks again what was refused, until `close`.
        """
        number = self.open(regions)
        asker = Asker(self.catalogue, self.reader, self.step, self._hand_in, self.left_out)
        queue = CellQueue(_lane_of, rank=self._rank, rest=asker.rest)
        rows = self.store.cells(number, ASKED_AGAIN)
        cells = [cell_of(row) for row in rows if not row["final"]]
        queue.add(cells)
        self._total = sum(self.store.counts(number).values())
        self._done = self._total - len(cells)
        self._found = self.store.found(number)
        self._committed = self.clock()
        self._ask_all(number, queue, asker)
        self.store.settle(number)
        return number

    def open(self, regions: Sequence[str]) -> int:
        """Return the account's unfinished scan of exactly these lists, or begin one."""
        account = self.reader.account.id
        looked_for = looks_for(self.catalogue, self.left_out)
        newest = self.store.newest(account)
        if newest is not None and resumable(newest, looked_for, regions):
            return int(newest["id"])
        cells = [cell_row(cell) for cell in root_cells(self.catalogue, regions, self.left_out)]
        return self.store.begin(account, regions, looked_for, cells)

    def _rank(self, lane: tuple[str, str]) -> int:
        return self.rank.get(lane[0], len(self.rank))

    def _ask_all(self, number: int, queue: CellQueue, asker: Asker) -> None:
        """Keep the workers busy and write what they bring; what arrived is kept in any case."""
        running: dict[Future[Answered], Cell] = {}
        with ThreadPoolExecutor(self.workers, thread_name_prefix="scan") as pool:
            try:
                while queue or running:
                    while len(running) < self.workers and (cell := queue.next()) is not None:
                        future = pool.submit(asker, cell)
                        running[future] = cell
                        future.add_done_callback(self._arrivals.put)
                    self._take_arrivals(queue, running, queue.pause(PULSE))
                    if self._commit_is_due():
                        self._commit(number)
                    self.progress(self._done, self._total, f"{self._found:,} resources")
            finally:
                self.reader.stopped.set()
                self._take_the_rest(queue, running)
                self._commit(number)

    def _hand_in(self, part: Answered) -> None:
        """Let a worker hand in a part of its answer, as soon as there is room."""
        self._room.acquire()
        self._arrivals.put(part)

    def _take_arrivals(
        self, queue: CellQueue, running: dict[Future[Answered], Cell], longest: float
    ) -> None:
        """Wait for something to arrive, and take what has, as far as one commit goes."""
        try:
            arrived = self._arrivals.get(timeout=max(longest, 0.001))
            while True:
                if isinstance(arrived, Future):
                    queue.done(running.pop(arrived))
                    self._take(arrived.result(), queue)
                else:
                    self._room.release()
                    self._take(arrived, queue)
                if self._commit_is_due():
                    return
                arrived = self._arrivals.get_nowait()
        except Empty:
            return

    def _take_the_rest(self, queue: CellQueue, running: dict[Future[Answered], Cell]) -> None:
        """Take what is still under way when the scan ends early; a second error says no more."""
        while running:
            arrived = self._arrivals.get()
            if not isinstance(arrived, Future):
                self._room.release()
                self._take(arrived, queue)
                continue
            del running[arrived]
            if not arrived.cancelled() and arrived.exception() is None:
                self._take(arrived.result(), queue)

    def _take(self, answered: Answered, queue: CellQueue) -> None:
        cell = answered.cell
        self._found += len(answered.resources)
        self._rows += len(answered.resources)
        if answered.record is not None:
            self._records.append(answered.record)
            if cell.code == STOPPED:
                return
            if self._comes_later(cell):
                queue.put(replace(cell, state=State.PLANNED))
                return
            self._done += 1
        self._waiting.append(answered)
        fresh = [planned for planned in answered.brings if planned.state is State.PLANNED]
        self._total += queue.add(fresh)

    def _comes_later(self, cell: Cell) -> bool:
        """Whether a throttled cell is asked once more in this scan."""
        if cell.state is not State.THROTTLED or self.reader.stopped.is_set():
            return False
        self._rounds[cell.key] += 1
        return self._rounds[cell.key] <= THROTTLED_ROUNDS

    def _commit_is_due(self) -> bool:
        return self._rows >= COMMIT_ROWS or self.clock() - self._committed >= COMMIT_EVERY

    def _commit(self, number: int) -> None:
        """Commit what came out, with the sum of each cell's calls in the record."""
        some, self._waiting, self._rows = self._waiting, [], 0
        records, self._records = self._records, []
        for record in records:
            self.recorder.call(record)
        if records:
            self.recorder.flush()
        if some:
            self.store.save(number, [_finished(answered) for answered in some])
        self._committed = self.clock()


def looks_for(catalogue: Catalogue, left_out: LeftOut) -> str:
    """Identify what a scan asks for: the catalogue, and what is left out of it."""
    if not left_out:
        return catalogue.digest
    without = canonical([list(left_out.regions), sorted(left_out.services)])
    return f"{catalogue.digest}-{sha256(without.encode()).hexdigest()[:12]}"


def resumable(newest: Mapping[str, object], looked_for: str, regions: Sequence[str]) -> bool:
    """Whether the newest scan asks for exactly this and is not finished."""
    same = newest["catalogue"] == looked_for and newest["regions"] == list(regions)
    return same and not newest["finished_at"]


def _lane_of(cell: Cell) -> tuple[str, str]:
    return cell.listing.partition(":")[0], cell.region


def _finished(answered: Answered) -> Finished:
    return Finished(
        cell_row(answered.cell),
        [resource_row(resource, answered.cell) for resource in answered.resources],
        [cell_row(cell) for cell in answered.brings],
        answered.drops,
    )
