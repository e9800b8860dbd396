"""Rows of a page, as AWS wrote them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from migrate.costs.cubes import METRICS
from migrate.costs.errors import ArchiveSpoiled
from migrate.costs.money import exact


@dataclass(frozen=True, slots=True)
class Row:
    """One group in one period."""

    start: str
    end: str
    """Days as AWS wrote them."""
    keys: tuple[str, ...]
    """Hostile text.  Empty in the control."""
    texts: tuple[str, ...]
    """Amounts in the order of METRICS."""
    units: tuple[str, ...]
    estimated: bool

    @property
    def amounts(self) -> tuple[Decimal, ...]:
        """Amounts in the order of METRICS; what is no number raises ValueError."""
        return tuple([exact(text) for text in self.texts])

    @property
    def currency(self) -> str:
        """The one unit of all costs."""
        return self.units[0]

    @property
    def day(self) -> date:
        """First day of the period."""
        return date.fromisoformat(self.start)


def rows_in(page: Mapping[str, Any], *, grouped: bool) -> Iterator[Row]:
    """Yield the rows of one page; the control has one row a period."""
    for period in page["answer"]["ResultsByTime"]:
        start, end = period["TimePeriod"]["Start"], period["TimePeriod"]["End"]
        estimated = bool(period["Estimated"])
        if not grouped:
            yield _row(start, end, (), period["Total"], estimated)
            continue
        for group in period["Groups"]:
            yield _row(start, end, tuple(group["Keys"]), group["Metrics"], estimated)


@contextmanager
def readable(where: str) -> Iterator[None]:
    """Say which file does not look like Cost Explorer's answer."""
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ArchiveSpoiled(
            f"{where} does not hold an answer of Cost Explorer: {error}"
        ) from error


def _row(
    start: str, end: str, keys: tuple[str, ...], metrics: Mapping[str, Any], estimated: bool
) -> Row:
    parts = [metrics[name] for name in METRICS]
    texts = tuple([str(part["Amount"]) for part in parts])
    return Row(start, end, keys, texts, tuple([str(part["Unit"]) for part in parts]), estimated)
