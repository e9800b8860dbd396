"""The record of calls and decisions; reads wait in memory for the next commit."""

from __future__ import annotations

import threading
from typing import Any

from sqlalchemy import Connection

from migrate.core.call import CallRecord
from migrate.core.plan import canonical
from migrate.state.chain import Audit, append_calls, append_event, audit
from migrate.state.database import Database, utc
from migrate.state.rows import text_of

BUFFER = 200


class StateRecorder:
    """Keeps calls in order; a mutating one is written at once, a read within the next 200."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: list[dict[str, Any]] = []
        self._written: list[dict[str, Any]] = []
        """In a transaction that is not committed yet."""
        database.listeners.append(self._ended)
        self._guard = threading.Lock()

    def call(self, record: CallRecord) -> None:
        """Keep one call."""
        with self._guard:
            self._waiting.append(_row(record))
            full = len(self._waiting) >= BUFFER
        if full:
            self.flush()

    def flush(self) -> None:
        """Write what waits."""
        if self._waiting:
            self._database.transact(self.write_into)

    def write_into(self, connection: Connection) -> None:
        """Write what waits inside somebody's transaction, so that it costs no commit of its own."""
        with self._guard:
            rows, self._waiting = self._waiting, []
            self._written += rows
        append_calls(connection, rows)

    def _ended(self, committed: bool) -> None:
        """Forget what was committed; keep what was rolled back for the next transaction."""
        with self._guard:
            rows, self._written = self._written, []
            if not committed:
                self._waiting = rows + self._waiting

    def decision(self, step: str, text: str, who: str) -> None:
        """Keep what a person decided."""
        body = {"text": text, "who": who}
        self._database.transact(
            lambda connection: append_event(connection, utc(), "decision", step, body)
        )


def _row(record: CallRecord) -> dict[str, Any]:
    return {
        "at": text_of(record.at),
        "service": record.service,
        "operation": record.operation,
        "region": record.region,
        "account": record.account,
        "principal": record.principal,
        "outcome": record.outcome,
        "request_id": record.request_id,
        "duration_ms": record.duration_ms,
        "mutating": record.mutating,
        "intent": record.intent,
        "step": record.step,
        "params": canonical(record.params),
        "count": record.count,
    }


def prove(database: Database, anchor: str = "") -> Audit:
    """Prove the record from its first row on, and that it still holds an earlier head."""
    with database.read() as connection:
        return audit(connection, anchor)
