"""Kill a runner at every point of a step, do worse to its calls, and compare the ends.

A scenario is one point and one thing done there.  Runners then resume until the step is done,
AWS's clock moving past every wait; what is there at the end must be what an undisturbed runner
left, made by as many calls, each with one intent that is settled.
"""

from __future__ import annotations

import json
import shutil
import signal
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from migrate.aws.codes import BUSY
from migrate.aws.mutation import TAG
from migrate.core.intent import IntentStatus
from migrate.core.status import Status
from migrate.state.database import Database
from migrate.state.record import prove
from migrate.state.view import View
from migrate.workspace.workspace import Workspace
from tests.simulators import Simulator
from tests.stages import Stages

from .hooks import LOG, MUTATIONS, POINTS, Point, passed_points
from .runners import Life, Runners
from .stages import Stage

LIVES = 8
"""How often a step may be resumed before it is called stuck."""
DONE, REFUSED, WAITING = 0, 4, 3
ENDINGS: Mapping[str, frozenset[int]] = {
    "kill": frozenset({-signal.SIGKILL}),
    "answer-cut": frozenset({WAITING, DONE}),
}
"""How a disturbed life may end, where it is not by waiting or by saying that AWS refused.

An answer that tells nothing (MoveAccount's) loses nothing by being cut.
"""


@dataclass(frozen=True)
class Scenario:
    """One thing done at one point."""

    point: Point
    action: str

    def __str__(self) -> str:
        at = f"{self.point.place} {self.point.operation}".strip()
        return f"{self.action} at {self.point.number} ({at})"


@dataclass(frozen=True)
class End:
    """What is there when a step is done."""

    world: Any
    """AWS, in names."""
    sent: Mapping[str, int]
    """Mutating calls that reached AWS, whatever it answered; BUSY ones aside."""
    done: Mapping[str, int]
    """Effects that state.db says were made, by operation and natural key."""
    receipts: frozenset[str]


@dataclass
class Place:
    """A workspace and its AWS, in the middle of a scenario."""

    workspace: Workspace
    simulator: Simulator
    step: str
    runners: Runners
    faults: list[str] = field(default_factory=list)

    def live(self, at: int = -1, action: str = "kill", *, inside: bool = False) -> int:
        """Let one runner work at the step."""
        directory = str(self.workspace.directory)
        return self.runners.live(Life(directory, self.step, at, action, inside))

    def resume(self) -> None:
        """Start runners until the step is done; let the time pass that they wait for."""
        for _ in range(LIVES):
            code = self.live()
            if code == DONE:
                return
            if code != WAITING:
                raise AssertionError(f"a resumed runner ended with {code}: {self.log()}")
            self._pass_time()
        raise AssertionError(f"still waiting after {LIVES} runners: {self.log()}")

    def points(self) -> tuple[Point, ...]:
        """Return what the newest life with hooks passed."""
        return passed_points(self.workspace.directory / POINTS)

    def log(self) -> str:
        """Return the last words of the runners."""
        return (self.workspace.directory / LOG).read_text(encoding="utf-8")[-1500:]

    def end(self) -> End:
        """Look at everything, and require that nothing is open, broken or unaccounted for."""
        self._require_whole_record()
        with closing(View(self.workspace.state)) as view:
            intents = view.intents(self.step)
            assert view.step(self.step).status is Status.DONE
            receipts = frozenset(view.receipts(self.step))
        settled = {IntentStatus.DONE, IntentStatus.FAILED}
        assert not [i for i in intents if i.status not in settled], "an intent is open"
        done = [i for i in intents if i.status is IntentStatus.DONE]
        world = self.simulator.state()
        marks = set(_take_marks(world))
        assert marks <= {i.id for i in done} | self._earlier(), "an effect belongs to no intent"
        rows = self.simulator.calls()
        sent = Counter(
            row["operation"]
            for row in rows
            if row["operation"] in MUTATIONS and row["error"] not in BUSY
        )
        made = Counter(f"{i.key.operation} {i.key.natural_key}" for i in done)
        return End(world, sent, made, receipts)

    def _earlier(self) -> set[str]:
        """Return the intents of other steps."""
        with closing(View(self.workspace.state)) as view:
            return {i.id for s in view.steps() if s.id != self.step for i in view.intents(s.id)}

    def _require_whole_record(self) -> None:
        database = Database.open(self.workspace.state)
        try:
            verdict = prove(database)
        finally:
            database.close()
        assert verdict.ok, f"the record is broken at {verdict.broken}: {verdict.why}"

    def _pass_time(self) -> None:
        with closing(View(self.workspace.state)) as view:
            wait = view.step(self.step).wait
        look = wait.next_look if wait else None
        ahead = look - self.simulator.now() if look else timedelta(minutes=1)
        self.simulator.advance(seconds=max(ahead, timedelta()).total_seconds() + 1)


@dataclass
class Matrix:
    """All scenarios of one stage."""

    stage: Stage
    stages: Stages
    runners: Runners
    directory: Path
    opened: int = 0

    def undisturbed(self) -> tuple[tuple[Point, ...], End]:
        """Return the points that an unharmed runner passes, and what it leaves."""
        with self._place() as first:
            assert first.live(inside=True) == DONE, first.log()
        with self._place() as here:
            assert here.live(at=0) == DONE, here.log()
            return here.points(), here.end()

    def scenarios(self, points: tuple[Point, ...]) -> list[Scenario]:
        """Return everything that can be done at every point."""
        return [Scenario(point, action) for point in points for action in point.actions]

    def fault_of(self, scenario: Scenario, points: tuple[Point, ...], expected: End) -> str:
        """Play a scenario; return what is wrong with its end, empty when nothing is."""
        with self._place() as here:
            try:
                code = here.live(scenario.point.number, scenario.action)
                assert code in ENDINGS.get(scenario.action, {WAITING, REFUSED}), (code, here.log())
                assert here.points() == points[: scenario.point.number], "another way was taken"
                here.resume()
                return "; ".join(_differences(here.end(), expected))
            except AssertionError as error:
                return str(error)

    @contextmanager
    def _place(self) -> Iterator[Place]:
        self.opened += 1
        directory = self.directory / str(self.opened)
        with self.stages.server(self.stage.directory, directory / "aws") as simulator:
            workspace = self.stage.workspace(directory / "workspace", simulator)
            yield Place(workspace, simulator, self.stage.step, self.runners)
        shutil.rmtree(directory)


def _differences(found: End, expected: End) -> Iterator[str]:
    for name in End.__dataclass_fields__:
        got, wanted = getattr(found, name), getattr(expected, name)
        if got != wanted:
            yield f"{name}: {_shown(got)} instead of {_shown(wanted)}"


def _shown(value: Any) -> str:
    return json.dumps(value, default=sorted, sort_keys=True)[:1500]


def _take_marks(world: dict[str, Any]) -> Iterator[str]:
    """Take out the intents that effects are tagged with, and the ids that AWS drew."""
    for organization in world["organizations"]:
        tags = organization["tags"]
        for place in sorted(tags):
            yield from (value for key, value in tags[place].items() if key == TAG)
            tags[place] = {k: v for k, v in tags[place].items() if k != TAG}
        organization["tags"] = sorted(
            (place.partition("-")[0] if place.startswith("h-") else place, tags[place])
            for place in tags
        )
