"""The engine on a real state.db: what it lets happen, what it refuses, and what it repeats."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from migrate.core.engine import Engine
from migrate.core.errors import (
    GatewayError,
    HandNeeded,
    NotSkippable,
    NotYet,
    PlanBlocked,
    PlanOutdated,
    StepNotReady,
    StepUnknown,
)
from migrate.core.plan import Action, Change, Finding, Receipt, Severity, Target
from migrate.core.status import Status
from migrate.core.waiting import Wait, WaitFor
from migrate.state.database import Database
from migrate.state.store import StateStore
from tests.engine_world import Account, First, Second
from tests.tui_world import row


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database.create(tmp_path / "state.db")
    yield database
    database.close()


@pytest.fixture
def store(database: Database) -> StateStore:
    store = StateStore(database)
    store.sync_journey([row(1, "first", "First"), row(2, "second", "Second", needs=("first",))])
    return store


@pytest.fixture
def account() -> Account:
    return Account()


@pytest.fixture
def engine(store: StateStore, account: Account) -> Engine[Account]:
    return Engine((First(), Second()), store, account, account)


def approved(engine: Engine[Account], step: str = "first") -> None:
    engine.approve(step, engine.plan(step).plan.digest, "ana")


def done(engine: Engine[Account], step: str = "first") -> None:
    approved(engine, step)
    engine.apply(step)


def test_a_plan_is_applied_change_by_change_with_its_own_permit(
    engine: Engine[Account], store: StateStore, account: Account
) -> None:
    """Each change opens the door for its own calls alone."""
    done(engine)

    assert account.calls == ["a", "b"]
    assert [sorted(p.calls) for p in account.permits] == [["svc:a"], ["svc:b"]]
    assert store.status("first") is Status.DONE
    assert set(store.recorded()["first"]) == {"a", "b"}


def test_nothing_is_applied_without_approval(engine: Engine[Account], account: Account) -> None:
    engine.plan("first")

    with pytest.raises(StepNotReady, match="not approved"):
        engine.apply("first")
    assert account.calls == []


def test_approval_is_given_to_one_digest_alone(engine: Engine[Account], account: Account) -> None:
    first = engine.plan("first")
    account.wanted.append("c")
    engine.plan("first")

    with pytest.raises(PlanOutdated):
        engine.approve("first", first.plan.digest, "ana")


def test_a_blocked_plan_cannot_be_approved(engine: Engine[Account], account: Account) -> None:
    account.findings = [Finding(Severity.BLOCK, "no way")]
    saved = engine.plan("first")

    with pytest.raises(PlanBlocked, match="no way"):
        engine.approve("first", saved.plan.digest, "ana")


def test_a_plan_whose_facts_moved_is_refused_and_drawn_anew(
    engine: Engine[Account], store: StateStore, account: Account
) -> None:
    """Before the first change the engine looks again; nothing is changed by the refusal."""
    approved(engine)
    account.made.append("a")

    with pytest.raises(PlanOutdated, match="nothing was changed"):
        engine.apply("first")

    assert account.calls == []
    fresh = store.plan("first")
    assert fresh is not None
    assert [c.key for c in fresh.plan.changes] == ["b"]
    assert store.status("first") is Status.PLANNED


def test_a_resumed_step_repeats_no_change_that_has_a_receipt(
    engine: Engine[Account], store: StateStore, account: Account
) -> None:
    approved(engine)
    wait = Wait(WaitFor.AWS, "settling")
    account.errors = [NotYet("not yet", operation="svc:a", wait=wait)]
    with pytest.raises(NotYet):
        engine.apply("first")
    assert store.status("first") is Status.WAITING

    engine.apply("first")

    assert account.calls == ["a", "b"]
    assert store.status("first") is Status.DONE


def test_a_crash_in_the_middle_leaves_the_step_applying_and_resumable(
    engine: Engine[Account], store: StateStore, account: Account
) -> None:
    """Whatever is not ours ends the process, not the journey."""
    approved(engine)
    account.errors = [RuntimeError("a bug")]
    with pytest.raises(RuntimeError):
        engine.apply("first")
    assert store.status("first") is Status.APPLYING

    engine.apply("first")

    assert account.calls == ["a", "b"]


def test_a_refusal_of_aws_fails_the_step_and_planning_starts_again(
    engine: Engine[Account], store: StateStore, account: Account
) -> None:
    approved(engine)
    account.errors = [GatewayError("refused", operation="svc:a", code="AccessDenied")]
    with pytest.raises(GatewayError):
        engine.apply("first")

    assert store.status("first") is Status.FAILED
    with pytest.raises(StepNotReady):
        engine.apply("first")
    done(engine)
    assert store.status("first") is Status.DONE


def test_a_person_is_waited_for(
    engine: Engine[Account], store: StateStore, account: Account
) -> None:
    approved(engine)
    account.errors = [HandNeeded("mfa", wait=Wait(WaitFor.PERSON, "mfa", link="https://x"))]
    with pytest.raises(HandNeeded):
        engine.apply("first")

    assert store.status("first") is Status.WAITING


def test_a_step_waits_for_what_it_needs(engine: Engine[Account]) -> None:
    with pytest.raises(StepNotReady, match="needs first first"):
        engine.plan("second")
    done(engine)

    assert engine.plan("second").plan.step == "second"


def test_an_applied_change_that_a_new_look_does_not_show_is_waited_for(
    engine: Engine[Account], store: StateStore, account: Account
) -> None:
    """Applied is not done: reads may lag, and the step says so."""
    approved(engine)
    account.wanted, account.made = ["a", "b", "z"], []
    plan = store.plan("first")
    assert plan is not None
    account.wanted = ["a", "b"]
    engine_apply = First.apply

    def forgetful(self: First, change: Change, context: Account) -> Receipt:
        receipt = engine_apply(self, change, context)
        context.made.remove(change.key)
        return receipt

    First.apply = forgetful  # type: ignore[method-assign]
    try:
        with pytest.raises(NotYet, match="a new look does not show it"):
            engine.apply("first")
    finally:
        First.apply = engine_apply  # type: ignore[method-assign]
    assert store.status("first") is Status.WAITING
    account.made = ["a", "b"]
    engine.apply("first")
    assert store.status("first") is Status.DONE


def test_verify_finds_drift_and_its_end(
    engine: Engine[Account], store: StateStore, account: Account
) -> None:
    done(engine)
    account.made.remove("a")
    assert [f.summary for f in engine.verify("first")] == ["a is gone"]
    assert store.status("first") is Status.DRIFTED

    account.made.append("a")
    assert engine.verify("first") == ()
    assert store.status("first") is Status.DONE


def test_only_what_is_done_can_be_verified(engine: Engine[Account]) -> None:
    with pytest.raises(StepNotReady, match="only what is done"):
        engine.verify("first")


def test_a_step_is_skipped_with_who_and_why_and_only_where_it_may(
    engine: Engine[Account], store: StateStore
) -> None:
    engine.skip("first", "ana", "no need")
    assert store.status("first") is Status.SKIPPED
    assert engine.plan("second").plan.step == "second"

    with pytest.raises(NotSkippable):
        engine.skip("second", "ana", "no need")


def test_a_step_that_is_not_there_is_named(engine: Engine[Account]) -> None:
    with pytest.raises(StepUnknown, match="'third'"):
        engine.plan("third")


def test_the_digest_depends_on_everything_a_person_reads() -> None:
    """Whatever changes in a plan changes its digest."""
    from dataclasses import replace

    from migrate.core.plan import Plan, Undo

    change = Change("k", Action.CREATE, "s", Target("t"), calls=("a:B",))
    plan = Plan("first", {"x": 1}, (change,), (Finding(Severity.INFO, "i"),), {"legacy": "1"})
    others = [
        replace(plan, step="second"),
        replace(plan, facts={"x": 2}),
        replace(plan, changes=(replace(change, undo=Undo.ONE_WAY),)),
        replace(plan, changes=(replace(change, calls=("a:C",)),)),
        replace(plan, findings=(Finding(Severity.BLOCK, "i"),)),
        replace(plan, accounts={"legacy": "2"}),
    ]

    assert len({plan.digest, *(other.digest for other in others)}) == len(others) + 1


def test_a_plan_comes_back_from_state_with_its_digest(
    engine: Engine[Account], store: StateStore
) -> None:
    saved = engine.plan("first")
    again = store.plan("first")

    assert again is not None
    assert again.plan.digest == saved.plan.digest
