"""Links between resources, and who manages them, in state.db."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Select, delete, func, insert, or_, select

from migrate.state.database import Database
from migrate.state.tables.inventory import resource
from migrate.state.tables.inventory_proof import link, managed

Row = Mapping[str, Any]
_NODE = [resource.c[name] for name in ("id", "type", "region", "identifier", "arn", "name")]
AT_ONCE = 5000
"""Rows that wait to be written: memory stays flat."""


class LinkStore:
    """Keeps the links of each account.  Every method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def replace(self, account: str, made: Iterable[tuple[Sequence[Row], Sequence[Row]]]) -> int:
        """Put links and managers in the place of the account's older ones, all or none."""

        def work(connection: Connection) -> int:
            mine = select(resource.c.id).where(resource.c.account == account)
            connection.execute(delete(link).where(link.c.account == account))
            connection.execute(delete(managed).where(managed.c.resource.in_(mine)))
            links: list[Row] = []
            owners: list[Row] = []
            count = 0
            for found, managers in made:
                count += len(found)
                links += found
                owners += managers
                if len(links) + len(owners) >= AT_ONCE:
                    _write(connection, links, owners)
            _write(connection, links, owners)
            return count

        return self._database.transact(work)

    def counts(self, account: str) -> dict[tuple[str, str], int]:
        """Count links by kind and confidence."""
        query = (
            select(link.c.kind, link.c.confidence, func.count())
            .where(link.c.account == account)
            .group_by(link.c.kind, link.c.confidence)
        )
        with self._database.read() as connection:
            return {(str(k), str(c)): int(n) for k, c, n in connection.execute(query)}

    def outside(self, account: str) -> list[Row]:
        """Return what points out of the account, by kind, with how many resources and links."""
        query = (
            select(
                link.c.kind,
                link.c.outside,
                func.count(link.c.source.distinct()).label("resources"),
                func.min(link.c.source).label("first"),
            )
            .where(link.c.account == account, link.c.target.is_(None))
            .group_by(link.c.kind, link.c.outside)
            .order_by(link.c.kind, link.c.outside)
        )
        with self._database.read() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    def managers(self, account: str) -> dict[str, int]:
        """Count resources by who manages them."""
        query = (
            select(managed.c.by, func.count())
            .join(resource, resource.c.id == managed.c.resource)
            .where(resource.c.account == account)
            .group_by(managed.c.by)
            .order_by(managed.c.by)
        )
        with self._database.read() as connection:
            return {str(by): int(count) for by, count in connection.execute(query)}

    def owners(self, account: str) -> dict[int, list[tuple[str, str]]]:
        """Return who manages each resource that somebody else manages."""
        query = (
            select(managed.c.resource, managed.c.by, managed.c.what)
            .join(resource, resource.c.id == managed.c.resource)
            .where(resource.c.account == account)
            .order_by(managed.c.resource, managed.c.by)
        )
        found: dict[int, list[tuple[str, str]]] = {}
        with self._database.read() as connection:
            for number, by, what in connection.execute(query):
                found.setdefault(number, []).append((by, what))
        return found

    def named(self, account: str, words: str) -> list[Row]:
        """Return the resources whose ARN or identifier this is, or else those of that name."""
        mine = select(*_NODE).where(resource.c.account == account, resource.c.removed_scan == 0)
        exact = or_(resource.c.arn == words, resource.c.identifier == words)
        with self._database.read() as connection:
            for where in (exact, resource.c.name == words):
                rows = connection.execute(mine.where(where).order_by(resource.c.id)).mappings()
                found: list[Row] = [dict(row) for row in rows]
                if found:
                    return found
        return []

    def some(self, ids: Sequence[int]) -> list[Row]:
        """Return resources by their numbers."""
        with self._database.read() as connection:
            query = select(*_NODE).where(resource.c.id.in_(ids))
            return [dict(row) for row in connection.execute(query).mappings()]

    def every(self, account: str) -> Iterator[Row]:
        """Yield the resources that are there."""
        yield from self._streamed(
            select(*_NODE).where(resource.c.account == account, resource.c.removed_scan == 0)
        )

    def links(self, account: str) -> Iterator[Row]:
        """Yield every link of an account."""
        yield from self._streamed(select(link).where(link.c.account == account))

    def strangers(self, account: str) -> set[str]:
        """Return whatever outside some link points to."""
        query = select(link.c.outside).where(link.c.account == account, link.c.target.is_(None))
        with self._database.read() as connection:
            return {str(text) for text in connection.execute(query.distinct()).scalars()}

    def _streamed(self, query: Select[Any]) -> Iterator[Row]:
        with self._database.read() as connection:
            streamed = connection.execution_options(yield_per=1000).execute(query)
            for row in streamed.mappings():
                yield dict(row)

    def touching(self, ids: Sequence[int], most: int) -> list[Row]:
        """Return the links from or to some resources, at most so many."""
        query = (
            select(link)
            .where(or_(link.c.source.in_(ids), link.c.target.in_(ids)))
            .order_by(link.c.id)
            .limit(most)
        )
        with self._database.read() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]


def _write(connection: Connection, links: list[Row], owners: list[Row]) -> None:
    """Write rows, and empty the lists that held them."""
    if links:
        connection.execute(insert(link), links)
    if owners:
        connection.execute(insert(managed), owners)
    links.clear()
    owners.clear()
