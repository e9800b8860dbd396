"""The playbook row of every type that is there, for faces that read no data files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from migrate.state.database import Database
from migrate.state.tables.inventory_proof import move

Row = Mapping[str, Any]


def keep_moves(database: Database, rows: Sequence[Row]) -> None:
    """Put the rows of all types in the place of the older ones."""

    def work(connection: Connection) -> None:
        connection.execute(delete(move))
        if rows:
            connection.execute(insert(move), list(rows))

    database.transact(work)


def kept_moves(database: Database) -> dict[str, Row]:
    """Return the row of each type."""
    with database.read() as connection:
        return {str(row["type"]): dict(row) for row in connection.execute(select(move)).mappings()}
