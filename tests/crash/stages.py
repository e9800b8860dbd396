"""A step as it stands right before its first call: planned, approved, and nothing sent.

A stage is such a workspace and the simulated AWS of that moment, made from what `tests/stages.py`
kept of the walk.  Whether a step changes something comes from its permissions: no step is named
here.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from migrate.aws.decide import mutations
from migrate.aws.s3 import PUT_OBJECT, base64_of
from migrate.cli.output import Interrupted
from migrate.core.engine import Engine
from migrate.core.plan import Change
from migrate.core.step import Step
from migrate.steps.context import Context
from migrate.steps.journey import journey
from migrate.workspace.workspace import Workspace, open_workspace
from tests.simulators import Simulator
from tests.stages import Stages, approve, keep_world
from tests.steps.alone import Alone, alone

SETTLED = timedelta(minutes=65)
"""Passes before each step: an organization takes up to an hour to be finished."""

LEFT = 2
"""Files that are left to copy."""


@dataclass(frozen=True)
class Stage:
    """A workspace right before the changes of one step, and its AWS."""

    step: str
    directory: Path

    def workspace(self, directory: Path, simulator: Simulator) -> Workspace:
        """Return a copy of the workspace that speaks to a simulator."""
        shutil.copytree(self.directory / "workspace", directory)
        settings = directory / "migrate.yaml"
        url, config = ((self.directory / name).read_text("utf-8") for name in ("url", "config"))
        text = settings.read_text(encoding="utf-8").replace(url, simulator.url)
        settings.write_text(text.replace(config, simulator.config_file), encoding="utf-8")
        return open_workspace(directory)


def changing() -> tuple[str, ...]:
    """Return the steps that may change something in AWS."""
    return tuple(step.id for step in journey() if set(mutations()) & _actions(step))


def make_stage(stages: Stages, step: str, directory: Path) -> None:
    """Plan, approve and begin a step of the walk; keep it before its first call."""
    with stages.place(step, directory / "walk") as (workspace, simulator):
        simulator.advance(seconds=SETTLED.total_seconds())
        with alone(workspace, simulator) as here:
            _copy_by_hand(here, step)
            changes = approve(here, step).plan.changes
            calling = next(change for change in changes if change.calls)
            if calling != changes[0]:
                _stop_before(calling, here, step)
        keep_world(directory, simulator)
        shutil.copytree(workspace, directory / "workspace")
        (directory / "url").write_text(simulator.url, encoding="utf-8")
        (directory / "config").write_text(simulator.config_file, encoding="utf-8")


def _actions(step: Step[Context]) -> set[str]:
    return {action for actions in step.permissions.values() for action in actions}


def _copy_by_hand(here: Alone, step: str) -> None:
    """Leave a copy with few files to put: each of them is put in the same way."""
    if PUT_OBJECT.operation not in _actions(here.made.step(step)):
        return
    s3 = here.simulator.client("s3", PUT_OBJECT.hand)
    archive = here.made.workspace.archive
    params = next(change for change in here.plan(step).changes if change.calls).params
    for path, sha256 in sorted(params["missing"].items())[:-LEFT]:
        s3.put_object(
            Bucket=params["bucket"],
            Key=f"{params['folder']}{path}",
            Body=(archive / path).read_bytes(),
            ChecksumAlgorithm="SHA256",
            ChecksumSHA256=base64_of(sha256),
        )


def _stop_before(change: Change, here: Alone, step: str) -> None:
    """Apply until a change is next, and stop there as on a signal."""

    def listen(_step: str, text: str) -> None:
        if text == change.summary:
            raise Interrupted("Stopped between two changes.")

    made = here.made
    context = made.context(made.step(step))
    engine = Engine(made.steps, made.store, context, made.sessions.door, listen)
    with suppress(Interrupted):
        engine.apply(step)
