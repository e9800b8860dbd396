"""A crew in another process: it asks for the cells of some services, and ends with this one.

Only this process writes: what the other one reads comes back on a pipe.  Where the other one dies,
what it was asked for and did not answer is known here.
"""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from queue import SimpleQueue
from threading import Semaphore, Thread
from typing import IO, Any, cast

from migrate.aws.lending import Keys, Loan
from migrate.core.errors import CredentialsExpired
from migrate.inventory.ask import Answered
from migrate.inventory.cells import Cell
from migrate.inventory.pipe import DEAF_TO, Failure, Order, Stop, hear, packed
from migrate.inventory.workers import PARTS, Arrive, Task
from migrate.workspace.interpreter import another

CellKey = tuple[str, str, str]
PATIENCE = 5.0
"""Seconds to wait for a process that said its last word."""


class WorkerProcess:
    """Another process with its own threads, clients and paces; OSError where none can be had."""

    def __init__(self, task: Task, loan: Loan, arrive: Arrive) -> None:
        self._keys = loan.keys
        self._arrive = arrive
        self._new: list[Cell] = []
        self._asked: dict[CellKey, tuple[Cell, Keys]] = {}
        """With the keys that it was last told of before."""
        self._refused: dict[CellKey, BaseException] = {}
        """Cells whose keys were no longer good."""
        self._room = Semaphore(task.threads)
        self._parts = Semaphore(PARTS)
        self._running = True
        self._closed = False
        with _signals_held():
            self._process = another("migrate.inventory.worker")
        self._mouth = cast("IO[bytes]", self._process.stdin)
        self._ear = cast("IO[bytes]", self._process.stdout)
        self._words: SimpleQueue[bytes] = SimpleQueue()
        self._tell(Order(task, loan))
        self._talking = [
            Thread(target=what, name="worker", daemon=True) for what in (self._speak, self._hear)
        ]
        try:
            for one in self._talking:
                one.start()
        except RuntimeError as error:  # no more threads
            self.end()
            self._hang_up()
            raise OSError(str(error)) from error

    def put(self, cell: Cell) -> None:
        """Let it ask for a cell."""
        self._asked[cell.key] = cell, self._keys
        self._new.append(cell)

    def renew(self, keys: Keys) -> None:
        """Let it sign with other keys, and ask again what was refused with those before.

        Raises what was refused with these.
        """
        if keys != self._keys:
            self._keys = keys
            self._tell(keys)
        refused, self._refused = self._refused, {}
        for key, error in refused.items():
            cell, used = self._asked[key]
            if used == keys:
                raise error
            self.put(cell)

    def fill(self) -> None:
        """Tell it the cells that were put."""
        if self._new:
            self._tell(self._new)
            self._new = []

    def take(self, arrived: Any) -> Answered | None:
        """Return what it brings, or raise what it met; None when it ends, or wants other keys."""
        if arrived is None:
            self._running = False
            return None
        self._room_of(arrived).release()
        if isinstance(arrived, Failure):
            if not isinstance(arrived.error, CredentialsExpired):
                raise arrived.error
            self._refused[arrived.cell.key] = arrived.error
            return None
        answered: Answered = arrived
        if answered.record is not None:
            self._asked.pop(answered.cell.key, None)
        return answered

    def stop(self) -> None:
        """Let it ask nothing any more; it tells what is under way, and ends."""
        self._tell(Stop())

    def left(self) -> list[Cell]:
        """Return the cells that it did not answer and will not; none the next time."""
        left = [cell for cell, _ in self._asked.values()]
        self._asked, self._refused, self._new = {}, {}, []
        return left

    def end(self) -> None:
        """End it at once."""
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        """See that it is gone: at once where it did not say its last word."""
        try:
            self._process.wait(0 if self._running else PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
        self._process.wait()
        self._closed = True
        self._room.release()
        self._parts.release()
        self._hang_up()

    @property
    def waiting(self) -> bool:
        """Whether it has cells to answer."""
        return bool(self._asked)

    @property
    def wants_keys(self) -> bool:
        """Whether keys were refused that the account may have renewed."""
        return bool(self._refused)

    @property
    def running(self) -> bool:
        """Whether it may still bring something."""
        return self._running

    def _hang_up(self) -> None:
        """Let go of its pipes, when it is gone."""
        self._words.put(b"")
        for one in self._talking:
            if one.ident is not None:
                one.join()
        for pipe in (self._mouth, self._ear):
            with suppress(OSError):
                pipe.close()

    def _room_of(self, arrived: Answered | Failure) -> Semaphore:
        """Return what keeps a reader that is faster than the writer from filling the memory."""
        part = isinstance(arrived, Answered) and arrived.record is None
        return self._parts if part else self._room

    def _tell(self, what: Any) -> None:
        self._words.put(packed(what))

    def _speak(self) -> None:
        """Write what is to be told, so that nobody waits for a process that is busy."""
        with suppress(OSError):  # it is gone, and `_hear` says so
            while words := self._words.get():
                self._mouth.write(words)
                self._mouth.flush()

    def _hear(self) -> None:
        """Bring what it tells, as fast as it is taken; that it ends in any case."""
        try:
            while not isinstance(what := hear(self._ear), Stop):
                if not self._closed:
                    self._room_of(what).acquire()
                self._arrive(self, what)
        except EOFError:
            pass
        finally:
            self._arrive(self, None)


@contextmanager
def _signals_held() -> Iterator[None]:
    """Hold what a new process would die of before it can say that it leaves it to the runner."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, DEAF_TO)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
