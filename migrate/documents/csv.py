"""Tables as CSV that a spreadsheet opens without running anything."""

from __future__ import annotations

import csv
import io

from migrate.core.escape import csv_cell
from migrate.documents.values import Document

SUFFIX = "csv"


def fits(document: Document) -> bool:
    """Whether the document is nothing but one table."""
    return document.table is not None


def render(document: Document) -> bytes:
    """Return the document's table as CSV, every cell safe from being taken for a formula."""
    (table,) = document.tables()
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    for row in (table.columns, *table.rows):
        writer.writerow([csv_cell(cell) for cell in row])
    return out.getvalue().encode()
