"""The inventory in state.db: a scan's cells and what they showed, committed together."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from typing import Any

from sqlalchemy import Connection, Insert, bindparam, delete, func, insert, select, update

from migrate.core.plan import canonical
from migrate.state.database import Database, utc
from migrate.state.removed import mark_removed
from migrate.state.tables.inventory import cell, resource, scan

Row = Mapping[str, Any]
CHUNK = 500
"""Identifiers of one query; SQLite and PostgreSQL take many more."""


@dataclass(frozen=True, slots=True)
class Finished:
    """One cell as it came out, what it showed, and the cells that it brings."""

    cell: Row
    resources: Sequence[Row]
    brings: Sequence[Row] = ()
    drops: Sequence[tuple[str, str, str]] = ()
    """Keys of cells that stood for what is now seen."""


class InventoryStore:
    """Keeps scans, cells and resources.  Every method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @property
    def database(self) -> Database:
        """The file that holds it, for what is kept beside it."""
        return self._database

    def newest(self, account: str) -> Row | None:
        """Return the newest scan of an account."""
        query = select(scan).where(scan.c.account == account).order_by(scan.c.id.desc()).limit(1)
        with self._database.read() as connection:
            row = connection.execute(query).mappings().first()
        return None if row is None else {**row, "regions": json.loads(row["regions"])}

    def begin(
        self, account: str, regions: Sequence[str], catalogue: str, cells: Iterable[Row]
    ) -> int:
        """Open a scan with the cells that can be planned before anything is seen."""

        def work(connection: Connection) -> int:
            number = int(connection.execute(select(func.max(scan.c.id))).scalar() or 0) + 1
            row = {
                "id": number,
                "account": account,
                "regions": canonical(list(regions)),
                "catalogue": catalogue,
                "started_at": utc(),
                "finished_at": "",
            }
            connection.execute(insert(scan).values(row))
            _add_cells(connection, number, cells)
            return number

        return self._database.transact(work)

    def cells(self, scan_id: int, states: Iterable[str] = ()) -> list[dict[str, Any]]:
        """Return a scan's cells, those in some states only, in the order of their planning."""
        query = select(cell).where(cell.c.scan == scan_id).order_by(cell.c.id)
        wanted = tuple(states)
        if wanted:
            query = query.where(cell.c.state.in_(wanted))
        with self._database.read() as connection:
            rows = connection.execute(query).mappings()
            return [{**row, "params": json.loads(row["params"])} for row in rows]

    def counts(self, scan_id: int) -> Mapping[str, int]:
        """Return how many cells of a scan are in each state."""
        query = (
            select(cell.c.state, func.count())
            .where(cell.c.scan == scan_id)
            .group_by(cell.c.state)
            .order_by(cell.c.state)
        )
        with self._database.read() as connection:
            return {str(state): int(count) for state, count in connection.execute(query)}

    def found(self, scan_id: int) -> int:
        """Return how many resources the cells of a scan showed so far."""
        query = select(func.coalesce(func.sum(cell.c.count), 0)).where(cell.c.scan == scan_id)
        with self._database.read() as connection:
            return int(connection.execute(query).scalar_one())

    def save(self, scan_id: int, finished: Sequence[Finished]) -> None:
        """Commit cells with everything that they showed and every cell that they bring."""

        def work(connection: Connection) -> None:
            shown = {_key(row): row for done in finished for row in done.resources}
            _save_resources(connection, scan_id, list(shown.values()))
            for done in finished:
                for dropped in done.drops:
                    connection.execute(delete(cell).where(*_where(scan_id, dropped)))
            _add_cells(connection, scan_id, [row for done in finished for row in done.brings])
            _update_cells(connection, scan_id, [done.cell for done in finished])

        self._database.transact(work)

    def settle(self, scan_id: int) -> None:
        """Mark as removed what the scan's answered cells no longer show."""
        self._database.transact(lambda connection: mark_removed(connection, scan_id))

    def close(self, scan_id: int) -> None:
        """Say that nothing more will be asked in this scan."""

        def work(connection: Connection) -> None:
            where = scan.c.id == scan_id
            connection.execute(update(scan).where(where).values(finished_at=utc()))

        self._database.transact(work)

    def resources(
        self, account: str, *, where: Mapping[str, str] | None = None, removed: bool = False
    ) -> Iterator[dict[str, Any]]:
        """Yield the resources of an account in a stable order, filtered by exact columns."""
        query = select(resource).where(resource.c.account == account)
        if not removed:
            query = query.where(resource.c.removed_scan == 0)
        for name, value in (where or {}).items():
            query = query.where(resource.c[name] == value)
        query = query.order_by(resource.c.type, resource.c.region, resource.c.identifier)
        with self._database.read() as connection:
            streamed = connection.execution_options(yield_per=1000).execute(query)
            for row in streamed.mappings():
                yield {
                    **row,
                    "tags": json.loads(row["tags"]),
                    "properties": json.loads(row["properties"]),
                }

    def hidden(self, account: str) -> int:
        """Return how many values of the account's resources were redacted."""
        query = select(func.sum(resource.c.redacted)).where(
            resource.c.account == account, resource.c.removed_scan == 0
        )
        with self._database.read() as connection:
            return int(connection.execute(query).scalar() or 0)

    def census(self, account: str, column: str = "type") -> Mapping[str, int]:
        """Count what is there by a column."""
        query = (
            select(resource.c[column], func.count())
            .where(resource.c.account == account, resource.c.removed_scan == 0)
            .group_by(resource.c[column])
            .order_by(resource.c[column])
        )
        with self._database.read() as connection:
            return {str(value): int(count) for value, count in connection.execute(query)}


def chunks(rows: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """Yield `rows` in lists of at most `size`."""
    iterator = iter(rows)
    while some := list(islice(iterator, size)):
        yield some


def _key(row: Row) -> tuple[str, ...]:
    return row["account"], row["type"], row["region"], row["identifier"]


def _where(scan_id: int, key: tuple[str, str, str]) -> tuple[Any, ...]:
    listing, region, parent = key
    return (
        cell.c.scan == scan_id,
        cell.c.listing == listing,
        cell.c.region == region,
        cell.c.parent == parent,
    )


def _add_cells(connection: Connection, scan_id: int, rows: Iterable[Row]) -> None:
    """Plan cells, each once: one that is planned already stays as it is."""
    for some in chunks(rows, CHUNK):
        known = {
            tuple(row)
            for row in connection.execute(
                select(cell.c.listing, cell.c.region, cell.c.parent).where(
                    cell.c.scan == scan_id, cell.c.listing.in_({row["listing"] for row in some})
                )
            )
        }
        fresh = {(r["listing"], r["region"], r["parent"]): r for r in some}
        added = [
            {**row, "scan": scan_id, "params": canonical(row["params"])}
            for key, row in fresh.items()
            if key not in known
        ]
        if added:
            connection.execute(insert(cell), added)


_CELL_VALUES = ("state", "count", "code", "action", "message", "final", "calls", "milliseconds")


def _update_cells(connection: Connection, scan_id: int, rows: Sequence[Row]) -> None:
    statement = (
        update(cell)
        .where(
            cell.c.scan == scan_id,
            cell.c.listing == bindparam("b_listing"),
            cell.c.region == bindparam("b_region"),
            cell.c.parent == bindparam("b_parent"),
        )
        .values({name: bindparam(f"b_{name}") for name in _CELL_VALUES})
    )
    names = ("listing", "region", "parent", *_CELL_VALUES)
    if rows:
        connection.execute(statement, [{f"b_{n}": row[n] for n in names} for row in rows])


def _save_resources(connection: Connection, scan_id: int, rows: Sequence[Row]) -> None:
    known = _known(connection, rows)
    fresh, changed, same = [], [], []
    for row in rows:
        there = known.get(_key(row))
        if there is None:
            fresh.append({**row, "first_scan": scan_id, "changed_scan": scan_id})
            continue
        other = there.sha256 != row["sha256"] or there.removed_scan
        if other or any(getattr(there, name) != row[name] for name in _SHOWN_BY):
            mark = scan_id if other else there.changed_scan
            bound = {f"b_{name}": value for name, value in row.items()}
            changed.append({**bound, "b_id": there.id, "b_changed": mark})
        else:
            same.append(there.id)
    if fresh:
        marks = {"last_scan": scan_id, "removed_scan": 0}
        connection.execute(_adding(connection), [{**row, **marks} for row in fresh])
    seen = {"last_scan": scan_id, "removed_scan": 0}
    if changed:
        values: dict[str, Any] = {name: bindparam(f"b_{name}") for name in rows[0]}
        connection.execute(
            update(resource)
            .where(resource.c.id == bindparam("b_id"))
            .values({**values, **seen, "changed_scan": bindparam("b_changed")}),
            changed,
        )
    for some in chunks(same, CHUNK):
        connection.execute(update(resource).where(resource.c.id.in_(some)).values(seen))


def _adding(connection: Connection) -> Insert:
    """Return what adds many resources in few statements: the text index is written for each."""
    adding = insert(resource)
    if connection.dialect.insert_executemany_returning:
        return adding.returning(resource.c.id)  # SQLAlchemy joins rows where one comes back
    return adding


_SHOWN_BY = ("listing", "asked_in", "parent")
"""The cell that shows a resource: its answer is what can say that the resource is gone."""
_REMEMBERED = ("id", "identifier", "sha256", "changed_scan", "removed_scan", *_SHOWN_BY)


def _known(connection: Connection, rows: Sequence[Row]) -> dict[tuple[str, ...], Any]:
    columns = ("account", "type", "region")
    found: dict[tuple[str, ...], Any] = {}
    ordered = sorted(rows, key=lambda row: [row[c] for c in columns])
    for group, members in groupby(ordered, key=lambda row: tuple(row[c] for c in columns)):
        for some in chunks(members, CHUNK):
            query = select(*(resource.c[name] for name in _REMEMBERED)).where(
                *[resource.c[name] == value for name, value in zip(columns, group, strict=True)],
                resource.c.identifier.in_([row["identifier"] for row in some]),
            )
            for row in connection.execute(query):
                found[*group, row.identifier] = row
    return found
