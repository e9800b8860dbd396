"""CSV that a spreadsheet opens without running anything."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from migrate.core.escape import csv_cell
from migrate.inventory.exports.rows import COLUMNS, NUMBERS, Row

WHAT = "one line for each resource, safe to open in a spreadsheet"
SUFFIX = "csv"


def write(rows: Iterable[Row], path: Path) -> int:
    """Write the rows; return how many."""
    count = 0
    with path.open("w", newline="", encoding="utf-8", errors="replace") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(COLUMNS)
        for count, row in enumerate(rows, start=1):  # noqa: B007
            writer.writerow([_cell(name, row[name]) for name in COLUMNS])
    return count


def _cell(name: str, value: object) -> str:
    return str(value) if name in NUMBERS else csv_cell(str(value))
