"""Read the inventory for a face: ids of a million rows, a page of them, their counts.

A list is the vector of its ids, streamed in order, so that the first rows are there at once and
any place is one jump away; the rows themselves are read a page at a time by their key.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any

from migrate.core.resource_filter import Filter
from migrate.state.view_filter import GROUPED, Condition, Group, Known, chosen_groups, condition
from migrate.state.view_money import Money, money_of
from migrate.state.view_plain import CHUNK, FIRST, PlainView

EVERYTHING = Filter()


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
_NEXT_GROUP = (
    "SELECT removed_scan, service, type, region FROM resource WHERE account = ?"
    " AND (removed_scan, service, type, region, name) > (?, ?, ?, ?, x'')"
    " ORDER BY removed_scan, service, type, region LIMIT 1"
)
"""Every text sorts before a blob, so this steps over all names of a group at once."""


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


class ResourceView(PlainView):
    """Reads one account's resources; one connection, so one thread each."""

    def __init__(self, path: Path, account: str) -> None:
        super().__init__(path)
        self.account = account

    def known(self) -> Known:
        """Return what a filter may refer to."""
        scan = self.ask("SELECT max(id) FROM scan WHERE account = ?", self.account)[0][0]
        moves = self.ask("SELECT type, how FROM move") if self.has("move") else []
        return Known(scan or 0, self.money(), dict(moves), self.indexed())

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
        made = self.asked(asked, self.account, known)
        query = (
            "SELECT service, type, region, count(*)"  # noqa: S608
            f" FROM {made.source} WHERE {made.sql} GROUP BY service, type, region"
        )
        rows = self.ask(query, *made.values)
        return {Group(service, kind, region): n for service, kind, region, n in rows}

    def ids(
        self, search: Search, known: Known, groups: Collection[Group] | None = None
    ) -> Iterator[array[int]]:
        """Yield the ids of what fits, in order; `groups`, if they are known, save a look."""
        made = self.asked(search.filter, self.account, known)
        if made.few:
            yield self._sorted(made, search, known)
            return
        if groups is None and needs_groups(search):
            groups = self.present(made)
        if groups is None:
            yield from self.stream(_plain(made, search), made.values)
            return
        fits = chosen_groups(search.filter, known)
        wanted = [group for group in groups if fits(group)]
        if search.order in GROUP_ORDERS:
            yield from _joined(self._by_group(made, search, arranged(wanted, search, known)))
        elif len(wanted) == len(groups):
            yield from self.stream(_plain(made, search), made.values)
        else:
            yield from self.stream(_joining(made, search), (_json(wanted), *made.values))

    def first(self, search: Search) -> array[int]:
        """Return the first ids of the whole list, which the index has in order; else none."""
        found = array("q")
        if search == Search() and self.has("resource_shown"):
            made = condition(search.filter, self.account, 0)
            query = f"{_plain(made, search)} LIMIT {FIRST}"
            found.extend(number for (number,) in self.ask(query, *made.values))
        return found

    def lines(self, ids: Sequence[int]) -> list[ResourceLine | None]:
        """Return a page of rows, in this order; None for one that is gone."""
        columns = "id, region, type, name, identifier, created, first_scan, changed_scan"
        marks = ",".join("?" * len(ids))
        query = f"SELECT {columns}, removed_scan FROM resource WHERE id IN ({marks})"  # noqa: S608
        found = {row[0]: ResourceLine(*row) for row in self.ask(query, *ids)}
        return [found.get(number) for number in ids]

    def present(self, made: Condition) -> list[Group]:
        """Return the groups that there are: a step of the index for each, not for each row."""
        if not self.has("resource_shown"):
            query = "SELECT DISTINCT service, type, region FROM resource WHERE account = ?"
            return [Group(*row) for row in self.ask(query, self.account)]
        found: dict[Group, None] = {}
        here: tuple[Any, ...] = 0, "", "", ""
        while rows := self.ask(_NEXT_GROUP, self.account, *here):
            here = rows[0]
            if here[0] and not made.gone:
                break
            found[Group(*here[1:])] = None
        return list(found)

    def _sorted(self, made: Condition, search: Search, known: Known) -> array[int]:
        """Return the ids of few rows: what is about groups is decided here."""
        grouped = search.order in GROUP_ORDERS
        order = _by(search, *(("name", "identifier") if grouped else _COLUMNS[search.order]))
        query = (
            "SELECT resource.id, service, type, region"  # noqa: S608
            f" FROM {made.source} WHERE {made.sql} ORDER BY {order}"
        )
        fits = chosen_groups(search.filter, known)
        rows = [(number, Group(*group)) for number, *group in self.ask(query, *made.values)]
        there = [row for row in rows if fits(row[1])]
        if grouped:
            groups = arranged(list({group for _, group in there}), search, known)
            place = {group: at for at, group in enumerate(groups)}
            there.sort(key=lambda row: place[row[1]])
        return array("q", [number for number, _ in there])

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
            yield from self.stream(query, (*made.values, *where))


def needs_groups(search: Search) -> bool:
    """Whether the groups have to be known before the first row is."""
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
