"""One pass over the pages of a cell: what it adds up to, and what is wrong with it.

A cell's own description has its sums too; here they are added up again from the pages.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from migrate.core.escape import terminal
from migrate.core.json_text import uncollected
from migrate.costs.adding import Sums
from migrate.costs.cells import CELL, Cell
from migrate.costs.cubes import COSTS
from migrate.costs.periods import cut
from migrate.costs.rows import Part, parts_in, readable
from migrate.costs.sums import parts_of


@dataclass(slots=True)
class Survey:
    """What the pages of one cell say."""

    cell: Cell
    found: Sums = field(default_factory=Sums)
    """What its rows add up to."""
    periods: set[tuple[str, str]] = field(default_factory=set)
    """Start and end of every period that AWS's pages name, with or without rows."""
    chain: list[str] = field(default_factory=list)
    """What is wrong with the order of the pages."""
    wrong: list[str] = field(default_factory=list)
    """What is wrong with the rows."""

    @property
    def name(self) -> str:
        """Where the cell lies in the archive."""
        return "cells/" + "/".join(self.cell.directory.parts[-3:])


@uncollected()
def survey(cell: Cell, tell: Callable[[Part], None] = lambda _part: None) -> Survey:
    """Read a cell once; `tell` is told what each page says of each period, in order."""
    found = Survey(cell)
    token: str | None = None
    asked = dict(cut(cell.question.start, cell.question.end, cell.question.granularity))
    windows = {start.isoformat(): end.isoformat() for start, end in asked.items()}
    seen: dict[str, array[int]] = {}
    for name, page in cell.read():
        with readable(f"{found.name}/{name}"):
            found.chain += _page(found, name, page, token)
            token = page["answer"].get("NextPageToken")
            for period in page["answer"]["ResultsByTime"]:
                found.periods.add((period["TimePeriod"]["Start"], period["TimePeriod"]["End"]))
            for part in parts_in(page, grouped=bool(cell.question.cube.groups)):
                found.wrong += _part(found, part, windows)
                seen.setdefault(part.start, array("q")).extend(map(hash, part.keys))
                found.found.add(part)
                tell(part)
    found.wrong += _twice(found, seen)
    if found.found.amounts != cell.sums or found.found.rows != cell.rows:
        found.wrong.append(f"{found.name} does not add up to what {CELL} says")
    if token or not cell.pages:
        found.chain.append(f"{found.name} ends before its last page")
    return found


def _twice(found: Survey, seen: Mapping[str, array[int]]) -> Iterator[str]:
    """Yield the groups that stand twice in a period, whichever pages they are on.

    Eight bytes of each group are kept; where two are the same, the pages are read again.
    """
    again = {
        start: set[tuple[str, ...]]()
        for start, marks in seen.items()
        if len(set(marks)) != len(marks)
    }
    parts = parts_of(found.cell) if again else ()
    for part in (one for one in parts if one.start in again):
        known = again[part.start]
        for keys in part.keys:
            if keys in known:
                yield f"{found.name} has {terminal(f'{part.start} ' + ' / '.join(keys))} twice"
            known.add(keys)


def _page(found: Survey, name: str, page: Mapping[str, Any], token: str | None) -> Iterator[str]:
    question = found.cell.question
    expected = question.request() | ({"NextPageToken": token} if token else {})
    if page["request"] != expected:
        yield f"{found.name}/{name} is not the page that follows: it answers another request"
    asked = [group["Key"] for group in page["answer"].get("GroupDefinitions", [])]
    if asked != [group.key for group in question.cube.groups]:
        yield f"{found.name}/{name} is grouped by {terminal(', '.join(asked))}"


def _part(found: Survey, part: Part, windows: Mapping[str, str]) -> Iterator[str]:
    if windows.get(part.start) != part.end:
        yield f"{found.name} has rows of {part.start} to {part.end}, which was not asked"
    for count in set(map(len, part.keys)) - {len(found.cell.question.cube.groups)}:
        yield f"{found.name} has {count} keys in {part.start}"
    if not part.one_currency:
        rows = zip(*part.units[: len(COSTS)], strict=True)
        units = next(sorted(set(row)) for row in rows if len(set(row)) != 1)
        yield f"{found.name} has costs of one row in {terminal(', '.join(units))} ({part.start})"
