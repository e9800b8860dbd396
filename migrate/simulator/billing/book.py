"""The bill of one account as columns of running sums: any period of a line is one subtraction."""

from __future__ import annotations

import calendar
import hashlib
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from migrate.simulator.billing.charge import Charge
from migrate.simulator.billing.tariffs import NOISE, Day, Tariff


def _sums() -> array[int]:
    return array("q", [0])


@dataclass(slots=True)
class Line:
    """A charge and its running sums: item n is the sum of the first n days of the book."""

    charge: Charge
    cost: array[int]
    amortized: array[int]
    quantity: array[int]
    normalized: array[int]


@dataclass(slots=True)
class Book:
    """All lines of an account since its bills begin; grows when asked for a later day."""

    account: str
    opened: date
    tariffs: Sequence[Tariff]
    seed: int = 0
    currency: str = "USD"
    lines: list[Line] = field(init=False)
    _zeros: array[int] = field(init=False)
    """The column of all lines that have nothing in it."""
    _noise: tuple[int, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Open a line for each tariff."""
        if self.opened.day != 1:
            raise ValueError("A book is opened on the first of a month")
        self._zeros = _sums()
        self.lines = [self._line(tariff) for tariff in self.tariffs]
        self._noise = _noise(f"{self.account}:{self.seed}")

    def __getstate__(self) -> tuple[Any, ...]:
        """Save the rules alone: what was written follows from them."""
        return self.account, self.opened, tuple(self.tariffs), self.seed, self.currency

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        """Open the book again, empty; it is written when somebody asks."""
        self.account, self.opened, self.tariffs, self.seed, self.currency = state
        self.__post_init__()

    def _line(self, tariff: Tariff) -> Line:
        cost = _sums()
        amortized = cost if tariff.flat else _sums()
        normalized = _sums() if tariff.factor else self._zeros
        return Line(tariff.charge, cost, amortized, _sums(), normalized)

    @property
    def days(self) -> int:
        """Return how many days are written."""
        return len(self._zeros) - 1

    @property
    def end(self) -> date:
        """Return the first day that is not in the book."""
        return self.opened + timedelta(days=self.days)

    def extend(self, end: date) -> None:
        """Write all days before `end`; written days never change."""
        fresh = tuple(self._fresh(end))
        if not fresh:
            return
        charged = dict.fromkeys((day.month for day in fresh), 0)
        first, last = fresh[0].month, fresh[-1].month
        cuts = [self._index(month) for month in range(first, last + 2)]
        written = self.days + len(fresh)
        for tariff, line in zip(self.tariffs, self.lines, strict=True):
            tariff.write(fresh, self._noise, charged, line)
            if line.charge.record_type != "Tax":
                for month in range(first, last + 1):
                    low, high = cuts[month - first], min(cuts[month - first + 1], written)
                    charged[month] += line.cost[high] - line.cost[low]
        self._zeros.extend([0] * len(fresh))

    def _index(self, month: int) -> int:
        """Return the item of the running sums with which a month begins."""
        number = self.opened.year * 12 + self.opened.month - 1 + month
        return (date(number // 12, number % 12 + 1, 1) - self.opened).days

    def _fresh(self, end: date) -> Iterator[Day]:
        day = self.end
        while day < end:
            month = (day.year - self.opened.year) * 12 + day.month - self.opened.month
            length = calendar.monthrange(day.year, day.month)[1]
            yield Day(day.toordinal(), month, day.day, length, day.weekday() >= 5)
            day += timedelta(days=1)


def _noise(seed: str) -> tuple[int, ...]:
    """Return numbers from -1000 to 1000 that depend on the seed alone."""
    found: list[int] = []
    for block in range(NOISE // 16):
        digest = hashlib.sha256(f"{seed}:{block}".encode()).digest()
        pairs = zip(digest[::2], digest[1::2], strict=True)
        found.extend((high * 256 + low) % 2001 - 1000 for high, low in pairs)
    return tuple(found)
