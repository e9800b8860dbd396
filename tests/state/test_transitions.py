"""Every (status, signal) pair is in the table or refused, in core and in state.db alike."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from migrate.core.errors import JourneyError, StepNotReady
from migrate.core.intent import (
    INTENT_TRANSITIONS,
    LIVE,
    UNSETTLED,
    IntentSignal,
    IntentStatus,
    settle,
)
from migrate.core.status import TRANSITIONS, Signal, Status, follow
from migrate.state.database import Database
from migrate.state.journal import StateJournal
from migrate.state.store import StateStore

from .filled import WAYS, intent_in, plan_of, step_row

PAIRS = list(product(Status, Signal))
INTENT_PAIRS = list(product(IntentStatus, IntentSignal))

ROUTES: dict[Status, tuple[Signal, ...]] = {
    Status.PENDING: (),
    Status.PLANNED: (Signal.PLAN,),
    Status.APPROVED: (Signal.PLAN, Signal.APPROVE),
    Status.APPLYING: (Signal.PLAN, Signal.APPROVE, Signal.APPLY),
    Status.WAITING: (Signal.PLAN, Signal.APPROVE, Signal.APPLY, Signal.WAIT),
    Status.DONE: (Signal.PLAN, Signal.APPROVE, Signal.APPLY, Signal.FINISH),
    Status.FAILED: (Signal.PLAN, Signal.APPROVE, Signal.APPLY, Signal.FAIL),
    Status.SKIPPED: (Signal.SKIP,),
    Status.DRIFTED: (Signal.PLAN, Signal.APPROVE, Signal.APPLY, Signal.FINISH, Signal.DRIFT),
}


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    made = Database.create(tmp_path_factory.mktemp("transitions") / "state.db")
    yield made
    made.close()


@pytest.mark.parametrize(("status", "signal"), PAIRS)
def test_every_pair_is_in_the_table_or_refused(status, signal):
    if (status, signal) in TRANSITIONS:
        assert TRANSITIONS[status, signal] is follow("x", status, signal)
    else:
        with pytest.raises(StepNotReady, match=f"x is {status}; it cannot {signal}") as refused:
            follow("x", status, signal)
        assert refused.value.remedy


@pytest.mark.parametrize(("status", "signal"), PAIRS)
def test_state_db_follows_the_table_and_nothing_else(database, status, signal):
    """A refused signal leaves the row and the events as they were."""
    step = f"{status}-{signal}"
    store = StateStore(database)
    store.sync_journey([step_row(step, 1)])
    for there in ROUTES[status]:
        store.move(step, there)
    assert store.status(step) is status
    with database.read() as connection:
        before = connection.exec_driver_sql("SELECT count(*) FROM event").scalar()

    if (status, signal) in TRANSITIONS:
        assert store.move(step, signal) is TRANSITIONS[status, signal]
        grown = 1
    else:
        with pytest.raises(StepNotReady):
            store.move(step, signal)
        grown = 0

    assert store.status(step) is TRANSITIONS.get((status, signal), status)
    with database.read() as connection:
        after = connection.exec_driver_sql("SELECT count(*) FROM event").scalar()
    assert after == before + grown


def test_every_status_can_be_left_and_reached():
    assert {status for status, _ in TRANSITIONS} == set(Status)
    assert set(TRANSITIONS.values()) | {Status.PENDING} == set(Status)


def test_only_applying_can_become_done_for_the_first_time():
    into_done = {pair for pair, to in TRANSITIONS.items() if to is Status.DONE}

    assert into_done == {
        (Status.APPLYING, Signal.FINISH),
        (Status.DONE, Signal.CONFIRM),
        (Status.DRIFTED, Signal.CONFIRM),
    }


def test_nothing_is_applied_that_was_not_approved():
    into_applying = {status for (status, s), to in TRANSITIONS.items() if to is Status.APPLYING}

    assert into_applying == {Status.APPROVED, Status.APPLYING, Status.WAITING}
    assert {s for (s, g), to in TRANSITIONS.items() if to is Status.APPROVED} == {Status.PLANNED}


@pytest.mark.parametrize(("status", "signal"), INTENT_PAIRS)
def test_every_intent_pair_is_in_the_table_or_refused(status, signal):
    if (status, signal) in INTENT_TRANSITIONS:
        assert INTENT_TRANSITIONS[status, signal] is settle(status, signal)
    else:
        with pytest.raises(JourneyError, match=f"{status} cannot {signal}"):
            settle(status, signal)


@pytest.mark.parametrize(("status", "signal"), INTENT_PAIRS)
def test_the_journal_follows_the_table_and_nothing_else(tmp_path: Path, status, signal):
    made = Database.create(tmp_path / "state.db")
    store, journal = StateStore(made), StateJournal(made)
    store.sync_journey([step_row("first", 1)])
    serial = store.save_plan(plan_of("first")).serial
    intent = intent_in(journal, status, serial)

    if (status, signal) in INTENT_TRANSITIONS:
        moved = journal.signal(intent, signal)
        assert moved.status is INTENT_TRANSITIONS[status, signal]
    else:
        with pytest.raises(JourneyError):
            journal.signal(intent, signal)
        moved = intent

    assert journal.get(intent.id) == moved
    made.close()


def test_an_intent_is_never_sent_from_a_status_that_may_have_happened_unless_looked_at():
    """SEND leads out of planned, and out of unknown, where only a look comes first."""
    senders = {status for status, signal in INTENT_TRANSITIONS if signal is IntentSignal.SEND}

    assert senders == {IntentStatus.PLANNED, IntentStatus.UNKNOWN}


def test_settled_intents_stay_settled():
    assert not [s for s, _ in INTENT_TRANSITIONS if s in {IntentStatus.DONE, IntentStatus.FAILED}]
    assert set(WAYS) == set(IntentStatus)
    assert set(IntentStatus) - {IntentStatus.DONE, IntentStatus.FAILED} == LIVE
    assert UNSETTLED < LIVE


def test_a_stale_intent_cannot_move_what_moved_meanwhile(tmp_path: Path):
    """Two hands on one intent: the second one's knowledge is old and is refused."""
    made = Database.create(tmp_path / "state.db")
    store, journal = StateStore(made), StateJournal(made)
    store.sync_journey([step_row("first", 1)])
    stale = intent_in(journal, "planned", store.save_plan(plan_of("first")).serial)
    journal.signal(stale, IntentSignal.SEND)

    with pytest.raises(AssertionError, match="is no longer planned"):
        journal.signal(stale, IntentSignal.SEND)
    made.close()


def test_a_second_live_intent_of_one_key_is_refused_by_the_database(tmp_path: Path):
    made = Database.create(tmp_path / "state.db")
    store, journal = StateStore(made), StateJournal(made)
    store.sync_journey([step_row("first", 1)])
    serial = store.save_plan(plan_of("first")).serial
    for status in sorted(LIVE):
        intent_in(journal, status, serial)
        with pytest.raises(Exception, match="UNIQUE constraint failed"):
            intent_in(journal, status, serial)
    for status in ("done", "failed"):
        intent_in(journal, status, serial)
        intent_in(journal, status, serial)
    made.close()
