"""XLSX for finance: months as columns, a chart, and what the archive is."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from migrate.core.escape import terminal
from migrate.costs.archive import Archive
from migrate.costs.cubes import METRICS
from migrate.costs.formats import needed
from migrate.costs.manifest import Manifest, read
from migrate.costs.months import Grid, grid

WHAT = "a workbook for finance: summary sheets, months as columns, charts"
SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
"""Without these a tag named `=cmd|…` becomes a formula (measured)."""
SHEETS = (
    ("By service", "service-record-type", 0, "UnblendedCost"),
    ("Amortized", "service-record-type", 0, "NetAmortizedCost"),
    ("By kind of charge", "service-record-type", 1, "UnblendedCost"),
    ("By region", "service-region", 1, "UnblendedCost"),
)
"""Title, cube, which of its keys, metric."""
CHARTED = 8
"""Rows that a chart shows; the largest come first."""


def export(archive: Archive, folder: Path) -> Sequence[Path]:
    """Write one workbook."""
    xlsxwriter: Any = needed("xlsxwriter", "xlsx")
    manifest = read(archive)
    target = folder / "cost-history.xlsx"
    book = xlsxwriter.Workbook(str(target), SAFE)
    try:
        _about(book, manifest)
        for title, cube, key, metric in SHEETS:
            found = grid(archive.holdings(), cube, key, METRICS.index(metric))
            _sheet(book, title, found)
    finally:
        book.close()
    return [target]


def _about(book: Any, manifest: Manifest) -> None:
    sheet = book.add_worksheet("About")
    heading = manifest.heading
    lines = [
        ("Account", heading.account),
        ("Captured at", manifest.captured_at.isoformat()),
        ("Level", heading.level),
        ("Manifest SHA-256", manifest.sha256),
        ("Missing", "; ".join(f"{m.name}: {m.why}" for m in heading.missing) or "nothing"),
        ("Amounts", "rounded to binary floating point by Excel; exact in the CSV tables"),
        ("By service", "UnblendedCost: what was charged, as invoices show it"),
        ("Amortized", "NetAmortizedCost: prepaid commitments spread over their term"),
    ]
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, 1, 90)
    for row, (name, value) in enumerate(lines):
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, terminal(value))


def _sheet(book: Any, title: str, found: Grid) -> None:
    sheet = book.add_worksheet(title)
    money = book.add_format({"num_format": "#,##0.00;[Red]-#,##0.00"})
    bold = book.add_format({"bold": True, "num_format": "#,##0.00;[Red]-#,##0.00"})
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, 0, 40)
    sheet.set_column(1, len(found.months) + 1, 13)
    for column, month in enumerate(found.months, start=1):
        sheet.write_string(0, column, f"{month:%Y-%m}")
    sheet.write_string(0, len(found.months) + 1, "Total")
    for row, (name, amounts) in enumerate(found.rows, start=1):
        sheet.write_string(row, 0, terminal(name))
        _amounts(sheet, row, amounts, money)
    last = len(found.rows) + 1
    sheet.write_string(last, 0, f"Total {found.currency}")
    _amounts(sheet, last, found.totals, bold)
    if found.rows and found.months:
        _chart(book, sheet, title, found)


def _amounts(sheet: Any, row: int, amounts: Sequence[Decimal], style: Any) -> None:
    for column, amount in enumerate((*amounts, sum(amounts, Decimal(0))), start=1):
        sheet.write_number(row, column, float(amount), style)


def _chart(book: Any, sheet: Any, title: str, found: Grid) -> None:
    chart = book.add_chart({"type": "column", "subtype": "stacked"})
    width = len(found.months)
    for row in range(1, min(len(found.rows), CHARTED) + 1):
        chart.add_series(
            {
                "name": [title, row, 0],
                "categories": [title, 0, 1, 0, width],
                "values": [title, row, 1, row, width],
            }
        )
    chart.set_title({"name": f"{title} ({found.currency})"})
    chart.set_size({"width": 1100, "height": 420})
    sheet.insert_chart(len(found.rows) + 4, 1, chart)
