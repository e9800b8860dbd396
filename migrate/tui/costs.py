"""What the costs screen shows: a choice of the person, and what the archive answers to it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

from migrate.core.errors import MigrateError
from migrate.workspace.archive.contents import Contents, Lack, contents, stamp
from migrate.workspace.archive.outlook import Outlook, outlook
from migrate.workspace.archive.sums import ZERO, Amounts, Grid, Period, Sums, added, sums

FIRST = "service"
"""The grouping that is shown first, where the archive has it."""
NONE = "(none)"
"""Stands for an empty name: a tag or category that nothing was given."""

Row = tuple[str, Amounts]


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person wants to see."""

    group: str = FIRST
    metric: str = ""
    """Empty: the first that the archive has."""
    currency: str = ""
    """Empty: the one with the most lines."""
    month: str = ""
    """Show the days of this month; empty for months."""
    within: tuple[str, str] | None = None
    """Only what has this value of another key."""
    order: str = "total"


@dataclass(frozen=True, slots=True)
class Reading:
    """What the archive answers."""

    choice: Choice
    stamp: tuple[object, ...]
    contents: Contents | None = None
    known: Outlook | None = None
    sums: Sums | None = None
    trouble: MigrateError | None = None
    """Why there is nothing to draw."""
    doubt: MigrateError | None = None
    """Why nothing is known of the proofs, though somebody wrote it down."""


def read(directory: Path, choice: Choice) -> Reading:
    """Read what a choice needs; what is wrong with the archive is part of the answer."""
    reading = Reading(choice, stamp(directory))
    try:
        found = contents(directory)
        if choice.group not in found.columns and found.columns:
            choice = replace(choice, group=found.columns[0], within=None)
        reading = _known(replace(reading, choice=choice, contents=found), found)
        return replace(reading, sums=sums(found, choice.group, choice.month, choice.within))
    except MigrateError as error:
        return replace(reading, trouble=error)


def _known(reading: Reading, found: Contents) -> Reading:
    try:
        return replace(reading, known=outlook(found))
    except MigrateError as error:
        return replace(reading, doubt=error)


def _change(at: int) -> Callable[[Row], object]:
    return lambda row: -abs(row[1][at] - (row[1][at - 1] if at else ZERO))


ORDERS: Mapping[str, Callable[[int], Callable[[Row], object]]] = MappingProxyType(
    {
        "total": lambda _at: lambda row: -abs(added(row[1])),
        "this period": lambda at: lambda row: -abs(row[1][at]),
        "change": _change,
        "name": lambda _at: lambda row: row[0].lower(),
    }
)
"""Ways to sort, each from the chosen period to a key; credits count by their size."""


@dataclass(frozen=True, slots=True)
class Series:
    """One colour of the bars."""

    name: str
    amounts: Amounts
    up: Amounts
    """What of it is charged, by period."""
    down: Amounts
    """What of it is given back, by period: zero or negative."""


@dataclass(frozen=True)
class Picture:
    """The amounts of a reading, with the period under the cursor."""

    reading: Reading
    grid: Grid
    metric: str
    at: int
    """The chosen period."""

    @property
    def period(self) -> Period:
        """The chosen period."""
        return self.grid.periods[self.at]

    @property
    def choice(self) -> Choice:
        """What is shown."""
        return self.reading.choice

    @property
    def currencies(self) -> tuple[str, ...]:
        """Every currency of the table."""
        return self.reading.sums.currencies if self.reading.sums is not None else ()

    @property
    def not_in_it(self) -> tuple[str, ...]:
        """Currencies that are not drawn: they are never added to this one."""
        return tuple(name for name in self.currencies if name != self.grid.currency)

    @cached_property
    def totals(self) -> Amounts:
        """The sum of each period."""
        return self.grid.totals

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """Every name with its amounts, in the chosen order."""
        return tuple(sorted(self.grid.rows, key=ORDERS[self.choice.order](self.at)))  # type: ignore[arg-type]

    def series(self, top: int) -> tuple[Series, ...]:
        """Return the first so many names, and the others as one."""
        named, rest = self.rows[:top], self.rows[top:]
        found = [_one(*row) for row in named]
        if len(rest) == 1:
            found.append(_one(*rest[0]))
        elif rest:
            found.append(_together(f"{len(rest)} others", [amounts for _, amounts in rest]))
        return tuple(found)


def picture(reading: Reading, day: date | None = None) -> Picture | None:
    """Return what can be drawn of a reading; None where there is nothing.

    Without a day, or with one that is not there, the newest period that is closed is chosen.
    """
    found = reading.sums
    if found is None or not found.periods or not found.currencies:
        return None
    choice = reading.choice
    metric = choice.metric if choice.metric in found.metrics else found.metrics[0]
    currency = choice.currency if choice.currency in found.currencies else found.currencies[0]
    grid = found.grid(metric, currency).begun()
    return Picture(reading, grid, metric, _chosen(grid.periods, day))


def _chosen(periods: Sequence[Period], day: date | None) -> int:
    closed = [at for at, period in enumerate(periods) if period.lines and not period.estimated]
    there = [at for at, period in enumerate(periods) if period.start == day]
    return (there or closed or [len(periods) - 1])[-1]


def _one(name: str, amounts: Amounts) -> Series:
    up = tuple(max(amount, ZERO) for amount in amounts)
    return Series(name or NONE, amounts, up, tuple(min(amount, ZERO) for amount in amounts))


def _together(name: str, rows: Sequence[Amounts]) -> Series:
    """Add rows up; what is charged and what is given back stay apart, as they are drawn."""
    columns = list(zip(*rows, strict=True))
    up = tuple(added(amount for amount in column if amount > 0) for column in columns)
    down = tuple(added(amount for amount in column if amount < 0) for column in columns)
    return Series(name, tuple(added(column) for column in columns), up, down)


def open_lacks(found: Contents) -> tuple[Lack, ...]:
    """Return what is missing and not waived, or no longer."""
    today = datetime.now(UTC).date()
    return tuple(lack for lack in found.missing if lack.stands(today))


def spoken(name: str) -> str:
    """Return a metric or a key in words: `net unblended`, `usage type`, `tag:team`."""
    if ":" in name:
        return name
    words = re.sub(r"(?<!^)(?<=[a-z])([A-Z])", r" \1", name).replace("_", " ").lower()
    return words.removesuffix(" cost")


def cents(amount: Decimal) -> str:
    """Return an amount to the cent; its currency stands in the title."""
    shown = f"{amount:,.2f}"
    return "0.00" if shown == "-0.00" else shown


_HUGE = Decimal(10**12)


def short(amount: Decimal) -> str:
    """Return an amount in at most six cells, for an axis."""
    size = abs(amount)
    if size >= _HUGE:
        return f"{amount:.0e}"
    for unit, name in ((Decimal(10**9), "G"), (Decimal(10**6), "M"), (Decimal(10**3), "k")):
        if size >= unit:
            shown = f"{amount / unit:.1f}".removesuffix(".0")
            return f"{shown}{name}"
    if size >= 10 or not size:
        return f"{amount:,.0f}"
    return f"{amount.normalize():f}" if size >= Decimal("0.001") else f"{amount:.0e}"


def change(picture: Picture) -> str:
    """Say how the chosen period differs from the one before it; empty where nothing can be said."""
    at = picture.at
    if not at or not picture.grid.periods[at - 1].lines:
        return ""
    before, now = picture.totals[at - 1], picture.totals[at]
    share = f" ({(now - before) / abs(before):+.1%})" if before else ""
    return f"{'+' if now >= before else ''}{cents(now - before)}{share}"
