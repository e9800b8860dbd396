"""Simulated accounts with long bills, and archives captured from them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from migrate.cli.assembly import Runner, runner
from migrate.cli.init import command as init
from migrate.core.plan import Plan
from migrate.workspace.workspace import open_workspace
from tests.simulators import ROOT, Simulator, Warmed

STEP = "archive-costs"


class Rich(Warmed):
    """A parent whose world is `tests.costs.rich`."""

    def __init__(self, name: str = "rich", now: str = "") -> None:
        self._parent = subprocess.Popen(
            [sys.executable, "-m", "tests.costs.rich", name, now],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._out.readline() == "warm\n"


@pytest.fixture(scope="session")
def rich_parent() -> Iterator[Rich]:
    with Rich() as parent:
        yield parent


@pytest.fixture
def rich(rich_parent: Rich, tmp_path: Path) -> Iterator[Simulator]:
    """A simulated AWS whose old account has three years of awkward bills."""
    with rich_parent.fork(tmp_path / "rich") as server:
        yield server


def made_workspace(simulator: Simulator, directory: Path) -> Path:
    """Make a workspace bound to a simulator, and bind the old account."""
    words = [
        str(directory),
        f"--legacy-profile={simulator.profiles['legacy']}",
        f"--management-profile={simulator.profiles['management']}",
        f"--allow-endpoint={simulator.url}",
        f"--aws-config-file={simulator.config_file}",
        f"--console={simulator.url}/_simulator/console",
    ]
    init.main(words, standalone_mode=False)
    with at_work(directory) as made:
        carried_out(made, "connect-accounts")
    return directory


@contextmanager
def at_work(directory: Path) -> Iterator[Runner]:
    """Run in a workspace as the command line does, without a process of its own."""
    with runner(open_workspace(directory), "test") as made:
        yield made


def planned(made: Runner, step: str = STEP) -> Plan:
    """Draw up the plan of a step."""
    return made.engine(step).plan(step).plan


def carried_out(made: Runner, step: str = STEP) -> None:
    """Plan, approve and apply a step."""
    engine = made.engine(step)
    plan = engine.plan(step).plan
    engine.approve(step, plan.digest, "test")
    engine.apply(step)


def chosen(directory: Path, **choices: str) -> None:
    """Write choices into migrate.yaml, as an operator does."""
    lines = "".join(
        f"  archive-costs.{key}: {json.dumps(value)}\n" for key, value in choices.items()
    )
    path = directory / "migrate.yaml"
    text = path.read_text().partition("choices:\n")[0]
    path.write_text(f"{text}choices:\n{lines}")


@pytest.fixture
def here(simulator: Simulator, tmp_path: Path) -> Path:
    """A workspace of `tiny` whose old account is bound, at the level essential."""
    directory = made_workspace(simulator, tmp_path / "here")
    chosen(directory, level="essential")
    return directory
