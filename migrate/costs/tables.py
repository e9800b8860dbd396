"""Tables of an archive as CSV: what AWS answered, one row per period and group.

Amounts are the texts that AWS wrote.  A name that a spreadsheet would take for a formula
begins with an apostrophe here; its exact spelling is in the pages below `cells/`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter

from migrate.core.escape import csv_cell
from migrate.costs.cubes import METRICS, Cube
from migrate.costs.holdings import Holdings, Key
from migrate.costs.periods import DAILY, first_of
from migrate.costs.rows import Row, rows_of

QUANTITY = METRICS.index("UsageQuantity")


@dataclass(frozen=True, slots=True)
class Table:
    """One file below `tables/`."""

    path: str
    """Relative to the archive."""
    key: Key
    sources: tuple[str, ...]
    """The cells that it is made from, relative to `cells/`."""
    month: date | None
    """For days: the month that it holds."""


def tables_of(holdings: Holdings, key: Key) -> Iterator[Table]:
    """Yield the tables of a cube: months in one file, days in one file a month."""
    folder = f"tables/{key[1].lower()}"
    months: dict[date | None, list[str]] = {}
    for cell, won in holdings.used(key):
        for month in sorted({_month(key, day) for day in won}, key=str):
            months.setdefault(month, []).append("/".join(cell.directory.parts[-3:]))
    for month, sources in months.items():
        name = f"{key[0]}.csv" if month is None else f"{key[0]}/{month:%Y-%m}.csv"
        yield Table(f"{folder}/{name}", key, tuple(sources), month)


def written(
    holdings: Holdings, key: Key, wanted: Container[str] | None = None
) -> Iterator[tuple[str, bytes]]:
    """Yield the tables of a cube, path and bytes; the same cells give the same bytes.

    `wanted` leaves out the tables that need not be written again; each cell is read once.
    """
    tables = [t for t in tables_of(holdings, key) if wanted is None or t.path in wanted]
    sheets = {table.month: io.StringIO(newline="") for table in tables}
    if not sheets:
        return
    used = list(holdings.used(key))
    for sheet in sheets.values():
        _lines(sheet, [header(used[0][0].question.cube)])
    for cell, won in used:
        by_start = {day.isoformat(): _month(key, day) for day in won}
        for start, rows in groupby(rows_of(cell), attrgetter("start")):
            if start in by_start and by_start[start] in sheets:
                lines = (_line(row, cell.question.cube) for row in rows)
                _lines(sheets[by_start[start]], lines)
    for table in tables:
        yield table.path, sheets[table.month].getvalue().encode("utf-8", "surrogatepass")


def _lines(sheet: io.StringIO, rows: Iterable[Sequence[str]]) -> None:
    csv.writer(sheet, lineterminator="\n").writerows(rows)


def _month(key: Key, day: date) -> date | None:
    return first_of(day) if key[1] == DAILY else None


def header(cube: Cube) -> list[str]:
    """Return the names of the columns."""
    groups = [csv_cell(column_of(group.kind, group.key)) for group in cube.groups]
    return ["period_start", "period_end", *groups, *METRICS, "currency", "usage_unit", "estimated"]


def column_of(kind: str, key: str) -> str:
    """Return the name of a grouping's column: `service`, `tag:team`, `category:product`."""
    if kind == "DIMENSION":
        return key.lower()
    return f"{'tag' if kind == 'TAG' else 'category'}:{key}"


def _line(row: Row, cube: Cube) -> list[str]:
    values = [csv_cell(value) for value in keys_of(row, cube)]
    units = [csv_cell(row.currency), csv_cell(row.units[QUANTITY])]
    return [row.start, row.end, *values, *row.texts, *units, "true" if row.estimated else "false"]


def keys_of(row: Row, cube: Cube) -> list[str]:
    """Return the values of a row's groups; AWS writes a tag as `key$value`, empty for none."""
    found = []
    for group, value in zip(cube.groups, row.keys, strict=True):
        prefix = "" if group.kind == "DIMENSION" else f"{group.key}$"
        found.append(value.removeprefix(prefix))
    return found
