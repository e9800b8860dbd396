"""Simulated accounts with long bills, and archives captured from them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from migrate.aws.account import Account
from migrate.cli.assembly import runner
from migrate.costs.archive import Archive
from migrate.costs.capture import Wishes
from migrate.costs.saving import Saved, look_at, save
from migrate.workspace.workspace import open_workspace
from tests.conftest import typed
from tests.simulators import ROOT, Simulator, Warmed

LEGACY = "111122223333"
Opened = Callable[[Simulator], AbstractContextManager[Account]]


class Rich(Warmed):
    """A parent whose world is `tests.costs.rich`."""

    def __init__(self, now: str = "") -> None:
        self._parent = subprocess.Popen(
            [sys.executable, "-m", "tests.costs.rich", "rich", now],
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
    for words in (
        (
            "init",
            str(directory),
            f"--legacy-profile={simulator.profiles['legacy']}",
            f"--management-profile={simulator.profiles['management']}",
            f"--allow-endpoint={simulator.url}",
            f"--aws-config-file={simulator.config_file}",
            f"--console={simulator.url}/_simulator/console",
        ),
        (f"--workspace={directory}", "run", "--until=connect-accounts", "--yes"),
    ):
        done = typed(*words, simulator=simulator)
        assert done.returncode == 0, done.stderr
    return directory


@contextmanager
def opened(simulator: Simulator, directory: Path) -> Iterator[Account]:
    """Open the old account as a runner does, without a process of its own."""
    workspace = open_workspace(directory)
    with runner(workspace, "test") as made:
        yield made.sessions.open("legacy", LEGACY)


def captured(account: Account, directory: Path, level: str = "standard", **more: object) -> Saved:
    """Look, then save everything."""
    seen = look_at(directory, account)
    wishes = Wishes(level, 1000, seen.months, 14)
    return save(directory, account, wishes, progress=_quiet, **more)  # type: ignore[arg-type]


def _quiet(done: int, total: int, label: str) -> None:
    del done, total, label


@pytest.fixture(scope="session")
def whole(rich_parent: Rich, tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """One complete archive of the rich account; tests copy it before they touch it."""
    directory = tmp_path_factory.mktemp("whole")
    with rich_parent.fork(directory / "aws") as simulator:
        workspace = made_workspace(simulator, directory / "workspace")
        with opened(simulator, workspace) as account:
            captured(account, directory / "archive")
        ledger = simulator.raw("ledger?granularity=MONTHLY")
        (directory / "ledger.jsonl").write_bytes(ledger)
    return Archive(directory / "archive")
