"""What every step did on the walk: listed by its plan, permitted, recorded, and done once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest
from sqlalchemy import select

from migrate.aws.decide import mutations
from migrate.aws.mutation import Mutation
from migrate.aws.permissions import action_of
from migrate.core.status import Status
from migrate.core.step import Step
from migrate.state.tables.journal import intent
from migrate.state.tables.record import call
from migrate.steps.context import Context
from migrate.steps.journey import journey
from tests.stages import END, Stages, approve, carry_on
from tests.steps.alone import Alone

from .looking import NEEDS_NO_PERMISSION, STEPS, changing, operation, role_of


@pytest.fixture(scope="module")
def again(stages: Stages, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Alone]:
    """Another copy of it, in which every step is done once more."""
    with stages.at(END, tmp_path_factory.mktemp("again")) as here:
        yield here


@pytest.fixture(scope="module")
def end(stages: Stages, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Alone]:
    """The workspace of the walk, at its end."""
    with stages.at(END, tmp_path_factory.mktemp("end")) as here:
        yield here


@pytest.mark.parametrize("step", STEPS)
def test_what_a_step_changed_stands_in_its_plan(step: str, stages: Stages, end: Alone) -> None:
    """By the workspace's own record, change by change; and AWS's log shows nothing more."""
    saved = end.made.store.plan(step)
    assert saved is not None
    listed = {change.key: set(change.calls) for change in saved.plan.changes}
    recorded = _recorded(end, saved.serial)
    for change, calls in recorded.items():
        assert calls <= listed[change]
    seen = {operation(row) for row in changing(stages.steps[step].calls)}
    assert seen == {one for calls in recorded.values() for one in calls}


def test_every_change_in_the_record_belongs_to_an_intent_of_a_plan(end: Alone) -> None:
    with end.made.database.read() as connection:
        rows = connection.execute(select(call).where(call.c.mutating)).all()
        known = set(connection.execute(select(intent.c.id)).scalars())
    assert rows
    assert {row.intent for row in rows} <= known


@pytest.mark.parametrize("step", journey(), ids=lambda step: step.id)
def test_a_step_names_every_permission_that_it_used(
    step: Step[Context], stages: Stages, end: Alone
) -> None:
    missing = {
        (role_of(end, row), operation(row))
        for row in stages.steps[step.id].calls
        if operation(row) not in NEEDS_NO_PERMISSION
        and action_of(operation(row)) not in step.permissions.get(role_of(end, row), ())
    }
    assert missing == set()


@pytest.mark.parametrize("one", mutations().values(), ids=lambda one: one.operation)
def test_every_change_that_there_is_can_be_looked_for(one: Mutation, stages: Stages) -> None:
    """And the walk makes it, so that nothing about it is untried."""
    assert callable(one.look)
    assert any(one.operation in walked.plan.plan.calls for walked in stages.steps.values())


@pytest.mark.parametrize("step", STEPS)
def test_applying_a_step_again_changes_nothing(step: str, again: Alone) -> None:
    before, state = len(again.simulator.calls()), again.simulator.state()
    if not again.plan(step).blocked:
        approve(again, step)
        carry_on(again, step)
        assert again.made.store.status(step) is Status.DONE
    assert changing(again.simulator.calls(since=before)) == []
    assert again.simulator.state() == state


def _recorded(here: Alone, serial: int) -> Mapping[str, set[str]]:
    """Return the mutating calls of a plan by the record, for each of its changes."""
    with here.made.database.read() as connection:
        rows = connection.execute(
            select(intent.c.change, call.c.service, call.c.operation)
            .join(call, call.c.intent == intent.c.id)
            .where(call.c.mutating, intent.c.plan == serial)
        ).all()
    found: dict[str, set[str]] = {}
    for change, service, name in rows:
        found.setdefault(change, set()).add(f"{service}:{name}")
    return found
