"""The journey walked once on `tiny`, kept before each step that changes something in AWS.

A stage is a workspace in which the step's plan is approved and nothing of it is done but what
comes before its first call, and the simulated AWS of that moment.  What a step must have before
it comes from `needs`, and whether it changes something from its permissions: no step is named
here.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from migrate.aws.decide import mutations
from migrate.cli.assembly import Runner, runner
from migrate.cli.output import Interrupted
from migrate.cli.walk import walk
from migrate.core.engine import Engine
from migrate.core.errors import MigrateError
from migrate.core.plan import Change
from migrate.core.step import Step
from migrate.steps.context import Context
from migrate.steps.journey import journey
from migrate.workspace.workspace import Workspace, open_workspace
from tests.simulators import Simulator, Warmed
from tests.steps.alone import new_workspace

from . import kept

NOON = "2026-03-10T12:00:00+00:00"
"""When the journey begins there: no scenario passes midnight, on which plans depend."""
SETTLED = timedelta(minutes=65)
"""Passes before each step: an organization takes up to an hour to be finished."""
PATIENCE = 20
ABOUT = "walk.json"


@dataclass(frozen=True)
class Stage:
    """A workspace right before the changes of one step, and its AWS."""

    step: str
    directory: Path
    url: str
    """Where AWS was while the journey was walked."""
    config: str
    """The AWS config file of that time."""

    @property
    def world(self) -> str:
        """What `Warmed` loads."""
        return str(self.directory / "world")

    def workspace(self, directory: Path, simulator: Simulator) -> Workspace:
        """Return a copy of the workspace that speaks to a simulator."""
        shutil.copytree(self.directory / "workspace", directory)
        settings = directory / "migrate.yaml"
        text = settings.read_text(encoding="utf-8").replace(self.url, simulator.url)
        text = text.replace(self.config, simulator.config_file)
        settings.write_text(text, encoding="utf-8")
        return open_workspace(directory)


def changing() -> tuple[str, ...]:
    """Return the steps that may change something in AWS."""
    return tuple(step.id for step in journey() if set(mutations()) & _actions(step))


def walk_once(directory: Path) -> None:
    """Walk to the end of the changing steps, and keep a stage before each."""
    with (
        Warmed("tiny", NOON, module=kept.MODULE) as parent,
        parent.fork(directory / "aws") as simulator,
    ):
        simulator.act("everything")
        workspace = new_workspace(directory / "workspace", simulator)
        for step in _needed():
            if step in changing():
                _approve(workspace, step, simulator)
                _keep(directory, step, simulator)
            with runner(workspace, "run") as made:
                _finish(made, step, simulator)
        about = {"url": simulator.url, "config": simulator.config_file}
        (directory / ABOUT).write_text(json.dumps(about))


def stage_of(directory: Path, step: str) -> Stage:
    """Return a stage of a walk."""
    about = json.loads((directory / ABOUT).read_text())
    return Stage(step, directory / step, about["url"], about["config"])


def _actions(step: Step[Context]) -> set[str]:
    return {action for actions in step.permissions.values() for action in actions}


def _needed() -> Sequence[str]:
    """Return the changing steps and all that they need, in the order of the journey."""
    wanted = set(changing())
    for step in reversed(journey()):
        wanted |= set(step.needs) if step.id in wanted else set()
    return [step.id for step in journey() if step.id in wanted]


def _approve(workspace: Workspace, step: str, simulator: Simulator) -> None:
    simulator.advance(seconds=SETTLED.total_seconds())
    with runner(workspace, "plan") as made:
        engine = made.engine(step)
        saved = engine.plan(step)
        engine.approve(step, saved.plan.digest, "tester")
        calling = next(change for change in saved.plan.changes if change.calls)
        if calling != saved.plan.changes[0]:
            _stop_before(calling, made, step)


def _stop_before(change: Change, made: Runner, step: str) -> None:
    """Apply until a change is next, and stop there as on a signal."""

    def listen(_step: str, text: str) -> None:
        if text == change.summary:
            raise Interrupted("Stopped between two changes.")

    context = made.context(made.step(step))
    engine = Engine(made.steps, made.store, context, made.sessions.door, listen)
    with suppress(Interrupted):
        engine.apply(step)


def _keep(directory: Path, step: str, simulator: Simulator) -> None:
    simulator.post("keep", {"directory": str(directory / step / "world")})
    shutil.copytree(directory / "workspace", directory / step / "workspace")


def _finish(made: Runner, step: str, simulator: Simulator) -> None:
    """Walk a step to its end; people do what is open and time passes while it waits."""
    for _ in range(PATIENCE):
        try:
            walk(made, step, yes=True)
        except MigrateError as error:
            if error.wait is None:
                raise
            simulator.act("everything")
            simulator.advance(minutes=1)
        else:
            return
    raise AssertionError(f"{step} is still waiting")
