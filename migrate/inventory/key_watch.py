"""Looks whether the keys of an account were renewed, so that those who borrowed them are told.

It is a thread of its own: to renew keys may take calls of AWS, or a person with a code.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Thread

from migrate.aws.account import Bound
from migrate.aws.lending import Keys, keys_of
from migrate.core.errors import CallRefused, CredentialsExpired

LOOK = 0.5
"""Seconds between two looks."""
ATTEMPTS = 3
"""Looks that may fail in a row, where somebody waits for one: the network comes and goes."""


class KeyWatch:
    """Hands on keys when they are other ones, and the error that leaves none to be had, once."""

    def __init__(
        self, account: Bound, lent: Keys, arrive: Callable[[Keys | Exception], None]
    ) -> None:
        self._account = account
        self._lent = lent
        self._arrive = arrive
        self._wanted = Event()
        self._closed = Event()
        self._failed = 0
        self._thread = Thread(target=self._watch, name="keys", daemon=True)

    def start(self) -> None:
        """Begin to look; RuntimeError where there can be no thread."""
        self._thread.start()

    def look(self) -> None:
        """Look at once, and hand on what is there even if it is the same."""
        self._wanted.set()

    def close(self) -> None:
        """Look no more; a look that is under way ends by itself."""
        self._closed.set()
        self._wanted.set()

    def _watch(self) -> None:
        while True:
            wanted = self._wanted.wait(LOOK)
            if self._closed.is_set():
                return
            if wanted:
                self._wanted.clear()
            try:
                keys = keys_of(self._account)
            except Exception as error:  # noqa: BLE001 - raised again where the scan is
                if self._is_final(error, wanted=wanted):
                    self._arrive(error)
                    return
                continue
            self._failed = 0
            if wanted or keys != self._lent:
                self._lent = keys
                self._arrive(keys)

    def _is_final(self, error: Exception, *, wanted: bool) -> bool:
        """Whether an error ends the scan; keys that were lent may do while nobody wants others."""
        if isinstance(error, CredentialsExpired | CallRefused):
            return True
        if wanted:
            self._failed += 1
            self._closed.wait(LOOK)
            self._wanted.set()
        return self._failed >= ATTEMPTS
