"""Parquet: the same columns with their types, for DuckDB, Athena and pandas."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable
from pathlib import Path

from migrate.core.optional import needed
from migrate.inventory.exports.rows import COLUMNS, NUMBERS, Row

WHAT = "one table for DuckDB, Athena and pandas"
SUFFIX = "parquet"
TYPES = {name: "BIGINT" if name in NUMBERS else "VARCHAR" for name in COLUMNS}
LONGEST = 256 * 1024 * 1024
"""Bytes of one line that DuckDB accepts."""


def write(rows: Iterable[Row], path: Path) -> int:
    """Write the rows; return how many.  DuckDB reads lines of JSON much faster than rows."""
    duckdb = needed("duckdb", "parquet")
    count = 0
    with tempfile.TemporaryDirectory(dir=path.parent) as aside:
        lines = Path(aside) / "rows.jsonl"
        with lines.open("w", encoding="ascii") as file:
            for count, row in enumerate(rows, start=1):  # noqa: B007
                body = {name: _clean(row[name]) for name in COLUMNS}
                file.write(json.dumps(body, separators=(",", ":")) + "\n")
        with duckdb.connect() as database:
            database.execute("SET enable_progress_bar = false")
            target = str(path).replace("'", "''")
            source = (
                f"read_json(?, format='newline_delimited', columns={TYPES!r},"
                f" maximum_object_size={LONGEST})"
            )
            database.execute(
                f"COPY (SELECT * FROM {source}) TO '{target}'"  # noqa: S608
                " (FORMAT parquet, COMPRESSION zstd)",
                [str(lines)],
            )
    return count


def _clean(value: object) -> object:
    """Return a text that is UTF-8: a lone surrogate is none."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    return value
