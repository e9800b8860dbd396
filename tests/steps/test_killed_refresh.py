"""A runner is killed while it brings the archive up to date right before the join.

Nobody is needed afterwards: what it left is known for ours, by what was committed before.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from migrate.cli.main import cli
from migrate.core.errors import CredentialsExpired, HandNeeded, StepNotReady
from migrate.core.status import Status
from migrate.costs.archive import MANIFEST
from migrate.steps.cost_refresh import REFRESH
from tests.commands import COMMANDS
from tests.simulators import Simulator
from tests.stages import Stages, carry_on
from tests.worst_day.disturbed import effects

from .alone import alone, blocks

STEP, ACCEPT = "join-legacy", "organizations:AcceptHandshake"
MOMENTS = (
    ("after", f"{REFRESH}-begins@"),
    ("after", "answer"),
    ("before", f"{REFRESH}-writes@"),
    ("before", MANIFEST),
    ("after", MANIFEST),
    ("before", f"{REFRESH}@"),
    ("after", f"{REFRESH}@"),
)
"""In their order: what was asked, the tables, the announced manifest, the manifest, its receipt."""


@contextmanager
def killed(
    stages: Stages, directory: Path, when: str, what: str
) -> Iterator[tuple[Path, Simulator]]:
    """Return a join that waited at its very call until its archive was old, then was killed."""
    with stages.place(STEP, directory, approved=True) as (workspace, simulator):
        simulator.fault(kind="expire", operation="AcceptHandshake", times=1)
        with alone(workspace, simulator) as here, pytest.raises(CredentialsExpired):
            here.engine(STEP).apply(STEP)
        simulator.advance(minutes=55)
        words = (str(workspace), simulator.url, STEP, when, what)
        done = COMMANDS.run(words, os.environ, 120, "tests.steps.killed")
        assert done.returncode == -signal.SIGKILL, done.stderr
        yield workspace, simulator


@pytest.mark.parametrize(("when", "what"), MOMENTS)
def test_a_refresh_that_was_killed_goes_on_by_itself(
    when: str, what: str, stages: Stages, tmp_path: Path
) -> None:
    with killed(stages, tmp_path, when, what) as (workspace, simulator):
        with alone(workspace, simulator) as here:
            assert carry_on(here, STEP) == []
            assert here.made.store.status(STEP) is Status.DONE
        assert effects(simulator.calls())[ACCEPT] == 1


def test_a_plan_between_the_kill_and_its_repair_says_what_repairs_it(
    stages: Stages, tmp_path: Path
) -> None:
    """Planning is refused while the step can be resumed; a resume that had to wait can be planned.

    That plan replaces the one that could be resumed, so it names the way that is left.
    """
    with killed(stages, tmp_path, "after", "answer") as (workspace, simulator):
        with alone(workspace, simulator) as here:
            with pytest.raises(StepNotReady) as refused:
                here.engine(STEP).plan(STEP)
            assert refused.value.remedy.startswith(f"Type `migrate apply {STEP}`")
            verified = CliRunner().invoke(cli, ["--workspace", str(workspace), "costs", "verify"])
            assert verified.exit_code == 1
            assert f"Next: type `migrate --workspace {workspace} apply {STEP}`" in verified.stderr
            simulator.fault(kind="expire", operation="GetCostAndUsage", times=1)
            with pytest.raises(CredentialsExpired):
                here.engine(STEP).apply(STEP)
        with alone(workspace, simulator) as here:
            found = blocks(here.engine(STEP).plan(STEP).plan)["g15-archive"]
            assert found.remedy.startswith("Type `migrate plan archive-costs` and apply it")
            here.do("archive-costs")
            assert not blocks(here.engine(STEP).plan(STEP).plan)


def _foreign_manifest(archive: Path) -> None:
    path = archive / MANIFEST
    text = path.read_text(encoding="utf-8")
    path.chmod(0o600)
    path.write_text(text.replace('"account"', '"account" ', 1), encoding="utf-8")


def _spoiled_page(archive: Path) -> None:
    page = next(archive.glob("cells/monthly/**/page-*.json.gz"))
    page.chmod(0o600)
    page.write_bytes(page.read_bytes()[:-9] + b"\0" * 9)


def _lost_page(archive: Path) -> None:
    next(archive.glob("cells/monthly/**/page-*.json.gz")).unlink()


@pytest.mark.parametrize("spoil", [_foreign_manifest, _spoiled_page, _lost_page])
def test_what_a_killed_refresh_did_not_leave_is_not_taken_for_ours(
    spoil: Callable[[Path], None], stages: Stages, tmp_path: Path
) -> None:
    with killed(stages, tmp_path, "before", f"{REFRESH}@") as (workspace, simulator):
        spoil(workspace / "archive")
        with alone(workspace, simulator) as here, pytest.raises(HandNeeded) as refused:
            here.engine(STEP).apply(STEP)
        said = "Stopped right before the join, nothing was sent: The cost history is not safe: "
        assert str(refused.value).startswith(said)
        assert effects(simulator.calls())[ACCEPT] == 0
