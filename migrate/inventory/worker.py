"""The other end of `worker_process`: reads what it is told to, and ends with whom it serves.

It holds no lock, opens no state.db, and its account can only be read.
"""

from __future__ import annotations

import os
import signal
import traceback
from contextlib import suppress
from queue import Empty, Queue
from threading import Thread
from typing import IO, Any

from migrate.aws.lending import Keys, borrow
from migrate.aws.pace import Paces
from migrate.aws.scan import Reader
from migrate.inventory.ask import Answered
from migrate.inventory.pipe import DEAF_TO, Failure, Order, Stop, failure, hear, packed
from migrate.inventory.workers import PULSE, Workers


class Served:
    """The work of one scan in this process, until it is stopped."""

    def __init__(self, order: Order, pipe: IO[bytes]) -> None:
        self._pipe = pipe
        self._arrivals: Queue[tuple[bool, Any]] = Queue()
        """With whether it came out here, or was told."""
        borrowed = borrow(order.loan)
        self._lent = borrowed.lent
        self._workers = Workers(
            order.task, Reader(borrowed.account, Paces()), lambda _, what: self._put(True, what)
        )
        self._stopped = False

    def work(self) -> None:
        """Ask for what is told, and tell what comes out."""
        while not self._stopped or self._workers.running:
            if not self._stopped:
                self._workers.fill()
            try:
                here, what = self._arrivals.get(timeout=self._workers.pause(PULSE))
            except Empty:
                continue
            if here:
                self._tell(self._brought(what))
            else:
                self._obey(what)
        self._tell(Stop())

    def listen(self, pipe: IO[bytes]) -> None:
        """Hear what is told; where it ends or is not understood, end this process at once."""
        try:
            with suppress(EOFError):
                while True:
                    self._put(False, hear(pipe))
        except BaseException:  # noqa: BLE001 - the scan asks for the rest itself
            traceback.print_exc()
        finally:
            os._exit(1)  # deaf, it would outlive the runner

    def _tell(self, what: Any) -> None:
        self._pipe.write(packed(what))
        self._pipe.flush()

    def _put(self, here: bool, what: Any) -> None:
        self._arrivals.put((here, what))

    def _brought(self, what: Any) -> Answered | Failure:
        cell = self._workers.cell_of(what)
        try:
            return self._workers.take(what)
        except Exception as error:  # noqa: BLE001 - raised again where the scan is
            return failure(error, cell)

    def _obey(self, told: Any) -> None:
        match told:
            case Keys():
                self._lent.renew(told)
            case Stop():
                self._stopped = True
                self._workers.stop()
            case _:
                for cell in told:
                    self._workers.put(cell)


def main() -> None:
    """Serve on the standard pipes; what prints goes to stderr."""
    for number in DEAF_TO:
        signal.signal(number, signal.SIG_IGN)  # terminals and `timeout` send it to all
    signal.pthread_sigmask(signal.SIG_UNBLOCK, DEAF_TO)
    told, pipe = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    ended = 1
    try:
        with suppress(EOFError, BrokenPipeError):
            served = Served(hear(told), pipe)
            Thread(target=served.listen, args=(told,), daemon=True).start()
            served.work()
        ended = 0
    except BaseException:  # noqa: BLE001 - the scan asks for the rest itself
        traceback.print_exc()
    finally:
        os._exit(ended)  # no thread that listens, or waits to hand on, may hold up the end


if __name__ == "__main__":
    main()
