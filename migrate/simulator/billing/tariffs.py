"""The rules by which days become amounts: usage, fees on a day, shares of a month.

A rule is a pure function of the day and the seed, so a ledger can grow with the clock.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from migrate.simulator.billing.charge import Charge

NOISE = 1024


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a book, with what the rules ask about it."""

    ordinal: int
    month: int
    """Months since the book was opened; the first is 0."""
    number: int
    """Day of the month."""
    last: bool
    """Whether the month ends with it."""
    weekend: bool
    charged: int
    """What the lines before this one charged this month, tax apart (scaled money)."""


@dataclass(frozen=True, slots=True)
class Amounts:
    """What one line says of one day, as scaled integers."""

    cost: int
    amortized: int
    quantity: int = 0
    normalized: int = 0


class Tariff(Protocol):
    """A line of the bill: whose it is, and what a day adds to it."""

    @property
    def charge(self) -> Charge:
        """Return what the line is for."""

    def amounts(self, day: Day, noise: tuple[int, ...]) -> Amounts | None:
        """Return what the day adds, or None for nothing."""


@dataclass(frozen=True, slots=True)
class Span:
    """The months of a book in which a line exists; the end is exclusive."""

    first: int = 0
    end: int = 1 << 30

    def holds(self, month: int) -> bool:
        """Tell whether the line exists in that month."""
        return self.first <= month < self.end


@dataclass(frozen=True, slots=True)
class Usage:
    """Something metered every day, with weekends, growth and noise."""

    charge: Charge
    daily: int
    """Quantity of a day in the first month (scaled usage)."""
    price: int
    """Of one unit (scaled money)."""
    amortized_price: int
    span: Span = Span()
    weekend: int = 100
    """Percent of a working day that a weekend's day uses."""
    growth: int = 0
    """Ten-thousandths by which a month exceeds the one before."""
    wobble: int = 4
    """Percent by which a day may differ from the mean."""
    factor: int = 0
    """Normalization factor of the instance size, times 100."""
    spike: tuple[int, int] = (-1, 1)
    """An ordinal day, and how many times its usage."""
    phase: int = 0
    _levels: list[int] = field(default_factory=list, compare=False, repr=False)

    def amounts(self, day: Day, noise: tuple[int, ...]) -> Amounts | None:
        """Meter the day."""
        if not self.span.holds(day.month):
            return None
        share = self.weekend if day.weekend else 100
        jitter = 100_000 + self.wobble * noise[(day.ordinal * 37 + self.phase) % NOISE]
        used = self._level(day.month) * share * jitter // 10_000_000
        if day.ordinal == self.spike[0]:
            used *= self.spike[1]
        cost = used * self.price // 1_000_000
        if self.amortized_price == self.price:
            return Amounts(cost, cost, used, used * self.factor // 100)
        amortized = used * self.amortized_price // 1_000_000
        return Amounts(cost, amortized, used, used * self.factor // 100)

    def _level(self, month: int) -> int:
        while len(self._levels) <= month:
            before = self._levels[-1] if self._levels else None
            after = self.daily if before is None else before * (10_000 + self.growth) // 10_000
            self._levels.append(after)
        return self._levels[month]


@dataclass(frozen=True, slots=True)
class Fee:
    """A fixed amount on one day of each month; day 0 is the last of the month."""

    charge: Charge
    amount: int
    amortized: int
    on: int = 1
    span: Span = Span()
    every: int = 1
    """Months between two fees."""
    quantity: int = 0

    def amounts(self, day: Day, noise: tuple[int, ...]) -> Amounts | None:  # noqa: ARG002
        """Charge on the day it falls due."""
        due = day.last if self.on == 0 else day.number == self.on
        turn = (day.month - self.span.first) % self.every == 0
        if not due or not turn or not self.span.holds(day.month):
            return None
        return Amounts(self.amount, self.amortized, self.quantity)


@dataclass(frozen=True, slots=True)
class Share:
    """A part of all that the lines before it charged in a month, on its last day."""

    charge: Charge
    rate: int
    """Ten-thousandths of the month's charges; negative for a credit."""
    most: int = 0
    """The most it may be (scaled money); 0 for no bound."""
    least: int = 0
    span: Span = Span()

    def amounts(self, day: Day, noise: tuple[int, ...]) -> Amounts | None:  # noqa: ARG002
        """Settle the month when it ends."""
        if not day.last or not self.span.holds(day.month):
            return None
        part = abs(day.charged * self.rate // 10_000)
        part = max(min(part, self.most) if self.most else part, self.least)
        amount = -part if self.rate < 0 else part
        return Amounts(amount, amount)
