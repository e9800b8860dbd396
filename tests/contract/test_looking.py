"""Every step, before it is done and after: looking only reads, proposing calls nothing."""

from __future__ import annotations

import pytest

from migrate.aws.decide import mutations
from migrate.aws.permissions import action_of
from migrate.core.plan import Action
from tests.stages import END, Stages

from .looking import LOOKS, Looked, looked


@pytest.fixture(scope="module", params=LOOKS, ids=lambda look: f"{look[0]}@{look[1]}")
def look(
    request: pytest.FixtureRequest, stages: Stages, tmp_path_factory: pytest.TempPathFactory
) -> Looked:
    """One look of each step at each of its two worlds."""
    step, stage = request.param
    with stages.at(stage, tmp_path_factory.mktemp("look")) as here:
        return looked(here, step, stage)


def test_a_look_makes_listed_reads_alone(look: Looked) -> None:
    assert look.changing == []
    assert look.recorded_changes == 0


def test_a_look_needs_no_permission_that_the_step_does_not_name(look: Looked) -> None:
    missing = {
        (role, operation)
        for role, operation in look.asked
        if action_of(operation) not in look.step.permissions.get(role, ())
    }
    assert missing == set()


def test_proposing_calls_nothing_and_gives_the_same_plan_for_the_same_facts(look: Looked) -> None:
    assert look.asked_by_propose == 0
    assert look.again.digest == look.plan.digest


def test_facts_hold_nothing_that_wanders(look: Looked) -> None:
    assert look.later.facts == look.plan.facts
    assert look.later.digest == look.plan.digest


def test_a_plan_names_only_calls_that_can_be_looked_up_and_are_permitted(look: Looked) -> None:
    assert look.plan.calls <= mutations().keys()
    allowed = {action for actions in look.step.permissions.values() for action in actions}
    assert {action_of(operation) for operation in look.plan.calls} <= allowed


def test_what_is_done_is_adopted_or_left_alone(look: Looked) -> None:
    if look.stage == END:
        assert {change.action for change in look.plan.changes} <= {Action.ADOPT, Action.READ}
        assert look.plan.calls == frozenset()
