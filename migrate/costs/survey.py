"""One pass over the pages of a cell: what it adds up to, and what is wrong with it.

A cell's own description has its sums too; here they are added up again from the pages.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from migrate.core.escape import terminal
from migrate.costs.adding import Sums
from migrate.costs.cells import CELL, Cell
from migrate.costs.cubes import COSTS
from migrate.costs.periods import cut
from migrate.costs.rows import Row, readable, rows_in


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


def survey(cell: Cell) -> Survey:
    """Read a cell once."""
    found = Survey(cell)
    token: str | None = None
    asked = dict(cut(cell.question.start, cell.question.end, cell.question.granularity))
    windows = {start.isoformat(): end.isoformat() for start, end in asked.items()}
    seen: dict[str, set[tuple[str, ...]]] = {}
    for name, page in cell.read():
        with readable(f"{found.name}/{name}"):
            found.chain += _page(found, name, page, token)
            token = page["answer"].get("NextPageToken")
            for period in page["answer"]["ResultsByTime"]:
                found.periods.add((period["TimePeriod"]["Start"], period["TimePeriod"]["End"]))
            for row in rows_in(page, grouped=bool(cell.question.cube.groups)):
                found.wrong += _row(found, row, windows, seen.setdefault(row.start, set()))
                found.found.add(row)
    if found.found.amounts != cell.sums or found.found.rows != cell.rows:
        found.wrong.append(f"{found.name} does not add up to what {CELL} says")
    if token or not cell.pages:
        found.chain.append(f"{found.name} ends before its last page")
    return found


def _page(found: Survey, name: str, page: Mapping[str, Any], token: str | None) -> Iterator[str]:
    question = found.cell.question
    expected = question.request() | ({"NextPageToken": token} if token else {})
    if page["request"] != expected:
        yield f"{found.name}/{name} is not the page that follows: it answers another request"
    asked = [group["Key"] for group in page["answer"].get("GroupDefinitions", [])]
    if asked != [group.key for group in question.cube.groups]:
        yield f"{found.name}/{name} is grouped by {terminal(', '.join(asked))}"


def _row(
    found: Survey, row: Row, windows: Mapping[str, str], seen: set[tuple[str, ...]]
) -> Iterator[str]:
    if row.keys in seen:
        yield f"{found.name} has {terminal(f'{row.start} ' + ' / '.join(row.keys))} twice"
    seen.add(row.keys)
    if windows.get(row.start) != row.end:
        yield f"{found.name} has a row of {row.start} to {row.end}, which was not asked"
    if len(row.keys) != len(found.cell.question.cube.groups):
        yield f"{found.name} has {len(row.keys)} keys in {row.start}"
    if len(set(row.units[: len(COSTS)])) != 1:
        units = terminal(", ".join(sorted(set(row.units[: len(COSTS)]))))
        yield f"{found.name} has costs of one row in {units} ({row.start})"
