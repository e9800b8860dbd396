"""XLSX: one sheet, cell by cell as text."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from migrate.core.errors import OperatorError
from migrate.core.escape import terminal
from migrate.core.optional import needed
from migrate.inventory.exports.rows import COLUMNS, NUMBERS, Row

WHAT = "a workbook with one sheet"
SUFFIX = "xlsx"
SAFE = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
"""Without these a tag named `=cmd|…` becomes a formula."""
ROWS, CHARACTERS = 1_048_575, 32_767
"""What a sheet and a cell can hold (xlsxwriter docs: limits of Excel)."""
CUT = " … (cut)"


def write(rows: Iterable[Row], path: Path) -> int:
    """Write the rows; return how many."""
    xlsxwriter = needed("xlsxwriter", "xlsx")
    count = 0
    book = xlsxwriter.Workbook(str(path), {**SAFE, "tmpdir": str(path.parent)})
    try:
        sheet = book.add_worksheet("Inventory")
        sheet.freeze_panes(1, 0)
        for column, name in enumerate(COLUMNS):
            sheet.write_string(0, column, name)
        for count, row in enumerate(rows, start=1):
            if count > ROWS:
                raise OperatorError(
                    f"A sheet holds {ROWS:,} rows", remedy="Type `--as parquet` or `--as csv`."
                )
            for column, name in enumerate(COLUMNS):
                if name in NUMBERS:
                    sheet.write_number(count, column, row[name])
                else:
                    sheet.write_string(count, column, _cell(str(row[name])))
    finally:
        book.close()
    return count


def _cell(text: str) -> str:
    plain = terminal(text)
    return plain if len(plain) <= CHARACTERS else plain[: CHARACTERS - len(CUT)] + CUT
