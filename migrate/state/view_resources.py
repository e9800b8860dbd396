"""Read the inventory for a face: ids of a million rows, a page of them, their counts.

A list is the vector of its ids, streamed in order, so that the first rows are there at once and
any place is one jump away; the rows themselves are read a page at a time by their key.
"""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any

from migrate.core.resource_filter import Filter
from migrate.state.view import View
from migrate.state.view_filter import GROUPED, Condition, Group, Known, chosen_groups, condition
from migrate.state.view_money import Money, money_of

EVERYTHING = Filter()
FIRST, CHUNK = 500, 20_000
"""Ids of the first answer, and of every later one."""


class Overtaken(Exception):
    """Another connection's owner interrupted this reading: nobody waits for it any more."""


class Order(StrEnum):
    """How a list is sorted."""

    TYPE = "type"
    REGION = "region"
    NAME = "name"
    COST = "cost"
    CREATED = "created"
    SEEN = "first seen"


GROUP_ORDERS = frozenset({Order.TYPE, Order.REGION, Order.COST})
"""One group stands after the other, and within each the names."""
FALLING = frozenset({Order.CREATED, Order.SEEN})
"""Newest first."""
_COLUMNS: Mapping[Order, tuple[str, ...]] = {
    Order.TYPE: ("service", "type", "region", "name", "identifier"),
    Order.REGION: ("region", "service", "type", "name", "identifier"),
    Order.NAME: ("name", "identifier", "resource.id"),
    Order.CREATED: ("created", "resource.id"),
    Order.SEEN: ("resource.id",),
}


@dataclass(frozen=True, slots=True)
class Search:
    """Which resources, in which order."""

    filter: Filter = EVERYTHING
    order: Order = Order.TYPE
    backwards: bool = False


@dataclass(frozen=True, slots=True)
class ResourceLine:
    """What a list shows of a resource."""

    id: int
    region: str
    type: str
    name: str
    identifier: str
    created: str
    first_scan: int
    changed_scan: int
    removed_scan: int
    """0 while it is there."""


class ResourceView(View):
    """Reads one account's resources; one connection, so one thread each."""

    def __init__(self, path: Path, account: str) -> None:
        super().__init__(path)
        self.account = account

    def interrupt(self) -> None:
        """End what another thread reads here."""
        self._db.interrupt()

    def known(self) -> Known:
        """Return what a filter may refer to."""
        scan = self.ask("SELECT max(id) FROM scan WHERE account = ?", self.account)[0][0]
        moves = self.ask("SELECT type, how FROM move") if self.has("move") else []
        return Known(scan or 0, self.money(), dict(moves))

    def money(self) -> Money | None:
        """Return the newest bill of the account; None before one was compared."""
        if not self.has("bill"):
            return None
        query = "SELECT * FROM bill WHERE account = ? AND why = '' ORDER BY id DESC LIMIT 1"
        bills = self._read(query, self.account)
        if not bills:
            return None
        lines = "SELECT * FROM bill_line WHERE bill = ? AND explained AND types != '[]'"
        return money_of(dict(bills[0]), map(dict, self._read(lines, bills[0]["id"])))

    def groups(self, asked: Filter, known: Known) -> Mapping[Group, int]:
        """Count by group what fits the terms that are about rows."""
        made = condition(asked, self.account, known.scan)
        query = (
            f"SELECT service, type, region, count(*) FROM resource WHERE {made.sql}"  # noqa: S608
            " GROUP BY service, type, region"
        )
        rows = self.ask(query, *made.values)
        return {Group(service, kind, region): n for service, kind, region, n in rows}

    def ids(
        self, search: Search, known: Known, groups: Mapping[Group, int] | None
    ) -> Iterator[array[int]]:
        """Yield the ids of what fits, in order; `groups` may be None unless `needs_groups`."""
        made = condition(search.filter, self.account, known.scan)
        if groups is None:
            yield from self._stream(_plain(made, search), made.values)
            return
        fits = chosen_groups(search.filter, known)
        wanted = [group for group in groups if fits(group)]
        if search.order in GROUP_ORDERS:
            yield from _joined(self._by_group(made, search, arranged(wanted, search, known)))
        elif len(wanted) == len(groups):
            yield from self._stream(_plain(made, search), made.values)
        else:
            yield from self._stream(_joining(made, search), (_json(wanted), *made.values))

    def lines(self, ids: Sequence[int]) -> list[ResourceLine | None]:
        """Return a page of rows, in this order; None for one that is gone."""
        columns = "id, region, type, name, identifier, created, first_scan, changed_scan"
        marks = ",".join("?" * len(ids))
        query = f"SELECT {columns}, removed_scan FROM resource WHERE id IN ({marks})"  # noqa: S608
        found = {row[0]: ResourceLine(*row) for row in self.ask(query, *ids)}
        return [found.get(number) for number in ids]

    def ask(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Read plain rows."""
        with self._explained(), _overtaken():
            return self._plain_cursor().execute(query, values).fetchall()

    def has(self, table: str) -> bool:
        """Whether the file knows a table: one of an older schema may not."""
        return bool(self.ask("SELECT 1 FROM sqlite_master WHERE name = ?", table))

    def _by_group(
        self, made: Condition, search: Search, groups: Sequence[Group]
    ) -> Iterator[array[int]]:
        """Yield one group after the other; `hold` makes it one moment."""
        query = (
            f"SELECT id FROM resource WHERE {made.sql} AND service = ? AND type = ?"  # noqa: S608
            f" AND region = ? ORDER BY {_by(search, 'name', 'identifier')}"
        )
        for group in groups:
            where = (group.service, group.type, group.region)
            yield from self._stream(query, (*made.values, *where))

    def _stream(self, query: str, values: Sequence[object]) -> Iterator[array[int]]:
        with self._explained(), _overtaken():
            cursor = self._plain_cursor().execute(query, values)
            size = FIRST
            while rows := cursor.fetchmany(size):
                yield array("q", [number for (number,) in rows])
                size = CHUNK

    def _plain_cursor(self) -> sqlite3.Cursor:
        cursor = self._db.cursor()
        cursor.row_factory = None
        return cursor


@contextmanager
def _overtaken() -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorname", "") == "SQLITE_INTERRUPT":
            raise Overtaken from error
        raise


def needs_groups(search: Search) -> bool:
    """Whether the groups have to be counted before the first row is known."""
    return search.order is Order.COST or bool(search.filter.of(*GROUPED))


def arranged(groups: Sequence[Group], search: Search, known: Known) -> list[Group]:
    """Return groups in the order of a list."""
    money = known.money

    def share(group: Group) -> Decimal:
        return money.share(group.type, group.region) if money else Decimal(0)

    def place(group: Group) -> tuple[Any, ...]:
        if search.order is Order.COST:
            return -share(group), group
        return (group.region, group) if search.order is Order.REGION else (group,)

    return sorted(groups, key=place, reverse=search.backwards)


def _by(search: Search, *columns: str) -> str:
    """Return columns as ORDER BY has them."""
    falling = search.backwards is not (search.order in FALLING)
    return ", ".join(f"{column}{' DESC' if falling else ''}" for column in columns)


def _plain(made: Condition, search: Search) -> str:
    order = _by(search, *_COLUMNS[search.order])
    return f"SELECT id FROM resource WHERE {made.sql} ORDER BY {order}"  # noqa: S608


def _joining(made: Condition, search: Search) -> str:
    """Return the query that looks into some groups only; CROSS JOIN keeps them outside."""
    order = _by(search, *_COLUMNS[search.order])
    return (
        "SELECT resource.id FROM json_each(?) AS wanted CROSS JOIN resource"  # noqa: S608
        " ON resource.service = json_extract(wanted.value, '$[0]')"
        " AND resource.type = json_extract(wanted.value, '$[1]')"
        " AND resource.region = json_extract(wanted.value, '$[2]')"
        f" WHERE {made.sql} ORDER BY {order}"
    )


def _json(groups: Sequence[Group]) -> str:
    return json.dumps([[group.service, group.type, group.region] for group in groups])


def _joined(parts: Iterator[array[int]]) -> Iterator[array[int]]:
    """Join small answers, so that a thousand groups are not a thousand pieces of news."""
    waiting, size = array("q"), FIRST
    for part in parts:
        waiting.extend(part)
        if len(waiting) >= size:
            yield waiting
            waiting, size = array("q"), CHUNK
    if waiting:
        yield waiting
