"""What a step is for, what it needs, and what it takes to undo it."""

from __future__ import annotations

from textual.content import Content

from migrate.tui.desk import Page
from migrate.tui.prose import Row
from migrate.tui.widgets.section import Section
from migrate.tui.words import UNDO, fact, heading, line, sign, word


class Purpose(Section):
    """The lasting facts of a step."""

    def lines(self, page: Page) -> list[Content | Row]:
        """Return the purpose, the needs with their state, and the undo."""
        step = page.step
        undo = UNDO.get(step.undo, step.undo)
        told: list[Content | Row] = [heading("What it is for"), line(step.purpose), line("")]
        needed = [page.scene.step(need) for need in step.needs]
        for at, need in enumerate(need for need in needed if need is not None):
            shown = sign(need)
            parts = ((f"{shown.mark} ", shown.style), f"{need.position} {need.title}")
            told.append(fact("" if at else "needs", *parts, (f"  {word(need)}", shown.style)))
        told.append(fact("undo", f"{undo}. {step.undo_how}" if step.undo_how else undo))
        if step.skippable:
            told.append(fact("optional", "the journey can do without it: s skips it"))
        return told
