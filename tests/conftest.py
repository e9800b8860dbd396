"""Fixtures that many tests share.

`simulator`: a fresh simulated AWS of scenario `tiny` over real HTTP (see `simulators.py`).
`workspace`: a directory that `migrate init` made for it; `migrate` types a command in it.
`warmed`: makes further servers in one test: `warmed.fork(directory)`.
`signed_up`: the same simulator after the people opened the management account.
`stages`: the journey as it stood before each step (see `stages.py`).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.commands import COMMANDS, Typed
from tests.once import once
from tests.scope import choose
from tests.simulators import Simulator, Warmed
from tests.stages import Stages, walk, walked
from tests.steps.alone import SERVICES


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Write what tests have to tell besides that they passed."""
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        for name, value in report.user_properties:
            if name == "told" and report.when == "call":
                terminalreporter.write_line(str(value))


@pytest.fixture(scope="session")
def warmed() -> Iterator[Warmed]:
    """One parent with `tiny` loaded, for the whole run."""
    with Warmed("tiny") as parent:
        yield parent


@pytest.fixture(scope="session")
def stages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stages]:
    """Every stage of a journey that was walked once, for the whole run."""
    with walked(once(tmp_path_factory, "walked", walk)) as kept:
        yield kept


@pytest.fixture
def simulator(warmed: Warmed, tmp_path: Path) -> Iterator[Simulator]:
    """A simulated AWS that nobody has used yet."""
    with warmed.fork(tmp_path / "aws") as server:
        yield server


@pytest.fixture
def signed_up(simulator: Simulator) -> Simulator:
    """A simulated AWS whose management account is open and complete."""
    simulator.act("everything")
    return simulator


@pytest.fixture
def workspace(simulator: Simulator, tmp_path: Path) -> Path:
    """A workspace bound to the simulator; it needs nothing from the environment."""
    directory = tmp_path / "workspace"
    done = typed(
        "init",
        str(directory),
        f"--legacy-profile={simulator.profiles['legacy']}",
        f"--management-profile={simulator.profiles['management']}",
        f"--allow-endpoint={simulator.url}",
        f"--aws-config-file={simulator.config_file}",
        f"--console={simulator.url}/_simulator/console",
        simulator=simulator,
    )
    assert done.returncode == 0, done.stderr
    choose(directory / "migrate.yaml", choices=SERVICES)
    return directory


@pytest.fixture
def migrate(simulator: Simulator, workspace: Path) -> Callable[..., Typed]:
    """Type a command in the workspace: `migrate("plan", "take-inventory", "--json")`."""

    def type_it(*words: str, timeout: float = 120) -> Typed:
        return typed("--workspace", str(workspace), *words, simulator=simulator, timeout=timeout)

    return type_it


def typed(*words: str, simulator: Simulator, timeout: float = 120) -> Typed:
    """Run the product as its user does, in a process of its own."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("AWS_")}
    return COMMANDS.run(words, {**environment, **simulator.environment}, timeout)
