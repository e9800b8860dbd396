"""All that ask for the cells of one scan: the threads of this process, and others beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from queue import Empty, Queue
from types import TracebackType
from typing import Any

from migrate.aws.lending import Keys, lend
from migrate.aws.scan import Reader
from migrate.inventory.ask import Answered
from migrate.inventory.cells import Cell
from migrate.inventory.key_watch import KeyWatch
from migrate.inventory.shares import processes_for, shares
from migrate.inventory.worker_process import WorkerProcess
from migrate.inventory.workers import Crew, Task, Workers, service_of

LONGEST = 90.0
"""Seconds that a call may take to connect and to be read, and some."""


class Crews:
    """One or more crews: `put` finds whose a cell is, and what each of them brings comes out here.

    A process that dies, or that cannot be had, leaves its cells to this one.
    """

    def __init__(self, task: Task, reader: Reader, processes: int = 0) -> None:
        self._task = task
        self._reader = reader
        self._processes = processes
        self._arrivals: Queue[tuple[Crew | None, Any]] = Queue()
        """What a crew brings, and from none what the watch over the keys found."""
        self._here = Workers(task, reader, self._arrive)
        self._others: list[WorkerProcess] = []
        self._watch: KeyWatch | None = None
        self._owners: Mapping[str, Crew] = {}
        self._open = ExitStack()
        self._stopped = False
        self.lost = 0
        """Processes that ended before they were stopped."""

    def __enter__(self) -> Crews:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._here.close()
        self._open.close()

    def begin(self, cells: Sequence[Cell]) -> None:
        """Share out the cells that are known, with as many processes as pay off."""
        others = (self._processes or processes_for(len(cells))) - 1
        if others > 0:
            self._start(others)
        crews: list[Crew] = [self._here, *self._others]
        shared = shares(map(service_of, cells), len(crews))
        self._owners = {service: crews[number] for service, number in shared.items()}
        for cell in cells:
            self.put(cell)

    def _start(self, others: int) -> None:
        """Start other processes, as many as can be had; CredentialsExpired without keys to lend."""
        account = self._reader.account
        loan = lend(account)
        with suppress(OSError, RuntimeError):  # no memory, no interpreter, no thread
            watch = KeyWatch(account, loan.keys, lambda found: self._arrivals.put((None, found)))
            watch.start()
            self._watch = watch
            self._open.callback(watch.close)
            for _ in range(others):
                other = WorkerProcess(self._task, loan, self._arrive)
                self._open.callback(other.close)
                self._others.append(other)

    def put(self, cell: Cell) -> None:
        """Let the crew of its service ask for a cell."""
        self._owners.get(service_of(cell), self._here).put(cell)

    def fill(self) -> None:
        """Keep every crew busy."""
        self._here.fill()
        for other in self._others:
            other.fill()

    def arrived(self, longest: float) -> Iterator[Answered]:
        """Wait some seconds for something to arrive, and yield what has, or raise what it met."""
        with suppress(Empty):
            arrival = self._arrivals.get(timeout=self._here.pause(longest))
            while True:
                yield from self._taken(*arrival)
                arrival = self._arrivals.get_nowait()

    def stop(self) -> None:
        """Ask nothing any more; `rest` yields what is still under way."""
        self._stopped = True
        if self._watch is not None:
            self._watch.close()
        self._here.stop()
        for other in self._others:
            other.stop()

    def rest(self) -> Iterator[Answered]:
        """Yield what arrives after `stop`; a second error says no more."""
        while self._here.running or any(other.running for other in self._others):
            try:
                arrival = self._arrivals.get(timeout=LONGEST)
            except Empty:
                for other in self._others:
                    other.end()  # it stands still
                continue
            with suppress(Exception):
                yield from self._taken(*arrival)

    @property
    def waiting(self) -> bool:
        """Whether cells wait to be asked, or are under way."""
        return self._here.waiting or any(other.waiting for other in self._others)

    def _arrive(self, crew: Crew, what: Any) -> None:
        self._arrivals.put((crew, what))

    def _taken(self, crew: Crew | None, what: Any) -> Iterator[Answered]:
        if crew is None:
            self._renewed(what)
            return
        answered = crew.take(what)
        if answered is not None:
            yield answered
        elif isinstance(crew, WorkerProcess) and not self._stopped:
            if not crew.running:
                self._lose(crew)
            elif self._watch is not None and crew.wants_keys:
                self._watch.look()

    def _renewed(self, found: Keys | Exception) -> None:
        """Let the others sign with keys that were found, or raise why there are none."""
        if isinstance(found, Exception):
            raise found
        for other in self._others:
            other.renew(found)

    def _lose(self, other: WorkerProcess) -> None:
        """Ask here what a process that ended did not answer."""
        other.end()  # it may have been understood no longer, and go on
        self.lost += 1
        self._owners = {
            service: self._here if crew is other else crew for service, crew in self._owners.items()
        }
        for cell in other.left():
            self._here.put(cell)
