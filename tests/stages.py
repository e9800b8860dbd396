"""The journey walked once on `tiny`, kept as it stood before each step and at its end.

    walk(directory)                                      # once for all tests
    with walked(directory) as stages:                    # once for each worker
        with stages.at("place-prod", tmp_path) as here:  # a server and a workspace of its own
            here.do("place-prod")

Nothing names a step: a step of the journey is walked, and kept, by being there.  Run as a
module it is the parent process whose servers go on from a kept world.
"""

from __future__ import annotations

import pickle
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from migrate.core.errors import GatewayError, HandNeeded
from migrate.core.plan import Severity
from migrate.core.ports import SavedPlan
from migrate.steps.journey import journey
from tests import simulators
from tests.scope import choose, copied_to
from tests.simulators import Simulator, Warmed
from tests.steps.alone import Alone, alone, new_workspace

MODULE = "tests.stages"
END = "end"
STEPS = "steps.pickle"
ORIGIN = "origin"
"""File in a server's directory that names the kept world that it goes on from."""
PATIENCE = 25
"""How often a step may wait before the walk is called stuck."""
NOON = "2026-03-10T12:00:00+00:00"
"""When the journey begins there: plans say what joining on a day means, and end with it."""


@dataclass(frozen=True)
class Walked:
    """What walking one step did, with nobody disturbing it."""

    plan: SavedPlan
    calls: list[dict[str, Any]]
    """Every request, as the simulator saw it."""
    state: dict[str, Any]
    """The world in names, afterwards."""


@dataclass(frozen=True)
class Stages:
    """What was kept of the walk."""

    parent: Warmed
    kept: Path
    steps: Mapping[str, Walked] = field(default_factory=dict)

    @contextmanager
    def at(self, stage: str, directory: Path, *, approved: bool = False) -> Iterator[Alone]:
        """Open the runner of a workspace of its own, as it stood at a stage."""
        with (
            self.place(stage, directory, approved=approved) as (workspace, simulator),
            alone(workspace, simulator) as here,
        ):
            yield here

    @contextmanager
    def place(
        self, stage: str, directory: Path, *, approved: bool = False
    ) -> Iterator[tuple[Path, Simulator]]:
        """Return a workspace and an AWS as they stood before a step, or at the end.

        `approved` wants a step whose plan holds no address of a console.
        """
        with self.server(self.kept / stage, directory / "aws") as simulator:
            kept = self.kept / stage / ("approved" if approved else "workspace")
            yield self._workspace(kept, directory / "here", simulator), simulator

    def server(self, stage: Path, directory: Path) -> Simulator:
        """Return an AWS that goes on from what `keep_world` kept."""
        directory.mkdir(parents=True)
        (directory / ORIGIN).write_text(str(stage / "world"))
        simulator = self.parent.fork(directory)
        now = (stage / "now").read_text(encoding="utf-8")
        simulator.post("clock", {"set": now})  # however long the other tests have taken
        return simulator

    def _workspace(self, kept: Path, directory: Path, simulator: Simulator) -> Path:
        """Copy a workspace, and point the copy at another server."""
        shutil.copytree(kept, directory)
        settings = directory / "migrate.yaml"
        url, config = (self.kept / "url").read_text(), str(self.kept / "aws" / "config")
        text = settings.read_text(encoding="utf-8").replace(url, simulator.url)
        settings.write_text(text.replace(config, simulator.config_file), encoding="utf-8")
        return directory


def walk(directory: Path) -> None:
    """Walk the whole journey, keeping every stage."""
    with (
        Warmed("tiny", NOON, module=MODULE) as parent,
        parent.fork(directory / "aws") as simulator,
    ):
        (directory / "url").write_text(simulator.url)
        workspace = new_workspace(directory / "workspace", simulator).directory
        choose(workspace / "migrate.yaml", regions=["us-east-1"], **copied_to(simulator))
        steps = {s.id: _kept_and_walked(directory, s.id, simulator) for s in journey()}
        keep_world(directory / END, simulator)
        shutil.copytree(workspace, directory / END / "workspace")
    (directory / STEPS).write_bytes(pickle.dumps(steps))


@contextmanager
def walked(directory: Path) -> Iterator[Stages]:
    """Open what a walk kept."""
    steps = pickle.loads((directory / STEPS).read_bytes())
    with Warmed("tiny", NOON, module=MODULE) as parent:
        yield Stages(parent, directory, steps)


def _kept_and_walked(directory: Path, step_id: str, simulator: Simulator) -> Walked:
    workspace, kept = directory / "workspace", directory / step_id
    keep_world(kept, simulator)
    shutil.copytree(workspace, kept / "workspace")
    before = len(simulator.calls())
    with alone(workspace, simulator) as here:
        saved = approve(here, step_id)
    shutil.copytree(workspace, kept / "approved")
    with alone(workspace, simulator) as here:
        carry_on(here, step_id)
    return Walked(saved, simulator.calls(since=before), simulator.state())


def keep_world(stage: Path, simulator: Simulator) -> None:
    """Keep what AWS is now, for servers that go on from it."""
    simulator.post("keep", {"directory": str(stage / "world")})
    (stage / "now").write_text(simulator.now().isoformat(), encoding="utf-8")


def approve(here: Alone, step_id: str) -> SavedPlan:
    """Plan a step that nothing blocks, and approve it."""
    engine = here.engine(step_id)
    saved = engine.plan(step_id)
    blocks = [f.summary for f in saved.plan.findings if f.severity is Severity.BLOCK]
    assert not blocks, blocks
    return engine.approve(step_id, saved.plan.digest, "tester")


def carry_on(here: Alone, step_id: str) -> list[GatewayError | HandNeeded]:
    """Apply until it is done: people do what is open and time passes while it waits.

    Returns what it waited for.
    """
    waits: list[GatewayError | HandNeeded] = []
    for _ in range(PATIENCE):
        try:
            here.engine(step_id).apply(step_id)
        except (GatewayError, HandNeeded) as error:
            if error.wait is None:
                raise
            waits.append(error)
            pass_time(here.simulator, error)
        else:
            return waits
    raise AssertionError(f"{step_id} is still waiting: {waits[-1]}")


def pass_time(simulator: Simulator, error: GatewayError | HandNeeded) -> None:
    """Let people do what is open, and let AWS's clock go past the next look."""
    assert error.wait is not None
    simulator.act("everything")
    ahead = (error.wait.next_look or simulator.now()) - simulator.now()
    simulator.advance(seconds=max(ahead, timedelta()).total_seconds() + 1)


if __name__ == "__main__":
    import gc
    import os
    from collections.abc import Iterable
    from typing import TextIO

    from migrate.simulator.control import Order, as_json, route
    from migrate.simulator.storage import Storage

    serve = simulators.fork_servers

    @route("POST", "keep")
    def _keep(order: Order) -> Any:
        Storage(Path(order.body["directory"])).save_all()
        return as_json({})

    def _hold(application: Any, world: Path) -> TextIO:
        """Fork a process that has a kept world; it forks a server for every line it is given."""
        reading, writing = os.pipe()
        if os.fork() == 0:
            os.close(writing)
            simulators._die_with_parent()
            Storage(world).load()
            gc.freeze()
            with os.fdopen(reading) as lines:
                serve(application, lines)
            os._exit(0)
        os.close(reading)
        return os.fdopen(writing, "w", buffering=1)

    def _serve_stages(application: Any, directories: Iterable[str]) -> None:
        holders: dict[str, TextIO] = {}
        for line in directories:
            origin = Path(line.strip()) / ORIGIN
            if not origin.exists():
                serve(application, [line])
                continue
            world = origin.read_text(encoding="utf-8")
            if world not in holders:
                holders[world] = _hold(application, Path(world))
            holders[world].write(line)

    simulators.fork_servers = _serve_stages
    simulators._warm(sys.argv[1], sys.argv[2])
