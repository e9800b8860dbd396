"""Everything that state.db knows of one resource: itself, links, owners, money and its move."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from migrate.core.resource_filter import Filter
from migrate.state.view_resources import ResourceView, Search

CHUNK = 500
"""Rows that are read in whole at once."""
SHOWN = 50
"""Links of one direction that are read; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Link:
    """One link, seen from the resource that is looked at."""

    other: int
    """The resource at its other end; 0 when that is not in the inventory."""
    type: str
    region: str
    name: str
    """Of the other end, or what is meant when it is no resource here."""
    kind: str
    confidence: str
    place: str
    """Path in the properties of the one that holds the link."""


@dataclass(frozen=True, slots=True)
class Links:
    """The links of one direction."""

    count: int = 0
    first: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Owner:
    """What manages a resource, and where it says so."""

    by: str
    what: str
    place: str


@dataclass(frozen=True, slots=True)
class Move:
    """How resources of a type get to another account."""

    how: str
    method: str
    downtime: str
    beware: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource as it was last seen."""

    id: int
    row: Mapping[str, Any]
    """Its columns; `tags` and `properties` read."""
    scan: int
    """The newest of its account."""
    outgoing: Links
    incoming: Links
    owners: tuple[Owner, ...]
    move: Move | None
    """None while the playbook was not joined, or knows no row for the type."""


class DetailView(ResourceView):
    """A reader that also opens single resources."""

    def resource(self, number: int) -> Resource | None:
        """Return one resource with all that belongs to it."""
        rows = self._read("SELECT * FROM resource WHERE id = ?", number)
        if not rows:
            return None
        row = _read_json(rows[0])
        newest = self.ask("SELECT max(id) FROM scan WHERE account = ?", row["account"])[0][0]
        return Resource(
            number,
            row,
            newest or 0,
            self._links(number, "source", "target"),
            self._links(number, "target", "source"),
            self._owners(number),
            self._move(str(row["type"])),
        )

    def matching(self, asked: Filter) -> Iterator[dict[str, Any]]:
        """Yield every column of what a filter leaves, by type, region and name."""
        self.hold()
        known, search = self.known(), Search(asked)
        for ids in self.ids(search, known):
            for start in range(0, len(ids), CHUNK):
                some = ids[start : start + CHUNK]
                query = f"SELECT * FROM resource WHERE id IN ({','.join('?' * len(some))})"  # noqa: S608
                rows = {row["id"]: row for row in self._read(query, *some)}
                yield from (_read_json(rows[number]) for number in some)

    def _links(self, number: int, mine: str, other: str) -> Links:
        if not self.has("link"):
            return Links()
        count = self.ask(f"SELECT count(*) FROM link WHERE {mine} = ?", number)[0][0]  # noqa: S608
        rows = self.ask(
            "SELECT coalesce(r.id, 0), coalesce(r.type, ''), coalesce(r.region, ''),"  # noqa: S608
            " coalesce(nullif(r.name, ''), r.identifier, link.outside),"
            " link.kind, link.confidence, link.place"
            f" FROM link LEFT JOIN resource AS r ON r.id = link.{other} WHERE link.{mine} = ?"
            " ORDER BY link.id LIMIT ?",
            number,
            SHOWN,
        )
        return Links(count, tuple(Link(*row) for row in rows))

    def _owners(self, number: int) -> tuple[Owner, ...]:
        if not self.has("managed"):
            return ()
        query = 'SELECT "by", what, place FROM managed WHERE resource = ? ORDER BY "by"'
        return tuple(Owner(*row) for row in self.ask(query, number))

    def _move(self, type_name: str) -> Move | None:
        if not self.has("move"):
            return None
        query = "SELECT how, method, downtime, beware, source FROM move WHERE type = ?"
        rows = self.ask(query, type_name)
        if not rows or not rows[0][0]:
            return None
        how, method, downtime, beware, source = rows[0]
        return Move(how, method, downtime, tuple(json.loads(beware)), source)


def matching(path: Path, account: str, asked: Filter) -> Iterator[dict[str, Any]]:
    """Yield every resource of an account that a filter leaves."""
    with closing(DetailView(path, account)) as view:
        yield from view.matching(asked)


def _read_json(row: sqlite3.Row) -> dict[str, Any]:
    """Return a row with its JSON columns read."""
    return {
        **dict(row),
        "tags": json.loads(row["tags"]),
        "properties": json.loads(row["properties"]),
    }
