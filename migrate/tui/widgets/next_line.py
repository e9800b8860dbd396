"""The sentence above the keys: what is next, and which key does it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from textual.widgets import Static

from migrate.core.status import Status
from migrate.core.waiting import WaitFor
from migrate.state.lock import Holder
from migrate.state.view import StepView
from migrate.tui.desk import Scene
from migrate.tui.words import MUTED, line

KEYS: Mapping[Status, str] = {
    Status.PENDING: "r plans it; planning only reads",
    Status.PLANNED: "r shows its plan, for you to approve",
    Status.APPROVED: "r applies it",
    Status.APPLYING: "stopped in the middle; r resumes it",
    Status.WAITING: "v looks whether the wait is over",
    Status.FAILED: "r plans it again",
    Status.DRIFTED: "r plans it again",
}
"""Short: the longest title stands before them, and nothing is cut at 80 columns."""
BLOCKED = "blocked: a says by what, p plans anew"
DONE = "`migrate documents` writes the papers; v looks again"
YOURS = "enter says what to do, then v looks"


class NextLine(Static):
    """One line; while a runner works it says what it does, and for how long."""

    DEFAULT_CSS = """
    NextLine {
        height: 1; padding: 0 1; background: $boost;
        text-wrap: nowrap; text-overflow: ellipsis;
    }
    """

    def __init__(self) -> None:
        super().__init__(markup=False)
        self._scene: Scene | None = None

    def on_mount(self) -> None:
        """Count the seconds of a runner; a line a second is little, also over SSH."""
        self.set_interval(1, self._count)

    def show(self, scene: Scene) -> None:
        """Show what the operator does next."""
        self._scene = scene
        step = scene.step(scene.next.step)
        if scene.holder is not None:
            self.update(line(("Working ", "bold $primary"), *_work(scene, scene.holder)))
        elif scene.spawned:
            self.update(line(("Working ", "bold $primary"), f"migrate {scene.spawned}"))
        elif step is None:
            self.update(line(("The journey is done. ", "bold $success"), DONE))
        else:
            self.update(
                line(
                    ("Next ", "bold $accent"),
                    f"{step.position} {step.title}: ",
                    (_key(step), MUTED),
                )
            )

    def _count(self) -> None:
        if self._scene is not None and self._scene.holder is not None and self.screen.is_current:
            self.show(self._scene)


def _key(step: StepView) -> str:
    """Return which key brings a step on."""
    if step.blocks and step.status is Status.PLANNED:
        return BLOCKED
    if step.wait is not None and step.wait.waiting_for is WaitFor.PERSON:
        return YOURS
    return KEYS.get(step.status, "")


def _work(scene: Scene, works: Holder) -> tuple[str | tuple[str, str], ...]:
    return (_elapsed(works), MUTED), _doing(scene, works)


def _doing(scene: Scene, works: Holder) -> str:
    """Say how far the work is; else what the runner said last, else what was typed."""
    progress, last = scene.progress, scene.last
    if progress is not None and progress.done < progress.total:
        return f"{progress.step}: {progress.done:,} of {progress.total:,}  {progress.label}"
    if last is not None and last.command == works.command and last.lines:
        return last.lines[-1]
    return f"migrate {works.command}"


def _elapsed(works: Holder) -> str:
    """Return how long a runner works, by this machine's clock; empty where that is not told."""
    try:
        since = datetime.fromisoformat(works.since)
    except ValueError:
        return ""
    seconds = max(0, int((datetime.now(UTC) - since).total_seconds()))
    minutes, seconds = divmod(seconds, 60)
    return f"{minutes}:{seconds:02d}  "
