"""A state.db as a journey leaves it: plans, approvals, receipts, intents of every kind, calls."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from migrate.core.call import CallRecord
from migrate.core.intent import Intent, IntentKey, IntentSignal
from migrate.core.plan import Action, Change, Finding, Plan, Receipt, Severity, Target
from migrate.core.ports import Note, Permit
from migrate.core.status import Signal
from migrate.state.database import Database
from migrate.state.journal import StateJournal
from migrate.state.record import StateRecorder
from migrate.state.store import StateStore, StepRow

LEGACY = "111122223333"
SENT = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
WAYS: dict[str, tuple[IntentSignal, ...]] = {
    "planned": (),
    "pending": (IntentSignal.SEND,),
    "done": (IntentSignal.SEND, IntentSignal.CONFIRM),
    "failed": (IntentSignal.SEND, IntentSignal.REFUSE),
    "unknown": (IntentSignal.SEND, IntentSignal.LOSE),
    "needs_operator": (IntentSignal.SEND, IntentSignal.LOSE, IntentSignal.ESCALATE),
}
"""Intent status to the signals that lead there."""


def step_row(step: str, position: int) -> StepRow:
    """Return a step as `init` writes it."""
    return StepRow(step, position, step.title(), "Look", "Why.", (), "", "", False, (), {})


def plan_of(step: str, number: int = 0) -> Plan:
    """Return a plan of one change and one finding."""
    change = Change("make", Action.CREATE, f"Make {number}", Target("thing", account=LEGACY))
    return Plan(step, {"number": number}, (change,), (Finding(Severity.INFO, "Seen."),))


def call_of(number: int, *, mutating: bool = False) -> CallRecord:
    """Return the record of one call."""
    return CallRecord(
        "organizations",
        f"Operation{number}",
        "us-east-1",
        LEGACY,
        f"arn:aws:iam::{LEGACY}:user/operator",
        "ok",
        request_id=f"request-{number}",
        at=SENT,
        mutating=mutating,
        params={"n": number},
    )


def intent_in(journal: StateJournal, status: str, serial: int, step: str = "first") -> Intent:
    """Lead a new intent to a status, as the border does."""
    key = IntentKey(LEGACY, "organizations:CreateOrganizationalUnit", f"key-{status}-{serial}")
    permit = Permit(serial, step, "make", frozenset({key.operation}))
    intent = journal.open(permit, key, "us-east-1", {"Name": status})
    for signal in WAYS[status]:
        known = {"sent_at": SENT, "attempt": 1} if signal is IntentSignal.SEND else {}
        intent = journal.signal(intent, signal, **known)
    return intent


def fill(path: Path) -> None:
    """Make a state.db with something in every table of the journal and the record."""
    database = Database.create(path)
    recorder = StateRecorder(database)
    store = StateStore(database, recorder.write_into)
    journal = StateJournal(database, recorder.write_into)
    store.sync_journey([step_row("first", 1), step_row("second", 2)])
    store.bind("legacy", LEGACY, f"arn:aws:iam::{LEGACY}:user/operator")
    for step in ("first", "second"):
        saved = store.save_plan(plan_of(step))
        store.save_approval(step, saved.serial, saved.plan.digest, "operator@here")
        store.move(step, Signal.APPLY)
        for number in range(4):
            recorder.call(call_of(number, mutating=number == 0))
        store.save_receipt(saved.serial, Receipt("make", {"Id": "ou-1"}, evidence=("seen",)))
        for status in WAYS:
            intent_in(journal, status, saved.serial, step)
        store.move(step, Signal.FINISH, Note(text="all there"))
    recorder.decision("first", "it happened", "operator@here")
    recorder.flush()
    database.close()


@cache
def image() -> bytes:
    """Return every byte of a filled state.db, closed and with its log written back."""
    with TemporaryDirectory() as directory:
        path = Path(directory) / "state.db"
        fill(path)
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.execute("PRAGMA journal_mode=DELETE")
        return path.read_bytes()


def put(path: Path) -> Path:
    """Put a filled state.db there, at once."""
    path.touch(mode=0o600)
    path.write_bytes(image())
    return path


def started(work: Callable[[], None]) -> int:
    """Start `work` in a forked process; return its pid."""
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    return pid


def forked(work: Callable[[], None]) -> int:
    """Run `work` in a forked process to its end; return its wait status."""
    return os.waitpid(started(work), 0)[1]
