"""AWS's clock, read from the Date of its answers."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime


class AwsClock:
    """Tells AWS's time: the newest Date seen, plus what this process's monotonic clock ran since.

    Before the first answer it is the laptop's clock, which only schedules.
    """

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._guard = threading.Lock()
        self._seen: datetime | None = None
        self._at = 0.0

    def see(self, date_header: str) -> datetime | None:
        """Take the Date of an answer; return it, or None where it cannot be read."""
        try:
            date = parsedate_to_datetime(date_header)
        except (TypeError, ValueError):
            return None
        date = date.replace(tzinfo=UTC) if date.tzinfo is None else date.astimezone(UTC)
        with self._guard:
            self._seen, self._at = date, self._monotonic()
        return date

    def now(self) -> datetime:
        """Return the best estimate of AWS's time."""
        with self._guard:
            if self._seen is None:
                return datetime.now(UTC)
            return self._seen + timedelta(seconds=self._monotonic() - self._at)
