"""The newest plan of a step in a few lines; `a` opens it in full."""

from __future__ import annotations

from textual.content import Content

from migrate.core.plan import Undo
from migrate.core.status import Status
from migrate.tui.desk import Page
from migrate.tui.prose import Row
from migrate.tui.widgets.section import Section
from migrate.tui.words import ACTIONS, MUTED, hanging, heading, line

_SHOWN = 12
_OPEN = frozenset({Status.PLANNED, Status.APPROVED, Status.APPLYING, Status.WAITING, Status.FAILED})


class PlanSummary(Section):
    """What the plan would do, and which of it is done."""

    def lines(self, page: Page) -> list[Content | Row]:
        """Return one line for each change, ticked where it has a receipt."""
        saved = page.plan
        if saved is None or page.step.status not in _OPEN:
            return []
        changes = saved.plan.changes
        by = f"  approved by {saved.approved_by}" if saved.approved_by else "  not approved yet"
        told: list[Content | Row] = [heading("Plan", (f"  {saved.plan.digest}{by}", MUTED))]
        done = set(page.receipts) if page.step.status is not Status.PLANNED else set()
        for change in changes[:_SHOWN]:
            mark, _ = ACTIONS[change.action]
            tick = ("  ✔ done", "$success") if change.key in done else ("", "")
            once = ("  once only", "bold $error") if change.undo is Undo.ONE_WAY else ("", "")
            told.append(hanging(f"{mark} ", change.summary, once, tick))
        if len(changes) > _SHOWN:
            told.append(line((f"and {len(changes) - _SHOWN} more", MUTED)))
        if not changes:
            told.append(line("Nothing has to be changed in AWS."))
        return [*told, *_next(page)]


def _next(page: Page) -> list[Content]:
    if page.scene.busy:
        return []
    if page.step.status is Status.PLANNED and page.step.blocks:
        return [line(("Blocked: do what the findings say, then p plans it again.", "$error"))]
    if page.step.status is Status.PLANNED:
        return [line(("a review and approve", "$accent"))]
    if page.step.status is Status.APPROVED:
        return [line(("r apply it", "$accent"))]
    return []
