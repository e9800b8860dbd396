"""What every screen is given: the newest look at the journey, and the ways to move it."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from migrate.core.errors import Locked
from migrate.core.intent import Intent
from migrate.core.plan import Receipt
from migrate.core.ports import Progress, SavedPlan
from migrate.state.lock import Holder, holder
from migrate.state.view import Next, StepView, View, next_of
from migrate.tui import decisions, runs
from migrate.tui.runs import LastRun
from migrate.workspace.answers import Asked
from migrate.workspace.answers import answer as write_answers
from migrate.workspace.workspace import Workspace, open_workspace


@dataclass(frozen=True, slots=True)
class Scene:
    """The journey at one moment."""

    steps: tuple[StepView, ...]
    accounts: Mapping[str, str]
    holder: Holder | None
    """Who works in the workspace; None when nobody does."""
    spawned: str
    """The command of a process of ours that has no lock: it loads, ends or only reads; or empty."""
    progress: Progress | None
    """Of the runner that works now; None when nobody works."""
    last: LastRun | None
    next: Next
    endpoints: tuple[str, ...]
    """Origins besides AWS's own; shown on every screen."""

    @property
    def busy(self) -> bool:
        """Whether a runner works, or a process that was started here lives without the lock."""
        return self.holder is not None or bool(self.spawned)

    def step(self, step_id: str) -> StepView | None:
        """Return one step."""
        return next((step for step in self.steps if step.id == step_id), None)


@dataclass(frozen=True, slots=True)
class Page:
    """One step with everything that is known of it."""

    step: StepView
    scene: Scene
    plan: SavedPlan | None
    receipts: Mapping[str, Receipt]
    intents: tuple[Intent, ...]


@dataclass(frozen=True, slots=True)
class Ended:
    """A runner that was started here has ended."""

    command: str
    code: int


class Desk:
    """One workspace, as long as its screens are open."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.view = View(workspace.state)
        self.here = ""
        """The step that the person is at, on whichever screen."""
        self.running_on = False
        """Whether the next step follows by itself when one is done; every plan is still asked."""
        self._started: tuple[str, subprocess.Popen[bytes]] | None = None
        self._seen: tuple[object, ...] = ()
        self._scene: Scene | None = None

    def close(self) -> None:
        """Close the connection; a runner goes on."""
        self.view.close()

    def look(self) -> Scene:
        """Return the journey as it is now: the same object as long as nothing changed."""
        works = holder(self.workspace.lock)
        spawned = self._spawned() if works is None else ""
        seen = (self.view.version(), works, spawned, self._log_size())
        if self._scene is None or seen != self._seen:
            self._seen, self._scene = seen, self._fresh(works, spawned)
        return self._scene

    def page(self, step: StepView, scene: Scene) -> Page:
        """Return all that is known of one step."""
        return Page(
            step,
            scene,
            self.view.plan(step.id),
            self.view.receipts(step.id),
            self.view.intents(step.id),
        )

    def start(self, *words: str) -> None:
        """Start a runner, unless one works here."""
        works = holder(self.workspace.lock)
        if works is not None or (self._started and self._started[1].poll() is None):
            who = (
                f"{works.who}, process {works.pid}, `{works.command}`" if works else "just started"
            )
            raise Locked(
                f"A runner works here: {who}.",
                remedy="Wait for it, or stop it with x." if works else "Wait for it.",
            )
        self._started = (" ".join(words), runs.start(self.workspace, words))

    def goes_on(self) -> str:
        """Say what works on when the screens are closed; empty when nothing does."""
        works = holder(self.workspace.lock)
        command = works.command if works is not None else self._spawned()
        if not command:
            return ""
        return f"`migrate {command}` goes on. `migrate` watches it, `migrate status` says how far."

    def ended(self) -> Ended | None:
        """Tell once that a runner started here has ended."""
        if self._started is None or (code := self._started[1].poll()) is None:
            return None
        command, self._started = self._started[0], None
        return Ended(command, code)

    def approve(self, step: str, digest: str) -> None:
        """Accept exactly this plan."""
        decisions.approve(self.workspace, step, digest)

    def read_answers(self) -> None:
        """Read migrate.yaml again: somebody may have edited it since the screens were opened."""
        self.workspace = open_workspace(self.workspace.directory)

    def answer(self, answers: Sequence[tuple[Asked, str]]) -> None:
        """Keep answers to the questions of a step in migrate.yaml."""
        self.workspace = write_answers(self.workspace, answers)

    def skip(self, step: StepView, reason: str) -> None:
        """Leave a step out."""
        decisions.skip(self.workspace, step, reason)

    def _spawned(self) -> str:
        """Return the command of the process that was started here, while it lives."""
        if self._started is None or self._started[1].poll() is not None:
            return ""
        return self._started[0]

    def _fresh(self, works: Holder | None, spawned: str) -> Scene:
        steps = self.view.steps()
        return Scene(
            steps=steps,
            accounts=self.view.accounts(),
            holder=works,
            spawned=spawned,
            progress=self._progress(works),
            last=runs.last_run(self.workspace.log),
            next=next_of(steps),
            endpoints=self.workspace.settings.allowed_endpoints,
        )

    def _progress(self, works: Holder | None) -> Progress | None:
        """Leave out what an earlier runner left behind."""
        found = self.view.progress()
        if works is None or found is None:
            return None
        progress, at = found
        return progress if at >= _since(works, at) else None

    def _log_size(self) -> int:
        try:
            return self.workspace.log.stat().st_size
        except FileNotFoundError:
            return 0


def _since(works: Holder, otherwise: datetime) -> datetime:
    try:
        return datetime.fromisoformat(works.since)
    except ValueError:
        return otherwise
