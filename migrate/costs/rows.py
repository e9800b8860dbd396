"""Rows of a page, read strictly: what does not look like Cost Explorer's answer is an error."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from migrate.costs.cells import Cell
from migrate.costs.cubes import COSTS, METRICS
from migrate.costs.errors import ArchiveSpoiled
from migrate.costs.money import exact


@dataclass(frozen=True, slots=True)
class Row:
    """One group in one period."""

    start: date
    end: date
    keys: tuple[str, ...]
    """As AWS wrote them: hostile text.  Empty in the control."""
    texts: tuple[str, ...]
    """Amounts in the order of METRICS, as AWS wrote them."""
    units: tuple[str, ...]
    estimated: bool

    @property
    def amounts(self) -> tuple[Decimal, ...]:
        """Amounts in the order of METRICS."""
        return tuple(exact(text) for text in self.texts)

    @property
    def currency(self) -> str:
        """The one unit of all costs."""
        return self.units[0]


def rows_of(cell: Cell) -> Iterator[Row]:
    """Yield the rows of a cell in the order of its pages."""
    for name, page in cell.read():
        try:
            yield from rows_in(page, grouped=bool(cell.question.cube.groups))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            where = f"{cell.directory.name}/{name}"
            raise ArchiveSpoiled(
                f"{where} does not hold an answer of Cost Explorer: {error}"
            ) from error


def rows_in(page: Mapping[str, Any], *, grouped: bool) -> Iterator[Row]:
    """Yield the rows of one page; the control has one row a period."""
    for period in page["answer"]["ResultsByTime"]:
        start = date.fromisoformat(period["TimePeriod"]["Start"])
        end = date.fromisoformat(period["TimePeriod"]["End"])
        estimated = bool(period["Estimated"])
        if not grouped:
            yield _row(start, end, (), period["Total"], estimated)
            continue
        for group in period["Groups"]:
            yield _row(start, end, tuple(group["Keys"]), group["Metrics"], estimated)


def _row(
    start: date, end: date, keys: tuple[str, ...], metrics: Mapping[str, Any], estimated: bool
) -> Row:
    texts = tuple(str(metrics[name]["Amount"]) for name in METRICS)
    units = tuple(str(metrics[name]["Unit"]) for name in METRICS)
    if len(set(units[: len(COSTS)])) != 1:
        raise ValueError(f"{start} {keys!r} has costs in {sorted(set(units[: len(COSTS)]))}")
    row = Row(start, end, keys, texts, units, estimated)
    if len(row.amounts) != len(METRICS):
        raise ValueError(f"{start} {keys!r} lacks a metric")
    return row
