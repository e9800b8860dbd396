"""Read all cells of one cube, once: what they say, and what its tables have to be.

Cubes are independent of each other, so that several processes can share them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, DecimalException
from typing import Any

from migrate.costs.adding import Sums
from migrate.costs.cells import Cell
from migrate.costs.errors import ArchiveSpoiled
from migrate.costs.holdings import Holdings
from migrate.costs.printing import Printing
from migrate.costs.survey import Survey, survey
from migrate.costs.views import View

UNREADABLE = (ArchiveSpoiled, OSError, DecimalException)
"""What an archive can be that is not as it was written."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of the cells of one cube."""

    surveys: Mapping[str, Survey]
    """By directory; without the cells that cannot be read."""
    hashes: Mapping[str, str]
    """Of the tables that are printed from it, by path: a hash that fits a file proves it."""


def read(holdings: Holdings, cells: Iterable[Cell], views: Iterable[View]) -> Reading:
    """Read cells in their order; one that cannot be read is left to whoever asks for it."""
    printing = Printing(holdings, views)
    surveys = {}
    for cell in cells:
        try:
            surveys[str(cell.directory)] = survey(cell, printing.teller(cell))
        except UNREADABLE:
            continue
    return Reading(surveys, printing.hashes())


def reading_body(reading: Reading) -> dict[str, Any]:
    """Return a reading as JSON, so that another process can tell it."""
    return {
        "surveys": [_survey_body(found) for found in reading.surveys.values()],
        "hashes": dict(reading.hashes),
    }


def reading_of(body: Mapping[str, Any], cells: Sequence[Cell]) -> Reading:
    """Read it back, for these cells."""
    known = {str(cell.directory): cell for cell in cells}
    surveys = {one["cell"]: _survey_of(one, known[one["cell"]]) for one in body["surveys"]}
    return Reading(surveys, body["hashes"])


def _survey_body(found: Survey) -> dict[str, Any]:
    return {
        "cell": str(found.cell.directory),
        "amounts": [
            [day.isoformat(), currency, [str(amount) for amount in amounts]]
            for (day, currency), amounts in found.found.amounts.items()
        ],
        "rows": {day.isoformat(): count for day, count in found.found.rows.items()},
        "periods": list(found.periods),
        "chain": found.chain,
        "wrong": found.wrong,
    }


def _survey_of(body: Mapping[str, Any], cell: Cell) -> Survey:
    amounts = {
        (date.fromisoformat(day), str(currency)): tuple(map(Decimal, amounts))
        for day, currency, amounts in body["amounts"]
    }
    rows = {date.fromisoformat(day): int(count) for day, count in body["rows"].items()}
    periods = {(str(start), str(end)) for start, end in body["periods"]}
    return Survey(cell, Sums(amounts, rows), periods, list(body["chain"]), list(body["wrong"]))
