"""The journal of mutating calls on state.db: each method is one fully synced transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from migrate.core.intent import (
    LIVE,
    UNSETTLED,
    Intent,
    IntentKey,
    IntentSignal,
    IntentStatus,
    settle,
)
from migrate.core.ports import Permit
from migrate.state.chain import append_event, hashed
from migrate.state.database import Database, utc
from migrate.state.rows import intent_of, intent_row
from migrate.state.tables.journal import intent as table
from migrate.state.ulid import new_ulid


class StateJournal:
    """Implements `core.ports.Journal`."""

    def __init__(
        self,
        database: Database,
        alongside: Callable[[Connection], None] = lambda _: None,
    ) -> None:
        self._database = database
        self._alongside = alongside
        """Written into every transaction of the journal: the calls that wait to be recorded."""

    def live(self, key: IntentKey) -> Intent | None:
        """Return the one intent of that key that is not settled."""
        return self._one(*_of(key), table.c.status.in_(LIVE))

    def done(self, plan: int, change: str, key: IntentKey) -> Intent | None:
        """Return the finished intent of exactly this change of this plan."""
        return self._one(
            *_of(key),
            table.c.plan == plan,
            table.c.change == change,
            table.c.status == IntentStatus.DONE,
        )

    def busy(self, account: str) -> Intent | None:
        """Return an unsettled intent of the account, if there is one."""
        return self._one(table.c.account == account, table.c.status.in_(UNSETTLED))

    def refused_since(self, plan: int, key: IntentKey, code: str) -> datetime | None:
        """Return when a call of that key and plan was first refused with `code`."""
        first = self._one(
            *_of(key),
            table.c.plan == plan,
            table.c.status == IntentStatus.FAILED,
            table.c.error_code == code,
        )
        return None if first is None else first.sent_at

    def known(self, intent_id: str) -> bool:
        """Whether an intent of this workspace has that id."""
        return self._one(table.c.id == intent_id) is not None

    def get(self, intent_id: str) -> Intent | None:
        """Return the intent of that id."""
        return self._one(table.c.id == intent_id)

    def lost(self) -> None:
        """Mark what an earlier process left out as unknown: only a look can tell."""
        with self._database.read() as connection:
            query = select(table).where(table.c.status == IntentStatus.PENDING)
            rows = [intent_of(dict(row)) for row in connection.execute(query).mappings()]
        for intent in rows:
            why = "the process ended while the call was out"
            self.signal(intent, IntentSignal.LOSE, evidence=(*intent.evidence, why))

    def open(
        self, permit: Permit, key: IntentKey, region: str, params: Mapping[str, Any]
    ) -> Intent:
        """Commit a PLANNED intent; the unique index refuses a second live one of the same key."""
        fresh = Intent(new_ulid(), key, permit.plan, permit.step, permit.change, region, params)

        def work(connection: Connection) -> Intent:
            connection.execute(insert(table).values(hashed(intent_row(fresh, utc()))))
            self._tell(connection, fresh, "open")
            return fresh

        return self._database.transact(work)

    def signal(self, intent: Intent, signal: IntentSignal, **known: Any) -> Intent:
        """Follow one transition and keep what is known."""
        moved = replace(intent, status=settle(intent.status, signal), **known)
        return self._keep(moved, intent.status, str(signal))

    def note(self, intent: Intent, **known: Any) -> Intent:
        """Keep more evidence without a transition."""
        return self._keep(replace(intent, **known), intent.status, "note")

    def _keep(self, intent: Intent, expected: IntentStatus, why: str) -> Intent:
        def work(connection: Connection) -> Intent:
            changed = connection.execute(
                update(table)
                .where(table.c.id == intent.id, table.c.status == expected)
                .values(hashed(intent_row(intent, utc())))
            )
            if changed.rowcount != 1:
                raise AssertionError(f"intent {intent.id} is no longer {expected}")
            self._tell(connection, intent, why)
            return intent

        return self._database.transact(work)

    def _tell(self, connection: Connection, intent: Intent, why: str) -> None:
        self._alongside(connection)
        body = {
            "intent": intent.id,
            "operation": intent.key.operation,
            "account": intent.key.account,
            "natural_key": intent.key.natural_key,
            "signal": why,
            "status": str(intent.status),
            "request_id": intent.request_id,
            "error_code": intent.error_code,
        }
        append_event(connection, utc(), "intent", intent.step, body)

    def _one(self, *where: Any) -> Intent | None:
        with self._database.read() as connection:
            oldest = select(table).where(*where).order_by(table.c.id).limit(1)
            row = connection.execute(oldest).mappings().first()
        return intent_of(dict(row)) if row is not None else None


def _of(key: IntentKey) -> tuple[Any, ...]:
    return (
        table.c.account == key.account,
        table.c.operation == key.operation,
        table.c.natural_key == key.natural_key,
    )
