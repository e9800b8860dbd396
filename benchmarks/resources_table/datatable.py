"""The same resources in Textual's own DataTable, for comparison.

python -m benchmarks.resources_table.datatable STATE.DB
"""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path

from rich.text import Text
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Static


class Beside(App[None]):
    """Waits for a key, then loads every row."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path

    def compose(self) -> ComposeResult:
        yield Static("waiting", id="state")
        yield DataTable(cursor_type="row")

    def on_key(self, event: object) -> None:
        table = self.query_one(DataTable)
        if table.columns or getattr(event, "key", "") != "2":
            return
        table.add_columns("type", "region", "name", "created")
        connection = sqlite3.connect(f"file:{self._path}?mode=ro", uri=True)
        query = (
            "SELECT type, region, name, created FROM resource WHERE removed_scan = 0"
            " ORDER BY service, type, region, name"
        )
        for row in connection.execute(query):
            table.add_row(*(Text(value) for value in row))
        connection.close()
        table.focus()
        self.query_one("#state", Static).update(f"{table.row_count:,} resources loaded")


if __name__ == "__main__":
    Beside(Path(sys.argv[1])).run()
