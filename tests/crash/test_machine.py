"""The real border on an AWS whose reads lag: exactly once, whatever happens; and it can fail.

MIGRATE_CRASH_EXAMPLES=5000 makes it a night's work.
"""

from __future__ import annotations

import os
import shutil
import time

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from .machine import Journey
from .mutants import LAGGING
from .runner_in_process import desk, memory_directory

EXAMPLES = int(os.environ.get("MIGRATE_CRASH_EXAMPLES", "60"))
MUTANT_EXAMPLES = 400
STEPS = 20


def run(examples: int) -> None:
    """Run the machine on the desk of the module."""
    profile = settings(
        max_examples=examples,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        derandomize="MIGRATE_CRASH_EXAMPLES" not in os.environ,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.generate],
        report_multiple_bugs=False,
        print_blob=False,
    )
    run_state_machine_as_test(Journey, settings=profile)


@pytest.fixture(scope="module", autouse=True)
def one_desk(tmp_path_factory):
    directory = memory_directory(tmp_path_factory.mktemp("machine"))
    try:
        with desk(directory) as made:
            Journey.desk = made
            yield made
    finally:
        if directory.parent.name == "shm":
            shutil.rmtree(directory)


def test_whatever_happens_every_effect_is_made_exactly_once(capsys):
    started = time.monotonic()
    run(EXAMPLES)
    with capsys.disabled():
        seconds = time.monotonic() - started
        print(f"\n{EXAMPLES} journeys of up to {STEPS} disturbed steps: {seconds:.0f} s")


@pytest.mark.parametrize("mutant", LAGGING.values(), ids=LAGGING.keys())
def test_a_product_without_this_guard_is_found(monkeypatch, mutant):
    """If this passes through the machine, the machine proves nothing."""
    mutant(monkeypatch)

    with pytest.raises(AssertionError) as found:
        run(MUTANT_EXAMPLES)
    assert found.traceback[-1].path.name in {"machine.py", "journal.py"}, found.value
