"""Scan an account cell by cell; a kill or an expired token loses nothing that was committed."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256

from migrate.aws.scan import STOPPED, Reader
from migrate.core.call import CallRecord
from migrate.core.plan import canonical
from migrate.core.ports import Recorder
from migrate.inventory.ask import Answered
from migrate.inventory.catalogue import Catalogue
from migrate.inventory.cells import (
    ASKED_AGAIN,
    NOTHING_LEFT_OUT,
    Cell,
    LeftOut,
    State,
    root_cells,
)
from migrate.inventory.crews import Crews
from migrate.inventory.rows import cell_of, cell_row
from migrate.inventory.workers import PULSE, THREADS, Task
from migrate.state.inventory import Finished, InventoryStore

COMMIT_EVERY = 0.5
"""Seconds of work that a kill may cost."""
COMMIT_ROWS = 2000
THROTTLED_ROUNDS = 3
"""How often a list that was throttled goes back to the end of its lane."""


@dataclass
class Scan:
    """One scan of one account, begun or resumed.  Threads and processes read; only this writes."""

    catalogue: Catalogue
    reader: Reader
    store: InventoryStore
    recorder: Recorder
    step: str
    progress: Callable[[int, int, str], None]
    left_out: LeftOut = NOTHING_LEFT_OUT
    rank: Mapping[str, int] = field(default_factory=dict)
    """Service to its place in the order of asking; what is not in it comes last."""
    threads: int = THREADS
    processes: int = 0
    """0: as many as pay off."""
    clock: Callable[[], float] = time.monotonic
    _done: int = field(default=0)
    _known: set[tuple[str, str, str]] = field(default_factory=set)
    """Keys of the cells that were given to a crew."""
    _total: int = field(default=0)
    _waiting: list[Answered] = field(default_factory=list)
    _records: list[CallRecord] = field(default_factory=list)
    _committed: float = field(default=0.0)
    _found: int = field(default=0)
    _rounds: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    _rows: int = field(default=0)
    """Resources that arrived since the last commit."""

    def run(self, regions: Sequence[str]) -> int:
        """Ask what the open scan of the account has not seen, or make a new one; return its number.

        It stays open, and a next run asks again what was refused, until `close`.
        """
        number = self.open(regions)
        rows = self.store.cells(number, ASKED_AGAIN)
        cells = [cell_of(row) for row in rows if not row["final"]]
        self._total = sum(self.store.counts(number).values())
        self._done = self._total - len(cells)
        self._found = self.store.found(number)
        self._committed = self.clock()
        task = Task(self.catalogue, self.step, self.left_out, self.rank, self.threads)
        with Crews(task, self.reader, self.processes) as crews:
            crews.begin([cell for cell in cells if self._is_new(cell)])
            self._ask_all(number, crews)
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

    def _ask_all(self, number: int, crews: Crews) -> None:
        """Keep the crews busy and write what they bring; what arrived is kept in any case."""
        try:
            while crews.waiting:
                crews.fill()
                for answered in crews.arrived(PULSE):
                    self._take(answered, crews)
                    if self._commit_is_due():
                        break
                if self._commit_is_due():
                    self._commit(number)
                self.progress(self._done, self._total, self._label(crews))
        finally:
            crews.stop()
            try:
                for answered in crews.rest():
                    self._take(answered, crews)
                    if self._commit_is_due():
                        self._commit(number)
            finally:  # a second Ctrl-C ends the wait, not what has arrived
                self._commit(number)

    def _label(self, crews: Crews) -> str:
        lost = ", a worker process was lost" if crews.lost else ""
        return f"{self._found:,} resources{lost}"

    def _is_new(self, cell: Cell) -> bool:
        """Whether a cell was given to no crew yet; it is taken for given."""
        known = cell.key in self._known
        self._known.add(cell.key)
        return not known

    def _take(self, answered: Answered, crews: Crews) -> None:
        cell = answered.cell
        self._found += len(answered.resources)
        self._rows += len(answered.resources)
        if answered.record is not None:
            self._records.append(answered.record)
            if cell.code == STOPPED:
                return
            if self._comes_later(cell):
                crews.put(replace(cell, state=State.PLANNED))
                return
            self._done += 1
        self._waiting.append(answered)
        for planned in answered.brings:
            if planned.state is State.PLANNED and self._is_new(planned):
                self._total += 1
                crews.put(planned)

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
        records, self._records = self._records, []
        for record in records:
            self.recorder.call(record)
        if records:
            self.recorder.flush()
        some = len(self._waiting)
        if some:  # kept until it is saved: the end of a list must never be saved without its parts
            self.store.save(number, [_finished(answered) for answered in self._waiting])
            del self._waiting[:some]
        self._rows = 0
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


def _finished(answered: Answered) -> Finished:
    return Finished(
        cell_row(answered.cell),
        answered.resources,
        [cell_row(cell) for cell in answered.brings],
        answered.drops,
    )
