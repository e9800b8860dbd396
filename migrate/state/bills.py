"""The bill in state.db: the newest window of an account, and what explains each of its lines."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select

from migrate.core.plan import canonical
from migrate.state.database import Database
from migrate.state.tables.inventory import resource
from migrate.state.tables.inventory_proof import bill, bill_line

Row = Mapping[str, Any]


class BillStore:
    """Keeps one bill for each account.  Every method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def newest(self, account: str) -> Row | None:
        """Return the bill of an account."""
        query = select(bill).where(bill.c.account == account).order_by(bill.c.id.desc()).limit(1)
        with self._database.read() as connection:
            row = connection.execute(query).mappings().first()
        return None if row is None else dict(row)

    def lines(self, number: int) -> list[dict[str, Any]]:
        """Return a bill's lines in the order in which they were saved."""
        query = select(bill_line).where(bill_line.c.bill == number).order_by(bill_line.c.id)
        with self._database.read() as connection:
            rows = connection.execute(query).mappings()
            return [{**row, "types": json.loads(row["types"])} for row in rows]

    def save(self, head: Row, lines: Sequence[Row]) -> int:
        """Put a bill in the place of the account's older one."""

        def work(connection: Connection) -> int:
            older = select(bill.c.id).where(bill.c.account == head["account"])
            connection.execute(delete(bill_line).where(bill_line.c.bill.in_(older)))
            connection.execute(delete(bill).where(bill.c.account == head["account"]))
            number = int(connection.execute(select(func.max(bill.c.id))).scalar() or 0) + 1
            connection.execute(insert(bill).values({**head, "id": number}))
            _add(connection, number, lines)
            return number

        return self._database.transact(work)

    def explain(self, number: int, lines: Sequence[Row]) -> None:
        """Put lines with another explanation in the place of a bill's lines."""

        def work(connection: Connection) -> None:
            connection.execute(delete(bill_line).where(bill_line.c.bill == number))
            _add(connection, number, lines)

        self._database.transact(work)

    def census(self, account: str) -> dict[tuple[str, str], int]:
        """Count what is there by type and region."""
        query = (
            select(resource.c.type, resource.c.region, func.count())
            .where(resource.c.account == account, resource.c.removed_scan == 0)
            .group_by(resource.c.type, resource.c.region)
        )
        with self._database.read() as connection:
            return {(str(t), str(r)): int(count) for t, r, count in connection.execute(query)}


def _add(connection: Connection, number: int, lines: Sequence[Row]) -> None:
    rows = [{**line, "types": canonical(line["types"]), "bill": number} for line in lines]
    if rows:
        connection.execute(insert(bill_line), rows)
