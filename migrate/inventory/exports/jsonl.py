"""JSON Lines: one object for each resource, tags and properties opened."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from migrate.inventory.exports.rows import COLUMNS, Row

WHAT = "one JSON object a line, for programs"
SUFFIX = "jsonl"
OPENED = ("tags", "properties")


def write(rows: Iterable[Row], path: Path) -> int:
    """Write the rows; return how many."""
    count = 0
    with path.open("w", encoding="ascii") as file:
        for count, row in enumerate(rows, start=1):  # noqa: B007
            body = {name: row[name] for name in COLUMNS}
            body |= {name: json.loads(row[name]) for name in OPENED}
            file.write(json.dumps(body, separators=(",", ":")) + "\n")
    return count
