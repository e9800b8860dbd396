"""The product with one guard taken out: each has to be found, or the tests prove nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from botocore.config import Config
from sqlalchemy import insert

from migrate.aws import account, mutation
from migrate.aws.guard import Guard
from migrate.core.intent import Intent, IntentKey, IntentStatus
from migrate.core.ports import Permit
from migrate.state.chain import hashed
from migrate.state.database import utc
from migrate.state.journal import StateJournal
from migrate.state.rows import intent_row
from migrate.state.tables.journal import intent as table
from migrate.state.ulid import new_ulid


def no_commit_before_the_call(patch: pytest.MonkeyPatch) -> None:
    """Write the intent when the answer is there, as most programs do."""
    keep, unwritten = StateJournal._keep, set()

    def open_(
        self: StateJournal, permit: Permit, key: IntentKey, region: str, params: Mapping[str, Any]
    ) -> Intent:
        fresh = Intent(new_ulid(), key, permit.plan, permit.step, permit.change, region, params)
        unwritten.add(fresh.id)
        return fresh

    def _keep(self: StateJournal, intent: Intent, expected: IntentStatus, why: str) -> Intent:
        if intent.id not in unwritten:
            return keep(self, intent, expected, why)
        if intent.status is not IntentStatus.PENDING:
            row = hashed(intent_row(intent, utc()))
            self._database.transact(lambda c: c.execute(insert(table).values(row)))
            unwritten.discard(intent.id)
        return intent

    patch.setattr(StateJournal, "open", open_)
    patch.setattr(StateJournal, "_keep", _keep)


def no_mark_of_sending(patch: pytest.MonkeyPatch) -> None:
    """Commit the intent as planned, and never that it is about to be sent."""
    keep = StateJournal._keep

    def _keep(self: StateJournal, intent: Intent, expected: IntentStatus, why: str) -> Intent:
        if intent.status is IntentStatus.PENDING:
            return intent
        if expected is IntentStatus.PENDING:
            here = self.get(intent.id)
            expected = here.status if here else expected
        return keep(self, intent, expected, why)

    patch.setattr(StateJournal, "_keep", _keep)


def no_settle_time(patch: pytest.MonkeyPatch) -> None:
    """Believe the first look that finds nothing."""
    patch.setattr(mutation, "SETTLE", dict.fromkeys(mutation.SETTLE, timedelta()))
    patch.setattr("migrate.aws.absence.SETTLE", mutation.SETTLE)


def no_lock_check(patch: pytest.MonkeyPatch) -> None:
    """Sign whatever the lock says."""
    check = Guard._check_sending

    class Held:
        def held(self) -> bool:
            return True

    def _check_sending(self: Guard, *given: Any) -> None:
        mine, self._lock = self._lock, Held()
        try:
            check(self, *given)
        finally:
            self._lock = mine

    patch.setattr(Guard, "_check_sending", _check_sending)


def retries_on(patch: pytest.MonkeyPatch) -> None:
    """Leave botocore's own retries as they are."""

    def config(**given: Any) -> Config:
        if given.get("retries", {}).get("total_max_attempts") == 1:
            given.pop("retries")
        return Config(**given)

    patch.setattr(account, "Config", config)
    patch.setattr("time.sleep", lambda _seconds: None)


def no_evidence_of_absence(patch: pytest.MonkeyPatch) -> None:
    """Send invitations and acceptances again when the time is up, without asking CloudTrail."""
    patch.setattr("migrate.aws.absence._ask_trail", lambda *_: None)


def failure_taken_for_refusal(patch: pytest.MonkeyPatch) -> None:
    """Believe CloudTrail's word that AWS failed as if it were a word that it refused."""
    patch.setattr("migrate.aws.absence.FAILED_INSIDE", timedelta())


def unknown_taken_for_refused(patch: pytest.MonkeyPatch) -> None:
    """Take a lost answer for a call that did not happen: two outcomes instead of three."""
    from migrate.aws.effects import _Effect
    from migrate.core.intent import IntentSignal

    def _lost(self: Any, intent: Intent, why: str) -> Intent:
        self.journal.signal(intent, IntentSignal.REFUSE, evidence=(why,))
        return replace(intent, status=IntentStatus.UNKNOWN)

    patch.setattr(_Effect, "_lost", _lost)


LAGGING: Mapping[str, Callable[[pytest.MonkeyPatch], None]] = {
    "no-commit-before-the-call": no_commit_before_the_call,
    "no-settle-time": no_settle_time,
    "no-lock-check": no_lock_check,
    "retries-on": retries_on,
    "no-evidence-of-absence": no_evidence_of_absence,
    "unknown-taken-for-refused": unknown_taken_for_refused,
}
"""What reads that lag, or a lock that was lost, bring to light."""

MATRIX: Mapping[str, Callable[[pytest.MonkeyPatch], None]] = {
    "no-commit-before-the-call": no_commit_before_the_call,
    "retries-on": retries_on,
}
"""What deaths and lost answers bring to light on an AWS whose reads never lag."""
