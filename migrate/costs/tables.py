"""Tables of an archive as CSV: one for each want, one row per period and group.

Amounts are the texts that AWS wrote, or exact sums of them where a want is a part of what was
asked.  A name that a spreadsheet would take for a formula begins with an apostrophe here; its
exact spelling is in the pages below `cells/`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter

from migrate.core.escape import csv_cell
from migrate.costs.cubes import CONTROL, METRICS, Call
from migrate.costs.families import family_keys
from migrate.costs.holdings import Holdings
from migrate.costs.periods import DAILY, first_of
from migrate.costs.views import Line, View, lines_of
from migrate.costs.wants import BOTH, Want

CONTROL_WANT = Want(CONTROL.name, (), BOTH)
TAIL = (*METRICS, "currency", "usage_unit", "estimated")


@dataclass(frozen=True, slots=True)
class Table:
    """One file below `tables/`."""

    path: str
    """Relative to the archive."""
    sources: tuple[str, ...]
    """The cells that it is made from, relative to `cells/`."""
    month: date | None
    """For days: the month that it holds."""


def views_of(wants: Sequence[Want], calls: Sequence[Call]) -> Iterator[View]:
    """Yield every want at every granularity, with the call that answers it most directly."""
    for want in (CONTROL_WANT, *wants):
        for granularity in want.granularities:
            fit = [c for c in calls if c.granularity == granularity]
            fit = [c for c in fit if set(want.groups) <= set(c.cube.keys)]
            if want is CONTROL_WANT:
                yield View(want, Call(CONTROL, granularity))
            elif fit:
                yield View(want, min(fit, key=lambda c: (len(c.cube.keys), c.cube.name)))


def tables_of(holdings: Holdings, view: View) -> tuple[Table, ...]:
    """Return the tables of a want: months in one file, days in one file a month."""
    granularity = view.call.granularity
    folder = f"tables/{granularity.lower()}"
    months: dict[date | None, list[str]] = {}
    for key in family_keys(holdings, view.call.key):
        for cell, won in holdings.used(key):
            for month in sorted({_month(granularity, day) for day in won}, key=str):
                months.setdefault(month, []).append("/".join(cell.directory.parts[-3:]))
    name = view.want.name
    return tuple(
        Table(
            f"{folder}/{name}.csv" if month is None else f"{folder}/{name}/{month:%Y-%m}.csv",
            tuple(sources),
            month,
        )
        for month, sources in months.items()
    )


def written(
    holdings: Holdings, view: View, wanted: Container[str] | None = None
) -> Iterator[tuple[str, bytes]]:
    """Yield the tables of a want, path and bytes; the same cells give the same bytes.

    `wanted` leaves out the tables that need not be written again; each cell is read once.
    """
    tables = [t for t in tables_of(holdings, view) if wanted is None or t.path in wanted]
    sheets = {table.month: io.StringIO(newline="") for table in tables}
    if not sheets:
        return
    for sheet in sheets.values():
        _write(sheet, [header(view.want)])
    granularity = view.call.granularity
    starts = itemgetter(0)
    for start, lines in groupby(lines_of(holdings, view), key=starts):
        month = _month(granularity, date.fromisoformat(start))
        if month in sheets:
            _write(sheets[month], (_escaped(line, len(view.want.groups)) for line in lines))
    for table in tables:
        yield table.path, sheets[table.month].getvalue().encode("utf-8", "surrogatepass")


def header(want: Want) -> list[str]:
    """Return the names of the columns."""
    return ["period_start", "period_end", *(csv_cell(g.column) for g in want.groups), *TAIL]


def _escaped(line: Line, keys: int) -> Sequence[str]:
    """Make names and units safe for a spreadsheet; amounts are checked numbers."""
    end = 2 + keys + len(METRICS)
    names, rest = map(csv_cell, line[2 : 2 + keys]), map(csv_cell, line[end:])
    return [*line[:2], *names, *line[2 + keys : end], *rest]


def _write(sheet: io.StringIO, rows: Iterable[Sequence[str]]) -> None:
    csv.writer(sheet, lineterminator="\n").writerows(rows)


def _month(granularity: str, day: date) -> date | None:
    return first_of(day) if granularity == DAILY else None
