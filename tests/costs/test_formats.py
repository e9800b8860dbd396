"""What people and programs read: the same sums in every format, and no name does harm."""

from __future__ import annotations

import csv
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest

from migrate.core.errors import OperatorError
from migrate.costs.archive import Archive
from migrate.costs.commitments import SOURCES
from migrate.costs.extras_table import extras
from migrate.costs.families import family_totals
from migrate.costs.formats import format_of, formats
from migrate.costs.formats.focus import COLUMNS
from migrate.costs.merge import estimate_merge_month
from migrate.costs.prove import prove
from migrate.costs.query import run
from migrate.costs.report import report
from tests.costs.saved import saved
from tests.costs.synthetic import NOW, SMALL, Explorer, line

EVIL = "=cmd|' /C calc'!A0<script>alert(1)</script>"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    directory = tmp_path_factory.mktemp("formats")
    bill = [*SMALL, line(EVIL, "Requests", units=5, tags={EVIL: EVIL})]
    saved(directory, Explorer(lines=bill, tags=(EVIL,)), level="standard")
    return Archive(directory)


def total(archive: Archive) -> Decimal:
    """Return what all months cost, unblended."""
    sums = family_totals(archive.holdings(), ("control", "MONTHLY")).sums
    return sum((amounts[0] for amounts in sums.values()), Decimal(0))


def test_every_format_is_found_by_being_there() -> None:
    assert set(formats()) == {"csv", "focus", "parquet", "xlsx"}
    with pytest.raises(OperatorError, match="csv, focus"):
        format_of("pdf")


def test_csv_is_the_tables(archive: Archive, tmp_path: Path) -> None:
    written = format_of("csv").export(archive, tmp_path)

    assert written
    for path in written:
        twin = archive.tables / path.relative_to(tmp_path)
        assert path.read_bytes() == twin.read_bytes()


def test_the_focus_shaped_table_has_every_dollar_once(archive: Archive, tmp_path: Path) -> None:
    table, about = format_of("focus").export(archive, tmp_path)

    with table.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == COLUMNS
    assert sum(Decimal(row["BilledCost"]) for row in rows) == total(archive)
    assert {row["ChargeCategory"] for row in rows} == {"Usage", "Tax", "Adjustment"}
    assert not any(cell.startswith("=") for row in rows for cell in row.values())
    assert "Not a FOCUS data set" in about.read_text()


def test_the_workbook_has_no_formula_but_its_own(archive: Archive, tmp_path: Path) -> None:
    pytest.importorskip("xlsxwriter")
    (book,) = format_of("xlsx").export(archive, tmp_path)

    with zipfile.ZipFile(book) as parts:
        sheets = [n for n in parts.namelist() if n.startswith("xl/worksheets/sheet")]
        text = b"".join(parts.read(name) for name in sheets)
        assert any(n.startswith("xl/charts/") for n in parts.namelist())
    assert len(sheets) == 5
    assert b"<f>" not in text


def test_parquet_keeps_names_and_decimals(archive: Archive, tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    written = format_of("parquet").export(archive, tmp_path)

    pattern = f"{tmp_path}/service-record-type/granularity=monthly/*/*.parquet"
    with duckdb.connect() as database:
        query = f"SELECT sum(UnblendedCost), max(service) FROM '{pattern}'"
        found, _ = database.execute(query).fetchone()
        kind = database.execute(f"SELECT typeof(UnblendedCost) FROM '{pattern}'").fetchone()[0]
        names = database.execute(f"SELECT DISTINCT service FROM '{pattern}'").fetchall()
    assert found == total(archive)
    assert kind == "DECIMAL(38,10)"
    assert (EVIL,) in names  # exactly as AWS spelled it
    assert all(path.is_relative_to(tmp_path) for path in written)


def test_sql_sees_the_tables_and_nothing_else(archive: Archive) -> None:
    pytest.importorskip("duckdb")
    names, rows = run(archive, "SELECT sum(UnblendedCost) AS total FROM service_region_monthly")

    assert (list(names), rows) == (["total"], [(total(archive),)])
    for statement in (
        "SELECT * FROM read_text('/etc/passwd')",
        f"COPY service_region_monthly TO '{archive.directory}/x.csv'",
        "SET enable_external_access = true",
        "SELECT * FROM nothing",
    ):
        with pytest.raises(OperatorError):
            run(archive, statement)


def test_the_report_is_one_page_that_runs_nothing(archive: Archive) -> None:
    page = report(archive, prove(archive))

    assert "proven" in page
    assert "38 months by service" in page
    assert "<script" not in page
    assert "http" not in page.replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert page == report(archive, prove(archive))


def test_commitments_are_read_from_lists_that_are_captured() -> None:
    assert set(SOURCES) <= {extra.name for extra in extras()}


def test_the_two_bills_add_up_to_the_month_on_every_day(archive: Archive) -> None:
    estimate = estimate_merge_month(archive.directory, NOW.date())
    by_month: dict[str, set[Decimal]] = {}
    for one in estimate.days:
        by_month.setdefault(f"{one.day:%Y-%m}", set()).add(one.old_bill + one.new_bill)

    assert all(len(sums) == 1 for sums in by_month.values())
    assert estimate.recommended.day >= NOW.date()
    assert all(
        abs(estimate.recommended.old_bill) <= abs(one.old_bill)
        for one in estimate.days
        if one.day.day >= 5
    )


def test_the_readme_explains_every_table_and_list(archive: Archive) -> None:
    text = (archive.directory / "README.md").read_text()

    for folder in archive.tables.iterdir():
        for path in folder.iterdir():
            assert path.name.removesuffix(".csv") in text
    assert "SHA-256" in text
