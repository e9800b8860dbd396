"""The rules by which days become amounts: usage, fees on a day, promises, shares of a month.

A rule is a pure function of the day and the seed, so a ledger can grow with the clock.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from migrate.simulator.billing.amounts import USAGE
from migrate.simulator.billing.charge import Charge

NOISE = 1024
_UNIT = int(10**USAGE)


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a book, with what the rules ask about it."""

    ordinal: int
    month: int
    """Months since the book was opened; the first is 0."""
    number: int
    """Day of the month."""
    length: int
    """Days of its month."""
    weekend: bool

    @property
    def last(self) -> bool:
        """Tell whether the month ends with it."""
        return self.number == self.length


class Columns(Protocol):
    """Where a rule writes: running sums, one more item for each day."""

    cost: array[int]
    amortized: array[int]
    """The very same array as `cost` where a rule says `flat`."""
    quantity: array[int]
    normalized: array[int]


class Tariff(Protocol):
    """A line of the bill: what it is for, and what days add to it."""

    @property
    def charge(self) -> Charge:
        """Return what the line is for."""

    @property
    def flat(self) -> bool:
        """Tell whether the amortized cost is always the cost."""

    @property
    def factor(self) -> int:
        """Return the normalization factor of the instance size, times 100; 0 for none."""

    def write(
        self,
        days: Sequence[Day],
        noise: tuple[int, ...],
        charged: Mapping[int, int],
        into: Columns,
    ) -> None:
        """Append the days; `charged` is what the lines before this one charge by month."""


@dataclass(frozen=True, slots=True)
class Span:
    """The months of a book in which a line exists; the end is exclusive."""

    first: int = 0
    end: int = 1 << 30

    def holds(self, month: int) -> bool:
        """Tell whether the line exists in that month."""
        return self.first <= month < self.end


def priced(quantity: int, price: int) -> int:
    """Multiply; what is taken back at a negative price is exactly what was charged."""
    amount: int = quantity * abs(price) // _UNIT
    return -amount if price < 0 else amount


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

    @property
    def flat(self) -> bool:
        """Tell whether the amortized cost is always the cost."""
        return self.price == self.amortized_price

    def write(
        self,
        days: Sequence[Day],
        noise: tuple[int, ...],
        charged: Mapping[int, int],
        into: Columns,
    ) -> None:
        """Meter the days."""
        del charged
        cost, amortized = into.cost[-1], into.amortized[-1]
        quantity, normalized = into.quantity[-1], into.normalized[-1]
        flat, factor = self.flat, self.factor
        for day in days:
            used = self.used(day, noise)
            cost += priced(used, self.price)
            quantity += used
            into.cost.append(cost)
            into.quantity.append(quantity)
            if not flat:
                amortized += priced(used, self.amortized_price)
                into.amortized.append(amortized)
            if factor:
                normalized += used * factor // 100
                into.normalized.append(normalized)

    def used(self, day: Day, noise: tuple[int, ...]) -> int:
        """Return the quantity of a day."""
        if not self.span.first <= day.month < self.span.end:
            return 0
        share = self.weekend if day.weekend else 100
        jitter = 100_000 + self.wobble * noise[(day.ordinal * 37 + self.phase) % NOISE]
        used = self._level(day.month) * share * jitter // 10_000_000
        return used * self.spike[1] if day.ordinal == self.spike[0] else used

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
    factor: int = 0

    @property
    def flat(self) -> bool:
        """Tell whether the amortized cost is always the cost."""
        return self.amount == self.amortized

    def write(
        self,
        days: Sequence[Day],
        noise: tuple[int, ...],
        charged: Mapping[int, int],
        into: Columns,
    ) -> None:
        """Charge on the days it falls due."""
        del noise, charged
        for day in days:
            due = self._due(day)
            into.cost.append(into.cost[-1] + due * self.amount)
            into.quantity.append(into.quantity[-1] + due * self.quantity)
            if not self.flat:
                into.amortized.append(into.amortized[-1] + due * self.amortized)

    def _due(self, day: Day) -> bool:
        due = day.last if self.on == 0 else day.number == self.on
        turn = (day.month - self.span.first) % self.every == 0
        return due and turn and self.span.holds(day.month)


@dataclass(frozen=True, slots=True)
class Promise:
    """What a reservation costs whether it is used or not: billed on the first, for all hours.

    Amortized, only what goes unused is left here: the rest is with the usage that it covers.
    """

    charge: Charge
    hourly: int
    """Of all that was bought, an hour (scaled money)."""
    unused: Usage
    """Meters the hours that nothing uses, at the effective price."""
    count: int
    """Hours bought in one hour."""
    span: Span = Span()

    @property
    def flat(self) -> bool:
        """Tell whether the amortized cost is always the cost."""
        return False

    @property
    def factor(self) -> int:
        """Return that a fee has no size."""
        return 0

    def write(
        self,
        days: Sequence[Day],
        noise: tuple[int, ...],
        charged: Mapping[int, int],
        into: Columns,
    ) -> None:
        """Charge each month on its first day, and each day for what it left unused."""
        del charged
        for day in days:
            there = self.span.holds(day.month)
            hours = 24 * day.length if there and day.number == 1 else 0
            left = priced(self.unused.used(day, noise), self.unused.amortized_price)
            into.cost.append(into.cost[-1] + hours * self.hourly)
            into.quantity.append(into.quantity[-1] + hours * self.count * _UNIT)
            into.amortized.append(into.amortized[-1] + (left if there else 0))


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
    factor: int = 0

    @property
    def flat(self) -> bool:
        """Tell whether the amortized cost is always the cost."""
        return True

    def write(
        self,
        days: Sequence[Day],
        noise: tuple[int, ...],
        charged: Mapping[int, int],
        into: Columns,
    ) -> None:
        """Settle each month when it ends."""
        del noise
        for day in days:
            due = day.last and self.span.holds(day.month)
            amount = self._amount(charged[day.month]) if due else 0
            into.cost.append(into.cost[-1] + amount)
            into.quantity.append(into.quantity[-1])

    def _amount(self, charged: int) -> int:
        part = abs(charged * self.rate // 10_000)
        part = max(min(part, self.most) if self.most else part, self.least)
        return -part if self.rate < 0 else part
