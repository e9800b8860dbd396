"""What differs between two scans of an account, and what was not looked at again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

from migrate.state.database import Database
from migrate.state.removed import ANSWERED
from migrate.state.tables.inventory import cell, resource, scan

Row = Mapping[str, Any]
SHOWN = ("type", "region", "identifier", "arn", "name", "listing", "asked_in", "parent")


class ScanStore:
    """Reads differences.  Every method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def before(self, account: str, number: int) -> int:
        """Return the scan of an account before another one; 0 before the first."""
        query = select(func.max(scan.c.id)).where(scan.c.account == account, scan.c.id < number)
        with self._database.read() as connection:
            return int(connection.execute(query).scalar() or 0)

    def added(self, account: str, since: int) -> Iterator[Row]:
        """Yield what was first seen after a scan, and is still there."""
        return self._some(account, resource.c.first_scan > since, resource.c.removed_scan == 0)

    def changed(self, account: str, since: int) -> Iterator[Row]:
        """Yield what was there in a scan, and is another or is there again since."""
        return self._some(
            account,
            resource.c.first_scan <= since,
            resource.c.changed_scan > since,
            resource.c.removed_scan == 0,
        )

    def removed(self, account: str, since: int) -> Iterator[Row]:
        """Yield what was there in a scan, and is gone by the word of an answered cell."""
        return self._some(account, resource.c.first_scan <= since, resource.c.removed_scan > since)

    def unknown(self, account: str, number: int) -> list[Row]:
        """Count, cell by cell, what a scan could not see again: neither there nor gone."""
        same = and_(
            cell.c.scan == number,
            cell.c.listing == resource.c.listing,
            cell.c.region == resource.c.asked_in,
            or_(cell.c.parent == resource.c.parent, cell.c.parent == "*"),
        )
        state = (
            select(func.min(cell.c.state))
            .where(same, cell.c.state.not_in(ANSWERED))
            .scalar_subquery()
        )
        asked = exists().where(same)
        query = (
            select(
                resource.c.listing,
                resource.c.asked_in.label("region"),
                func.coalesce(state, "").label("state"),
                asked.label("asked"),
                func.count().label("resources"),
            )
            .where(
                resource.c.account == account,
                resource.c.removed_scan == 0,
                resource.c.last_scan < number,
            )
            .group_by(resource.c.listing, resource.c.asked_in, "state", "asked")
            .order_by(resource.c.listing, resource.c.asked_in)
        )
        with self._database.read() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    def _some(self, account: str, *where: ColumnElement[bool]) -> Iterator[Row]:
        query: Select[Any] = (
            select(*(resource.c[name] for name in SHOWN))
            .where(resource.c.account == account, *where)
            .order_by(resource.c.type, resource.c.region, resource.c.identifier)
        )
        with self._database.read() as connection:
            streamed = connection.execution_options(yield_per=1000).execute(query)
            for row in streamed.mappings():
                yield dict(row)
