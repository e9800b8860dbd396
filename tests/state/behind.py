"""Reading and editing a state.db behind the product's back."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from migrate.state.chain import HASHED, Audit
from migrate.state.database import Database
from migrate.state.record import prove

JOURNAL = tuple(table.name for table in HASHED)


def edit(path: Path, statement: str, *values: object) -> None:
    """Change a file as somebody with a text editor would."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(statement, values)
        connection.commit()


def journal(path: Path) -> dict[str, list[tuple]]:
    """Return every row of the journal's tables."""
    with closing(sqlite3.connect(path)) as connection:
        return {n: connection.execute(f"SELECT * FROM {n}").fetchall() for n in JOURNAL}


def proven(path: Path, anchor: str = "") -> Audit:
    """Prove the record of a file."""
    database = Database.attach(path)
    try:
        return prove(database, anchor)
    finally:
        database.close()
