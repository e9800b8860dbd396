"""Rows of a page, as AWS wrote them: one by one, or a period's as columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from operator import itemgetter
from typing import Any, NamedTuple

from migrate.costs.cubes import COSTS, METRICS
from migrate.costs.errors import ArchiveSpoiled
from migrate.costs.money import exact

_OF = {name: itemgetter(name) for name in METRICS}
_AMOUNT, _UNIT = itemgetter("Amount"), itemgetter("Unit")


class Row(NamedTuple):
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


@dataclass(frozen=True, slots=True)
class Part:
    """What one page says of one period, column by column."""

    start: str
    end: str
    estimated: bool
    keys: Sequence[tuple[str, ...]]
    """Of each row; hostile text."""
    texts: Sequence[Sequence[str]]
    """Amounts of all rows, for each of METRICS."""
    units: Sequence[Sequence[str]]
    """Units of all rows, for each of METRICS."""

    @property
    def day(self) -> date:
        """First day of the period."""
        return date.fromisoformat(self.start)

    @property
    def one_currency(self) -> bool:
        """Whether every row has all its costs in one unit."""
        first, *others = self.units[: len(COSTS)]
        return all(column == first for column in others)

    def rows(self) -> Iterator[Row]:
        """Yield its rows."""
        texts, units = zip(*self.texts, strict=True), zip(*self.units, strict=True)
        for keys, amounts, names in zip(self.keys, texts, units, strict=True):
            yield Row(self.start, self.end, keys, amounts, names, self.estimated)


def parts_in(page: Mapping[str, Any], *, grouped: bool) -> Iterator[Part]:
    """Yield the periods of one page that have rows; the control has one row a period."""
    for period in page["answer"]["ResultsByTime"]:
        window = period["TimePeriod"]
        groups = period["Groups"] if grouped else ({"Keys": (), "Metrics": period["Total"]},)
        if not groups:
            continue
        metrics = [group["Metrics"] for group in groups]
        columns = [list(map(_OF[name], metrics)) for name in METRICS]
        yield Part(
            str(window["Start"]),
            str(window["End"]),
            bool(period["Estimated"]),
            _texts([tuple(group["Keys"]) for group in groups]),
            [_text(list(map(_AMOUNT, column))) for column in columns],
            [_text(list(map(_UNIT, column))) for column in columns],
        )


def rows_in(page: Mapping[str, Any], *, grouped: bool) -> Iterator[Row]:
    """Yield the rows of one page; the control has one row a period."""
    for part in parts_in(page, grouped=grouped):
        yield from part.rows()


@contextmanager
def readable(where: str) -> Iterator[None]:
    """Say which file does not look like Cost Explorer's answer."""
    try:
        yield
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise ArchiveSpoiled(
            f"{where} does not hold an answer of Cost Explorer: {error}"
        ) from error


def _text(column: list[str]) -> list[str]:
    """Return a column; one that holds anything but text raises TypeError."""
    "".join(column)
    return column


def _texts(keys: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    for key in keys:
        "".join(key)
    return keys
