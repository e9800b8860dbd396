"""The bill of one account as columns of running sums: any period of a line is one subtraction."""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from migrate.simulator.billing.charge import Charge
from migrate.simulator.billing.tariffs import NOISE, Amounts, Day, Tariff


def _sums() -> array[int]:
    return array("q", [0])


@dataclass(slots=True)
class Line:
    """A charge and its running sums: item n is the sum of the first n days of the book."""

    charge: Charge
    cost: array[int] = field(default_factory=_sums)
    amortized: array[int] = field(default_factory=_sums)
    quantity: array[int] = field(default_factory=_sums)
    normalized: array[int] = field(default_factory=_sums)

    def add(self, day: Amounts | None) -> None:
        """Append a day."""
        for sums, value in (
            (self.cost, day.cost if day else 0),
            (self.amortized, day.amortized if day else 0),
            (self.quantity, day.quantity if day else 0),
            (self.normalized, day.normalized if day else 0),
        ):
            sums.append(sums[-1] + value)


@dataclass(slots=True)
class Book:
    """All lines of an account since its bills begin; grows when asked for a later day."""

    account: str
    opened: date
    tariffs: Sequence[Tariff]
    seed: int = 0
    currency: str = "USD"
    lines: list[Line] = field(default_factory=list)
    days: int = 0
    _charged: int = 0
    _noise: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        """Open a line for each tariff."""
        if self.opened.day != 1:
            raise ValueError("A book is opened on the first of a month")
        self.lines = [Line(tariff.charge) for tariff in self.tariffs]
        self._noise = _noise(f"{self.account}:{self.seed}")

    @property
    def end(self) -> date:
        """Return the first day that is not in the book."""
        return self.opened + timedelta(days=self.days)

    def extend(self, end: date) -> None:
        """Write all days before `end`; written days never change."""
        while self.end < end:
            self._write(self.end)
            self.days += 1

    def month(self, day: date) -> int:
        """Return how many months after the opening a day lies."""
        return (day.year - self.opened.year) * 12 + day.month - self.opened.month

    def _write(self, day: date) -> None:
        if day.day == 1:
            self._charged = 0
        last = (day + timedelta(days=1)).day == 1
        head = (day.toordinal(), self.month(day), day.day, last, day.weekday() >= 5)
        moment = Day(*head, 0)
        for tariff, line in zip(self.tariffs, self.lines, strict=True):
            if last:
                moment = Day(*head, self._charged)
            amounts = tariff.amounts(moment, self._noise)
            line.add(amounts)
            if amounts is not None and line.charge.record_type != "Tax":
                self._charged += amounts.cost


def _noise(seed: str) -> tuple[int, ...]:
    """Return numbers from -1000 to 1000 that depend on the seed alone."""
    found: list[int] = []
    for block in range(NOISE // 16):
        digest = hashlib.sha256(f"{seed}:{block}".encode()).digest()
        pairs = zip(digest[::2], digest[1::2], strict=True)
        found.extend((high * 256 + low) % 2001 - 1000 for high, low in pairs)
    return tuple(found)
