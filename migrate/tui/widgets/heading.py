"""The top of the detail pane: which step, where it stands, since when, why."""

from __future__ import annotations

from textual.content import Content

from migrate.core.status import Status
from migrate.tui.desk import Page
from migrate.tui.prose import Row
from migrate.tui.widgets.section import Section
from migrate.tui.words import MUTED, line, moment, sign, word

_TOLD_BELOW = frozenset(
    {Status.PENDING, Status.WAITING, Status.PLANNED, Status.APPROVED, Status.FAILED}
)


class Heading(Section):
    """Names the step and its status in glyph and word."""

    def lines(self, page: Page) -> list[Content | Row]:
        """Return the title, the status with its time, and why it moved last."""
        step, shown = page.step, sign(page.step)
        since = step.changed_at is not None and step.status is not Status.PENDING
        at = f"  since {moment(step.changed_at)}" if since and step.changed_at else ""
        told: list[Content | Row] = [
            line((f"{step.position} {step.title}", "bold"), (f"  {step.id}", MUTED)),
            line((f"{shown.mark} {word(step)}", f"bold {shown.style}"), (at, MUTED)),
        ]
        told += _holder(page)
        if step.note and step.status not in _TOLD_BELOW:
            told.append(line(step.note))
        return told


def _holder(page: Page) -> list[Content]:
    """Say whether somebody works on a step that is in the middle."""
    if page.step.status is not Status.APPLYING:
        return []
    if page.scene.busy:
        return [line(("It goes on if you quit.", MUTED))]
    return [line(("It was stopped in the middle: r resumes it.", "$warning"))]
