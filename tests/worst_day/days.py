"""What the tests of bad days say often."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from migrate.core.errors import MigrateError, PlanBlocked
from migrate.core.plan import Finding, Plan, Severity
from tests.contract.looking import changing
from tests.simulator.organized import Organized
from tests.simulators import Simulator
from tests.steps.alone import Alone

LEGACY, MANAGEMENT = "111122223333", "444455556666"


@contextmanager
def nothing_changes(simulator: Simulator) -> Iterator[None]:
    """Hold the block to reads alone: by the log of calls, and by what is there afterwards."""
    before, state = len(simulator.calls()), simulator.state()
    yield
    assert changing(simulator.calls(since=before)) == []
    assert simulator.state() == state


def told(error: MigrateError) -> str:
    """Return what the operator reads of an error."""
    return f"{error} {error.remedy}"


def found(plan: Plan, key: str) -> Finding:
    """Return the one finding of a key."""
    (finding,) = [one for one in plan.findings if one.key == key]
    return finding


def blocking(plan: Plan) -> list[str]:
    """Return what forbids approval, in the operator's words."""
    return [one.summary for one in plan.findings if one.severity is Severity.BLOCK]


def blocked(here: Alone, step: str) -> PlanBlocked:
    """Plan a step that may not go on; return the refusal of its approval."""
    with nothing_changes(here.simulator):
        engine = here.engine(step)
        saved = engine.plan(step)
        with pytest.raises(PlanBlocked) as refused:
            engine.approve(step, saved.plan.digest, "tester")
    assert refused.value.exit_code == 1
    return refused.value


def organized(here: Alone) -> Organized:
    """Return the hands of somebody at the console of our organization."""
    return Organized.on(here.simulator, found=False)


def set_profiles(workspace: Path, **profiles: str) -> None:
    """Let a role's profile in migrate.yaml be another: `legacy="…"`."""
    path = workspace / "migrate.yaml"
    text = path.read_text(encoding="utf-8")
    for role, profile in profiles.items():
        text = re.sub(rf"(?m)^{role}_profile: .*$", f"{role}_profile: {profile}", text)
    path.write_text(text, encoding="utf-8")
