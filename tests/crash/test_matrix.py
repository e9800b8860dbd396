"""A real runner is killed at every commit and every send of every step that changes AWS.

The scenarios of a step share a stage (`stages.py`); each has its own workspace, its own
simulated AWS and its own runner processes.  How many there were is told at the end of the run,
and how many points were not played because every byte is there as at the point before.
"""

from __future__ import annotations

import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from migrate.aws.decide import mutations
from migrate.state.view import View
from tests.once import once
from tests.stages import Stages

from .matrix import Matrix
from .mutants import MATRIX
from .runner_in_process import memory_directory
from .runners import Runners
from .stages import Stage, changing, make_stage

MARKED = "prepare-legacy"
"""The step on which mutants are tried: a role is ours only if its mark is in the journal."""
SEND = ("send-before", "answer-waiting", "answer-read")


Staged = Callable[[str], Stage]


@pytest.fixture(scope="session")
def staged(tmp_path_factory: pytest.TempPathFactory, stages: Stages) -> Staged:
    """The stages of the steps, each made once for all workers of a test run."""

    def find(step: str) -> Stage:
        made = once(tmp_path_factory, f"before-{step}", lambda to: make_stage(stages, step, to))
        return Stage(step, made)

    return find


@pytest.fixture
def scratch(tmp_path: Path) -> Iterator[Path]:
    directory = memory_directory(tmp_path)
    yield directory
    shutil.rmtree(directory)


@pytest.fixture(scope="module")
def sound() -> Iterator[Runners]:
    """The product as it is, warmed once for every step."""
    with Runners() as runners:
        yield runners


def test_every_change_that_the_product_can_make_is_in_the_matrix(staged: Staged) -> None:
    planned: set[str] = set()
    for step in changing():
        with closing(View(staged(step).directory / "workspace" / "state.db")) as view:
            saved = view.plan(step)
            assert saved is not None
            planned |= {call for change in saved.plan.changes for call in change.calls}

    assert planned == set(mutations())


@pytest.mark.parametrize("step", changing())
def test_wherever_a_runner_dies_every_effect_is_made_once(
    step: str,
    staged: Staged,
    stages: Stages,
    scratch: Path,
    sound: Runners,
    record_property: Callable[[str, object], None],
) -> None:
    started = time.monotonic()
    all_ = Matrix(staged(step), stages, sound, scratch)
    points, end = all_.undisturbed()
    scenarios = all_.scenarios(points)
    wrong = {str(s): fault for s in scenarios if (fault := all_.fault_of(s, points, end))}
    seconds = time.monotonic() - started
    different = len({scenario.point for scenario in scenarios})
    calls = " + ".join(f"{count} {operation}" for operation, count in sorted(end.sent.items()))
    record_property(
        "told",
        f"crash matrix, {step} ({calls}): {len(points)} points, {len(points) - different} of them "
        f"as the one before, {len(scenarios)} scenarios, {len(wrong)} wrong, {seconds:.0f} s",
    )

    assert wrong == {}
    at = Counter((point.place, point.operation) for point in points)
    assert at["commit-before", ""] == at["commit-after", ""] > 3 * sum(end.sent.values())
    killed = {scenario.point.place for scenario in scenarios if scenario.action == "kill"}
    assert killed == {"commit-before", "commit-after", *SEND}
    assert different >= at["commit-after", ""] + sum(
        at[place, name] for place in SEND for name in end.sent
    )
    assert end.sent
    for operation, count in end.sent.items():
        assert [at[place, operation] for place in SEND] == [count] * len(SEND)


@pytest.mark.parametrize("mutant", MATRIX)
def test_a_product_without_this_guard_is_found_by_the_matrix(
    mutant: str, staged: Staged, stages: Stages, scratch: Path
) -> None:
    """If its ends are all as they should be, the matrix proves nothing."""
    with Runners(mutant) as runners:
        broken = Matrix(staged(MARKED), stages, runners, scratch)
        points, end = broken.undisturbed()
        first = next(point.operation for point in points if point.operation)
        sends = [s for s in broken.scenarios(points) if s.point.operation == first]
        wrong = [fault for s in sends if (fault := broken.fault_of(s, points, end))]

    assert wrong
    assert not [fault for fault in wrong if "another way" in fault]
