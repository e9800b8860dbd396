"""SQL on the tables of an archive; it can read them and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from migrate.core.errors import OperatorError
from migrate.costs.archive import Archive
from migrate.costs.cubes import METRICS
from migrate.costs.formats import needed
from migrate.costs.manifest import read

TYPES = {**dict.fromkeys(METRICS, "DECIMAL(38,10)"), "period_start": "DATE", "period_end": "DATE"}


def run(archive: Archive, sql: str) -> tuple[Sequence[str], Sequence[Sequence[Any]]]:
    """Run one statement in memory; files and network are shut before it is looked at."""
    duckdb: Any = needed("duckdb", "parquet")
    with duckdb.connect() as database:
        for name, paths in _tables(archive).items():
            if name not in sql.lower():
                continue
            database.execute(
                f'CREATE TABLE "{name}" AS SELECT * FROM read_csv(?, header=true, '  # noqa: S608
                "all_varchar=true, union_by_name=true)",
                [paths],
            )
            for column, kind in TYPES.items():
                database.execute(f'ALTER TABLE "{name}" ALTER "{column}" TYPE {kind}')
        database.execute("SET enable_external_access = false")
        database.execute("SET lock_configuration = true")
        try:
            found = database.execute(sql)
            return [column[0] for column in found.description or ()], found.fetchall()
        except duckdb.Error as error:
            names = ", ".join(sorted(_tables(archive)))
            raise OperatorError(f"{error}", remedy=f"The tables are: {names}.") from error


def _tables(archive: Archive) -> dict[str, list[str]]:
    """Return `service_region_monthly` and so on, each with its files."""
    found: dict[str, list[str]] = {}
    for entry in read(archive).files:
        parts = entry.path.split("/")
        if parts[0] == "tables":
            name = f"{parts[2].removesuffix('.csv')}_{parts[1]}".replace("-", "_").replace(".", "_")
            found.setdefault(name, []).append(str(archive.directory / entry.path))
    return found
