"""Amounts of one table of an archive, added up by one key: exact, and no currency with another."""

from __future__ import annotations

import csv
import hashlib
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from migrate.core.amounts import EXACT, exact
from migrate.core.escape import csv_cell
from migrate.workspace.archive.contents import DAILY, MONTHLY, Contents, CostsUnreadable, Listed

Amounts = tuple[Decimal, ...]
ZERO = Decimal(0)
Within = tuple[str, str]
"""A key and the one value of it that counts."""
_START, _CURRENCY, _ESTIMATED = "period_start", "currency", "estimated"
_COST = "Cost"
"""How the names of amounts in a currency end; the others are quantities of many units."""


@dataclass(frozen=True, slots=True)
class Period:
    """A month or a day."""

    start: date
    estimated: bool = False
    """AWS had not closed it when it was captured."""
    lines: int = 0
    """Of the table; 0 where it has nothing to say, which is not the same as no costs."""


@dataclass(frozen=True, slots=True)
class Grid:
    """What each name cost in each period, in one metric and one currency; the dearest first."""

    currency: str
    periods: tuple[Period, ...]
    rows: tuple[tuple[str, Amounts], ...]
    """Names are hostile text."""

    @property
    def totals(self) -> Amounts:
        """Return the sum of each period."""
        if not self.rows:
            return (ZERO,) * len(self.periods)
        columns = zip(*(amounts for _, amounts in self.rows), strict=True)
        return tuple(added(column) for column in columns)

    def begun(self) -> Grid:
        """Leave out the periods before the first that has a line."""
        first = next((at for at, period in enumerate(self.periods) if period.lines), 0)
        rows = tuple((name, amounts[first:]) for name, amounts in self.rows)
        return Grid(self.currency, self.periods[first:], rows)


@dataclass(frozen=True, slots=True)
class Sums:
    """One table, added up."""

    metrics: tuple[str, ...]
    currencies: tuple[str, ...]
    """The one with the most lines first; they are never added to each other."""
    periods: tuple[Period, ...]
    cells: Mapping[tuple[str, str], Mapping[date, Amounts]]
    """Amounts in the order of `metrics`, by currency and name, and by period."""

    def grid(self, metric: str, currency: str) -> Grid:
        """Return one metric in one currency."""
        at = self.metrics.index(metric)
        nothing = (ZERO,) * len(self.metrics)
        rows = [
            (name, tuple(found.get(period.start, nothing)[at] for period in self.periods))
            for (spelled, name), found in self.cells.items()
            if spelled == currency
        ]
        rows.sort(key=lambda row: (-added(row[1]), row[0]))
        return Grid(currency, self.periods, tuple(rows))


def added(amounts: Iterable[Decimal]) -> Decimal:
    """Add amounts without ever rounding."""
    total = ZERO
    for amount in amounts:
        total = EXACT.add(total, amount)
    return total


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where what stands in a line of a table."""

    start: int
    key: int
    within: int | None
    value: str
    costs: tuple[int, ...]
    metrics: tuple[str, ...]
    currency: int
    estimated: int


def sums(found: Contents, column: str, month: str = "", within: Within | None = None) -> Sums:
    """Add up one key by month, or by the days of a month, from the smallest table that has it."""
    columns = (column, *(within or ())[:1])
    there = found.table(columns, month)
    if there is None:
        when = f"days of {month}" if month else "months"
        told = f"The archive has no table of the {when} by {' and '.join(columns)}."
        raise CostsUnreadable(told, remedy="Choose another grouping, or go back to months.")
    listed = there[1]
    try:
        lines = csv.reader(io.StringIO(_text(found, listed), newline=""), strict=True)
        layout = _layout(next(lines), column, within)
        return _added(lines, layout, _expected(found, month))
    except (ValueError, LookupError, StopIteration, ArithmeticError, csv.Error) as error:
        raise CostsUnreadable(f"{listed.path} is not a table of an archive: {error}.") from error


def _text(found: Contents, listed: Listed) -> str:
    """Read a file, and refuse it unless it is byte for byte what was captured."""
    try:
        raw = (found.directory / listed.path).read_bytes()
    except OSError as error:
        raise CostsUnreadable(f"{listed.path} cannot be read: {error.strerror}.") from error
    if hashlib.sha256(raw).hexdigest() != listed.sha256:
        raise CostsUnreadable(f"{listed.path} is not as it was captured: its SHA-256 differs.")
    return raw.decode("utf-8", "surrogatepass")


def _layout(head: Sequence[str], column: str, within: Within | None) -> _Layout:
    costs = tuple(at for at, name in enumerate(head) if name.endswith(_COST))
    if not costs:
        raise ValueError("it has no costs")
    return _Layout(
        start=head.index(_START),
        key=head.index(csv_cell(column)),
        within=head.index(csv_cell(within[0])) if within else None,
        value=within[1] if within else "",
        costs=costs,
        metrics=tuple(head[at] for at in costs),
        currency=head.index(_CURRENCY),
        estimated=head.index(_ESTIMATED),
    )


def _added(lines: Iterable[Sequence[str]], at: _Layout, expected: Sequence[date]) -> Sums:
    cells: dict[tuple[str, str], dict[date, Amounts]] = {}
    counts: Counter[date] = Counter()
    currencies: Counter[str] = Counter()
    estimated: set[date] = set()
    days: dict[str, date] = {}
    for line in lines:
        if at.within is not None and line[at.within] != at.value:
            continue
        day = days.get(line[at.start]) or days.setdefault(
            line[at.start], date.fromisoformat(line[at.start])
        )
        mine = cells.setdefault((line[at.currency], line[at.key]), {})
        amounts = tuple([exact(line[n]) for n in at.costs])
        before = mine.get(day)
        mine[day] = tuple(map(EXACT.add, before, amounts)) if before else amounts
        counts[day] += 1
        currencies[line[at.currency]] += 1
        if line[at.estimated] == "true":
            estimated.add(day)
    periods = sorted({*expected, *counts})
    return Sums(
        metrics=at.metrics,
        currencies=tuple(name for name, _ in currencies.most_common()),
        periods=tuple(Period(day, day in estimated, counts[day]) for day in periods),
        cells=cells,
    )


def _expected(found: Contents, month: str) -> tuple[date, ...]:
    """Return every period that the archive says it reaches, with lines or without."""
    first, end = found.reach.get(DAILY if month else MONTHLY, (date.max, date.min))
    return tuple(_days(first, end, month) if month else _months(first, end))


def _months(first: date, end: date) -> Iterator[date]:
    month = first.replace(day=1)
    while month < end:
        yield month
        month = (month + timedelta(days=32)).replace(day=1)


def _days(first: date, end: date, month: str) -> Iterator[date]:
    day = date.fromisoformat(f"{month}-01")
    while f"{day:%Y-%m}" == month:
        if first <= day < end:
            yield day
        day += timedelta(days=1)
