"""Tables of an archive as CSV: one for each want, one row per period and group.

Amounts are the texts that AWS wrote, or exact sums of them where a want is a part of what was
asked.  A name that a spreadsheet would take for a formula begins with an apostrophe here; its
exact spelling is in the pages below `cells/`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, repeat
from operator import itemgetter

from migrate.core.escape import csv_cell
from migrate.core.json_text import uncollected
from migrate.costs.cubes import CONTROL, METRICS, Call, Cube
from migrate.costs.families import family_keys
from migrate.costs.holdings import Holdings
from migrate.costs.periods import DAILY, first_of
from migrate.costs.rows import Part, readable
from migrate.costs.sums import parts_held
from migrate.costs.views import QUANTITY, Line, View, lines_of
from migrate.costs.wants import BOTH, Want

CONTROL_WANT = Want(CONTROL.name, (), BOTH)
TAIL = (*METRICS, "currency", "usage_unit", "estimated")
SPECIAL = ',"\r\n '
"""Characters for which CSV may need quotes."""


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
            for month in sorted({month_of(granularity, day) for day in won}, key=str):
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


@uncollected()
def printed(
    holdings: Holdings, view: View, sheets: Mapping[date | None, Callable[[bytes], object]]
) -> None:
    """Tell the sheets of some months their bytes, line by line; the same cells give the same.

    Each cell is read once, and one page is in memory at a time.
    """
    for tell in sheets.values():
        tell(head(view))
    for month, content in _printed(holdings, view) if sheets else ():
        if month in sheets:
            sheets[month](content)


def _printed(holdings: Holdings, view: View) -> Iterator[tuple[date | None, bytes]]:
    granularity = view.call.granularity
    if view.direct:
        for key in family_keys(holdings, view.call.key):
            lines_in = press(view, holdings.cube(key))
            for part in parts_held(holdings, key):
                yield month_of(granularity, part.day), lines_in(part)
        return
    keys = len(view.want.groups)
    for start, lines in groupby(lines_of(holdings, view), key=itemgetter(0)):
        rows = (_escaped(line, keys) for line in lines)
        yield month_of(granularity, date.fromisoformat(start)), _csv(rows)


class _Names(dict[str, str]):
    """Values of a key as they stand in a line, each made safe and quoted once."""

    def __init__(self, value: Callable[[str], str]) -> None:
        super().__init__()
        self._value = value

    def __missing__(self, key: str) -> str:
        made = self[key] = _quoted(csv_cell(self._value(key)))
        return made


def press(view: View, cube: Cube) -> Callable[[Part], bytes]:
    """Return what prints the lines of a period, for a view whose rows are those of the cube."""
    names = [(cube.keys.index(group), _Names(group.value)) for group in view.want.groups]
    units, days = _Names(str), _Names(str)

    def lines_in(part: Part) -> bytes:
        with readable(f"{cube.name} of {part.start}"):
            keys = list(zip(*part.keys, strict=True))
            columns = [map(known.__getitem__, keys[at]) for at, known in names]
        ends = [map(units.__getitem__, part.units[at]) for at in (0, QUANTITY)]
        still = repeat("true" if part.estimated else "false")
        starts = repeat(days[part.start]), repeat(days[part.end])
        lines = zip(*starts, *columns, *_amounts(part), *ends, still, strict=False)
        return "".join([f"{','.join(line)}\n" for line in lines]).encode("utf-8", "surrogatepass")

    return lines_in


def _amounts(part: Part) -> Sequence[Sequence[str]]:
    """Return the amounts as they stand in a line: numbers need no quotes."""
    there = "".join(map("".join, part.texts))
    if not any(mark in there for mark in SPECIAL):
        return part.texts
    return [list(map(_quoted, column)) for column in part.texts]


def _quoted(text: str) -> str:
    """Return a text as the writer of CSV writes it between two commas."""
    return _csv([(text, "")]).decode("utf-8", "surrogatepass")[: -len(",\n")]


def head(view: View) -> bytes:
    """Return the first line of a table."""
    return _csv([header(view.want)])


def header(want: Want) -> list[str]:
    """Return the names of the columns."""
    return ["period_start", "period_end", *(csv_cell(g.column) for g in want.groups), *TAIL]


def _escaped(line: Line, keys: int) -> Sequence[str]:
    """Make names and units safe for a spreadsheet; amounts are checked numbers."""
    end = 2 + keys + len(METRICS)
    names, rest = map(csv_cell, line[2 : 2 + keys]), map(csv_cell, line[end:])
    return [*line[:2], *names, *line[2 + keys : end], *rest]


def _csv(rows: Iterable[Iterable[str]]) -> bytes:
    sheet = io.StringIO(newline="")
    csv.writer(sheet, lineterminator="\n").writerows(rows)
    return sheet.getvalue().encode("utf-8", "surrogatepass")


def month_of(granularity: str, day: date) -> date | None:
    """Return which file of a table a period is in; months are in one."""
    return first_of(day) if granularity == DAILY else None
