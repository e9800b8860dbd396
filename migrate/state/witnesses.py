"""What other witnesses said, in state.db: one row for each of them and region, and their gaps."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, func, insert, or_, select

from migrate.state.database import Database
from migrate.state.inventory import chunks
from migrate.state.tables.inventory import resource
from migrate.state.tables.inventory_proof import witness, witness_gap

Row = Mapping[str, Any]
CHUNK = 400


class WitnessStore:
    """Keeps the newest hearing of each account."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def known(self, account: str, names: Collection[str]) -> dict[str, list[Row]]:
        """Return the resources that are there under some of these ARNs or identifiers."""
        return self._found(account, names, ("arn", "identifier"))

    def named(self, account: str, names: Collection[str]) -> dict[str, list[Row]]:
        """Return the resources of some of these names; slower, for what `known` did not find."""
        return self._found(account, names, ("name",))

    def _found(
        self, account: str, names: Collection[str], columns: Sequence[str]
    ) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = {}
        shown = [resource.c[name] for name in ("arn", "identifier", "name", "region", "service")]
        with self._database.read() as connection:
            for some in chunks(sorted(names), CHUNK):
                query = select(*shown).where(
                    resource.c.account == account,
                    resource.c.removed_scan == 0,
                    or_(*(resource.c[column].in_(some) for column in columns)),
                )
                for row in connection.execute(query).mappings():
                    for name in {row[column] for column in columns} & set(some):
                        found.setdefault(name, []).append(dict(row))
        return found

    def save(self, account: str, scan: int, heard: Sequence[tuple[Row, Sequence[Row]]]) -> None:
        """Put a hearing in the place of the account's older one."""

        def work(connection: Connection) -> None:
            older = select(witness.c.id).where(witness.c.account == account)
            connection.execute(delete(witness_gap).where(witness_gap.c.witness.in_(older)))
            connection.execute(delete(witness).where(witness.c.account == account))
            last = int(connection.execute(select(func.max(witness.c.id))).scalar() or 0)
            for number, (row, gaps) in enumerate(heard, start=last + 1):
                head = {**row, "id": number, "account": account, "scan": scan}
                connection.execute(insert(witness).values(head))
                for some in chunks(gaps, CHUNK):
                    connection.execute(
                        insert(witness_gap), [{**gap, "witness": number} for gap in some]
                    )

        self._database.transact(work)

    def heard(self, account: str) -> list[Row]:
        """Return what each witness said in each region."""
        query = select(witness).where(witness.c.account == account).order_by(witness.c.id)
        with self._database.read() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    def gaps(self, account: str, *, explained: bool | None = None) -> list[Row]:
        """Return what a witness knows and the inventory does not."""
        query = (
            select(witness.c.name, witness.c.region, witness_gap)
            .join(witness, witness.c.id == witness_gap.c.witness)
            .where(witness.c.account == account)
            .order_by(witness.c.name, witness.c.region, witness_gap.c.id)
        )
        if explained is not None:
            query = query.where(witness_gap.c.explained == explained)
        with self._database.read() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]
