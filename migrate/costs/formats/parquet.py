"""Parquet: every table with exact names and exact decimals, one file a month where it has days."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from migrate.costs.archive import Archive
from migrate.costs.cubes import METRICS
from migrate.costs.formats import needed
from migrate.costs.holdings import Holdings
from migrate.costs.manifest import read
from migrate.costs.tables import views_of
from migrate.costs.views import Line, View, lines_of

WHAT = "every table for DuckDB, Athena and pandas, partitioned by month"
MONEY = "DECIMAL(38,10)"
"""Cost Explorer answers at most ten decimal places."""


def export(archive: Archive, folder: Path) -> Sequence[Path]:
    """Write `TABLE/granularity=…/month=YYYY-MM/data.parquet`."""
    duckdb: Any = needed("duckdb", "parquet")
    heading, holdings = read(archive).heading, archive.holdings()
    found: list[Path] = []
    with duckdb.connect() as database, tempfile.TemporaryDirectory() as aside:
        database.execute("SET enable_progress_bar = false")
        for view in views_of(heading.wants, heading.calls):
            base = folder / view.want.name / f"granularity={view.call.granularity.lower()}"
            for month, lines in _months(holdings, view):
                target = base / f"month={month}" / "data.parquet"
                target.parent.mkdir(parents=True, exist_ok=True)
                _copy(database, Path(aside) / "lines.csv", view, lines, target)
                found.append(target)
    return found


def _months(holdings: Holdings, view: View) -> Iterator[tuple[str, list[Line]]]:
    """Yield the lines of each month; a month's lines stand together but may come in parts."""
    whole: dict[str, list[Line]] = {}
    for month, lines in groupby(lines_of(holdings, view), key=lambda line: line[0][:7]):
        whole.setdefault(month, []).extend(lines)
    yield from sorted(whole.items())


def _copy(database: Any, aside: Path, view: View, lines: list[Line], target: Path) -> None:
    """Have DuckDB read raw CSV, which is many times quicker than rows one by one."""
    names = columns(view)
    with aside.open("w", newline="", encoding="utf-8", errors="replace") as file:
        csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(lines)
    types = {name: _type(name) for name in names}
    path = str(target).replace("'", "''")
    database.execute(
        f"COPY (SELECT * FROM read_csv(?, header=false, columns={types!r}, quote='\"', "  # noqa: S608
        f"escape='\"', nullstr='\\N', auto_detect=false)) TO '{path}' "
        "(FORMAT parquet, COMPRESSION zstd)",
        [str(aside)],
    )


def columns(view: View) -> list[str]:
    """Return column names that SQL can say without quotes where AWS's can."""
    groups = [group.column.replace("'", "_").replace("\\", "_") for group in view.want.groups]
    return ["period_start", "period_end", *groups, *METRICS, "currency", "usage_unit", "estimated"]


def _type(name: str) -> str:
    if name in METRICS:
        return MONEY
    if name in {"period_start", "period_end"}:
        return "DATE"
    return "BOOLEAN" if name == "estimated" else "VARCHAR"
