"""The sentence above the keys: what is next, and which key does it."""

from __future__ import annotations

from collections.abc import Mapping

from textual.widgets import Static

from migrate.core.status import Status
from migrate.tui.desk import Scene
from migrate.tui.words import MUTED, line

KEYS: Mapping[Status, str] = {
    Status.PENDING: "p plans it; planning only reads",
    Status.PLANNED: "a reviews and approves its plan",
    Status.APPROVED: "r applies it",
    Status.APPLYING: "r resumes it",
    Status.WAITING: "v looks whether the wait is over",
    Status.FAILED: "p plans it again",
    Status.DRIFTED: "p plans it again",
}


class NextLine(Static):
    """One line; while a runner works it says so."""

    DEFAULT_CSS = """
    NextLine { height: 1; padding: 0 1; background: $boost; }
    NextLine { text-wrap: nowrap; text-overflow: ellipsis; }
    """

    def __init__(self) -> None:
        super().__init__(markup=False)

    def show(self, scene: Scene) -> None:
        """Show what the operator does next."""
        step = scene.step(scene.next.step)
        if scene.holder is not None:
            said = scene.last.lines[-1] if scene.last and scene.last.lines else ""
            mine = scene.last is not None and scene.last.command == scene.holder.command
            self.update(line(("Working ", "bold"), said if mine else scene.holder.command))
        elif step is None:
            self.update(line(("The journey is done. ", "bold"), "v looks again at a step."))
        else:
            key = "follow its remedies, then p plans it again" if step.blocks else ""
            blocked = step.status is Status.PLANNED and key
            told = key if blocked else KEYS.get(step.status, "")
            self.update(
                line(
                    ("Next ", "bold"),
                    f"{step.position} {step.title}: {told}",
                    ("  n goes there", MUTED),
                )
            )
