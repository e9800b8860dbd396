"""Every mutating call of every step meets every fault: nothing doubled, nothing lost, all said."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.aws import effects as border
from migrate.aws.permissions import action_of
from migrate.core.errors import GatewayError
from migrate.core.status import Status
from tests.contract.looking import changing, operation, role_of
from tests.stages import Stages, approve, carry_on, pass_time
from tests.steps.alone import Alone

from .disturbed import ACTED, DISTURBANCES, Disturbance, comparable, effects, mutating

FEW = 2
"""A call that is made more often is disturbed once: that it is made no oftener shows as well."""


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Try a busy call again at once."""
    monkeypatch.setattr(border, "PAUSES", (0.0, 0.0))


@pytest.mark.parametrize("name", DISTURBANCES)
@pytest.mark.parametrize(("step", "call"), mutating())
def test_a_disturbed_call_is_made_exactly_once(
    step: str, call: str, name: str, stages: Stages, tmp_path: Path
) -> None:
    disturbance, usual = DISTURBANCES[name], stages.steps[step]
    with stages.at(step, tmp_path, approved=True) as here:
        error = _stopped(here, step, call, disturbance)
        assert here.made.store.status(step) is disturbance.status
        said = f"{error} {error.remedy}"
        for part in disturbance.said:
            assert _filled(here, part, step, call) in said
        if disturbance.kind not in ACTED or effects(usual.calls)[call] > FEW:
            here.simulator.raw("fault", "DELETE")
        if disturbance.status is Status.FAILED:
            approve(here, step)
        else:
            pass_time(here.simulator, error)
        carry_on(here, step)
        rows = here.simulator.calls()
        assert here.made.store.status(step) is Status.DONE
        assert effects(rows) == effects(usual.calls)
        assert comparable(here.simulator.state()) == comparable(usual.state)
        assert {operation(row) for row in changing(rows)} <= usual.plan.plan.calls


def _stopped(here: Alone, step: str, call: str, disturbance: Disturbance) -> GatewayError:
    """Apply under the fault and return what stopped the step."""
    service, _, name = call.partition(":")
    times = {} if disturbance.times is None else {"times": disturbance.times}
    here.simulator.fault(kind=disturbance.kind, service=service, operation=name, **times)
    with pytest.raises(GatewayError) as stopped:
        here.engine(step).apply(step)
    return stopped.value


def _filled(here: Alone, part: str, step: str, call: str) -> str:
    """Fill in what the call's message names."""
    met = [row for row in here.simulator.calls() if operation(row) == call and row["fault"]]
    profile = here.simulator.profiles[role_of(here, met[0])]
    return part.format(operation=call, action=action_of(call), step=step, profile=profile)
