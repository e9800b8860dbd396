"""The installed program, killed a few times anywhere in the journey, still walks it to its end."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from migrate.state.view import View
from migrate.steps.journey import journey
from tests.scope import choose, copied_to
from tests.simulators import Simulator
from tests.steps.alone import CHOICES

KILLS = 4
LATER = 1.5
"""Seconds after the beginning of a step within which the program is killed."""
PATIENCE = 400.0
MIGRATE = str(Path(sys.executable).with_name("migrate"))
NOBODY = {k: v for k, v in os.environ.items() if not k.startswith("AWS_")}


def typed(*words: str) -> subprocess.CompletedProcess[str]:
    """Type a command of the installed program."""
    return subprocess.run(
        [MIGRATE, *words], check=False, capture_output=True, text=True, env=NOBODY, timeout=PATIENCE
    )


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Path]:
    """A workspace of the demo that asks little, so that its journey is short."""
    directory = tmp_path / "demo"
    aws = directory / "simulator"
    aws.mkdir(parents=True)
    with (aws / "simulator.log").open("w") as log:
        started = subprocess.Popen(
            [MIGRATE, "simulate", "--scenario", "tiny", "--directory", str(aws)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        _until((aws / "simulator.json").exists)
        _until(lambda: _answers(aws))
        _make(directory, simulator_of(directory))
        yield directory
    finally:
        stopped = typed("simulate", "stop", "--workspace", str(directory))
        started.wait(timeout=PATIENCE)
        assert stopped.returncode == 0, stopped.stderr


def simulator_of(directory: Path) -> Simulator:
    """Return the simulator that serves the workspace now."""
    about = json.loads((directory / "simulator" / "simulator.json").read_text(encoding="utf-8"))
    found = Simulator.described(about, 0)
    found.pid = int(found.get("about")["pid"])
    return found


def _answers(aws: Path) -> bool:
    try:
        return bool(simulator_of(aws.parent).pid)
    except OSError:
        return False


def _make(directory: Path, simulator: Simulator) -> None:
    """Make the workspace as the demo would, but for one region and a short cost history."""
    made = typed(
        "init",
        str(directory),
        f"--legacy-profile={simulator.profiles['legacy']}",
        f"--management-profile={simulator.profiles['management']}",
        f"--allow-endpoint={simulator.url}",
        f"--aws-config-file={simulator.config_file}",
        f"--console={simulator.url}/_simulator/console",
        "--region=us-east-1",
    )
    assert made.returncode == 0, made.stderr
    choose(directory / "migrate.yaml", **copied_to(simulator, CHOICES))


def _until(true: Callable[[], bool], pause: float = 0.05) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "nothing happens any more"
        time.sleep(pause)


@contextmanager
def _driven(directory: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Start the program; at the end kill it and all that it started, but for the simulated AWS."""
    with (directory / "demo.log").open("ab") as log:
        driver = subprocess.Popen(
            [MIGRATE, "demo", "--headless", "--scenario", "tiny", "--workspace", str(directory)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            env=NOBODY,
        )
    try:
        yield driver
    finally:
        if driver.poll() is None:
            os.killpg(driver.pid, signal.SIGKILL)
        driver.wait(timeout=10)


def _killed(directory: Path, step: str, later: float) -> bool:
    """Kill the program so long after a step began; False if its journey had ended by then."""
    with _driven(directory) as driver:
        _until(lambda: _begun(directory, step) or driver.poll() is not None)
        time.sleep(later)
    assert driver.returncode in {0, -signal.SIGKILL}, _log(directory)
    return driver.returncode != 0


def _log(directory: Path) -> str:
    return (directory / "demo.log").read_text(encoding="utf-8")[-3000:]


def _begun(directory: Path, step: str) -> bool:
    with closing(View(directory / "state.db")) as view:
        return view.step(step).status != "pending"


def _moments(seed: int) -> list[tuple[str, float]]:
    """Return when to kill: some steps, each with the seconds after its beginning."""
    chance = random.Random(seed)
    ids = [step.id for step in journey()]
    steps = sorted(chance.sample(ids, KILLS), key=ids.index)
    return [(step, round(chance.uniform(0, LATER), 2)) for step in steps]


def test_the_program_killed_anywhere_and_started_again_ends_where_it_should(
    demo: Path, record_property: Callable[[str, object], None]
) -> None:
    seed = int(os.environ.get("MIGRATE_KILL_SEED") or random.SystemRandom().randrange(10**6))
    moments = _moments(seed)
    record_property("told", f"killed program: seed {seed}, {moments}")
    killed = [_killed(demo, step, later) for step, later in moments[: KILLS // 2]]
    os.kill(simulator_of(demo).pid, signal.SIGKILL)
    killed += [_killed(demo, step, later) for step, later in moments[KILLS // 2 :]]

    with _driven(demo) as last:
        code = last.wait(timeout=PATIENCE)

    assert sum(killed) >= KILLS - 1
    assert code == 0, _log(demo)
    _require_the_end(demo)


def _require_the_end(demo: Path) -> None:
    """Require that every witness tells of one journey that is done."""
    simulator = simulator_of(demo)
    world = simulator.state()
    status = typed("status", "--json", "--workspace", str(demo))
    audit = typed("audit", "--json", "--workspace", str(demo))
    legacy = simulator.accounts["legacy"]

    assert {step["status"] for step in json.loads(status.stdout)["steps"]} == {"done"}
    assert typed("verify", "--workspace", str(demo)).returncode == 0
    assert json.loads(audit.stdout)["ok"]
    assert [o["accounts"][legacy]["in"] for o in world["organizations"]] == ["Root/Workloads/Prod"]
    assert [h["state"] for h in world["handshakes"] if h["to"] == legacy] == ["ACCEPTED"]
