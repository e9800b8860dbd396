"""Hashes that show an edit: one over each journal row, and a chain over events and calls."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, insert, select

from migrate.core.errors import StateCorrupt
from migrate.core.plan import canonical
from migrate.core.status import Status
from migrate.state.tables.journal import intent
from migrate.state.tables.journey import account, approval, plan, receipt, step
from migrate.state.tables.record import call, event

HASHED = (plan, approval, receipt, intent)
GENESIS = "0" * 64
SHORTEST_ANCHOR = 16
"""Hexadecimal digits of a head that have to be given before it anchors anything."""


@dataclass(frozen=True, slots=True)
class Audit:
    """The verdict on the record."""

    ok: bool
    events: int
    calls: int
    head: str
    """sha256 of the newest event: written down outside, it anchors all before it."""
    broken: str = ""
    """Names the first row that does not fit, such as `event 17`."""
    why: str = ""


def row_hash(row: Mapping[str, Any]) -> str:
    """Hash every column of a row but the hash itself."""
    body = {k: v for k, v in row.items() if k not in {"row_sha256", "sha256"}}
    return hashlib.sha256(canonical(body).encode()).hexdigest()


def hashed(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a journal row with its hash."""
    return {**row, "row_sha256": row_hash(row)}


def check_rows(connection: Connection, path: Path) -> None:
    """Refuse a state.db in which a row of the journal was changed by something else."""
    for table in HASHED:
        for row in connection.execute(select(table)).mappings():
            if row["row_sha256"] != row_hash(dict(row)):
                key = next(iter(table.primary_key)).name
                raise StateCorrupt(f"{path}: row {row[key]} of {table.name} was changed outside")
    told = _told(connection, path)
    for name, status in connection.execute(select(step.c.id, step.c.status)):
        if status != told.get(("step", name), Status.PENDING):
            raise StateCorrupt(f"{path}: the status of step {name} was changed outside")
    for role, bound in connection.execute(select(account.c.role, account.c.account)):
        if bound != told.get(("bind", role)):
            raise StateCorrupt(f"{path}: the account of role {role} was changed outside")


def _told(connection: Connection, path: Path) -> dict[tuple[str, str], str]:
    """Return what the events say last: the status of each step, the account of each role."""
    told = {}
    kinds = event.c.kind.in_(("step", "bind"))
    for row in connection.execute(select(event).where(kinds).order_by(event.c.n)).mappings():
        if row["sha256"] != row_hash(dict(row)):
            raise StateCorrupt(f"{path}: event {row['n']} was changed outside")
        body = json.loads(row["body"])
        if row["kind"] == "step":
            told["step", row["step"]] = body["to"]
        else:
            told["bind", body["role"]] = body["account"]
    return told


def append_event(connection: Connection, at: str, kind: str, step: str, body: Any) -> str:
    """Append one event to the chain and return its hash."""
    newest = connection.execute(
        select(event.c.n, event.c.sha256).order_by(event.c.n.desc()).limit(1)
    ).first()
    number, previous = (newest.n + 1, newest.sha256) if newest else (1, GENESIS)
    row = {"n": number, "at": at, "kind": kind, "step": step, "body": canonical(body)}
    row["previous"] = previous
    row["sha256"] = row_hash(row)
    connection.execute(insert(event).values(row))
    return str(row["sha256"])


def append_calls(connection: Connection, rows: list[dict[str, Any]]) -> None:
    """Append call records to their chain."""
    newest = connection.execute(
        select(call.c.id, call.c.sha256).order_by(call.c.id.desc()).limit(1)
    ).first()
    number, previous = (newest.id, newest.sha256) if newest else (0, GENESIS)
    chained = []
    for row in rows:
        number += 1
        linked = {**row, "id": number, "previous": previous}
        previous = linked["sha256"] = row_hash(linked)
        chained.append(linked)
    if chained:
        connection.execute(insert(call), chained)


def audit(connection: Connection, anchor: str = "") -> Audit:
    """Prove both chains from the first row on; `anchor` is a head that was written down before.

    A chain proves nothing about rows cut off its end unless an anchor stands in it.
    """
    events, head, broken = _walk(connection, event, "n")
    if not broken:
        calls, _, broken = _walk(connection, call, "id")
    else:
        calls = 0
    if not broken and anchor and not _holds(connection, anchor):
        broken = ("end of event", f"the chain does not hold the head {anchor}: its end was cut off")
    where, why = broken or ("", "")
    return Audit(not broken, events, calls, head, where, why)


def _walk(
    connection: Connection, table: Table, key: str
) -> tuple[int, str, tuple[str, str] | None]:
    previous, number = GENESIS, 0
    for row in connection.execute(select(table).order_by(table.c[key])).mappings():
        number += 1
        where = f"{table.name} {number}"
        if row[key] != number:
            return number, previous, (where, f"the next row is number {row[key]}")
        if row["previous"] != previous:
            return number, previous, (where, "it does not follow the row before it")
        if row["sha256"] != row_hash(dict(row)):
            return number, previous, (where, "it was changed after it was written")
        previous = row["sha256"]
    return number, previous, None


def _holds(connection: Connection, anchor: str) -> bool:
    """Whether an event has this hash, of which the first 16 digits are enough."""
    if len(anchor) < SHORTEST_ANCHOR:
        return False
    starts = event.c.sha256.startswith(anchor.lower(), autoescape=True)
    return connection.execute(select(event.c.n).where(starts)).first() is not None
