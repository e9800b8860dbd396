"""Tables of an archive as CSV: what AWS answered, one row per period and group.

Amounts are the texts that AWS wrote.  A name that a spreadsheet would take for a formula
begins with an apostrophe here; its exact spelling is in the pages below `cells/`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from migrate.core.escape import csv_cell
from migrate.costs.cells import Cell
from migrate.costs.cubes import METRICS, Cube
from migrate.costs.holdings import Holdings, Key
from migrate.costs.periods import DAILY, first_of
from migrate.costs.rows import Row, rows_of


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


def tables_of(holdings: Holdings) -> Iterator[Table]:
    """Yield every table: months in one file, days in one file a month."""
    for key in holdings.all_keys():
        folder = f"tables/{key[1].lower()}"
        name = key[0]
        if key[1] != DAILY:
            yield Table(f"{folder}/{name}.csv", key, _sources(holdings, key, None), None)
            continue
        for month in sorted({first_of(start) for start in holdings.winners(key)}):
            path = f"{folder}/{name}/{month:%Y-%m}.csv"
            yield Table(path, key, _sources(holdings, key, month), month)


def written(table: Table, holdings: Holdings) -> bytes:
    """Return the bytes of a table; the same cells give the same bytes."""
    out = io.StringIO(newline="")
    sheet = csv.writer(out, lineterminator="\n")
    used = list(holdings.used(table.key))
    sheet.writerow(header(used[0][0].question.cube))
    for cell, won in used:
        mine = {start for start in won if table.month in {None, first_of(start)}}
        if mine:
            sheet.writerows(_line(row, cell) for row in rows_of(cell) if row.start in mine)
    return out.getvalue().encode("utf-8", "surrogatepass")


def header(cube: Cube) -> list[str]:
    """Return the names of the columns."""
    groups = [csv_cell(column_of(group.kind, group.key)) for group in cube.groups]
    return ["period_start", "period_end", *groups, *METRICS, "currency", "usage_unit", "estimated"]


def column_of(kind: str, key: str) -> str:
    """Return the name of a grouping's column: `service`, `tag:team`, `category:product`."""
    if kind == "DIMENSION":
        return key.lower()
    return f"{'tag' if kind == 'TAG' else 'category'}:{key}"


def _line(row: Row, cell: Cell) -> list[str]:
    values = [csv_cell(value) for value in keys_of(row, cell.question.cube)]
    tail = [row.currency, row.units[METRICS.index("UsageQuantity")], str(row.estimated).lower()]
    return [row.start.isoformat(), row.end.isoformat(), *values, *row.texts, *map(csv_cell, tail)]


def keys_of(row: Row, cube: Cube) -> list[str]:
    """Return the values of a row's groups; AWS writes a tag as `key$value`, empty for none."""
    found = []
    for group, value in zip(cube.groups, row.keys, strict=True):
        prefix = "" if group.kind == "DIMENSION" else f"{group.key}$"
        found.append(value.removeprefix(prefix))
    return found


def _sources(holdings: Holdings, key: Key, month: date | None) -> tuple[str, ...]:
    return tuple(
        "/".join(cell.directory.parts[-3:])
        for cell, won in holdings.used(key)
        if month is None or any(first_of(start) == month for start in won)
    )
