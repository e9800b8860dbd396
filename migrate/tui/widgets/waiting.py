"""What a step waits for: whose move it is, how, where, and until when."""

from __future__ import annotations

from datetime import UTC

from textual.content import Content

from migrate.core.waiting import Wait, WaitFor
from migrate.tui.desk import Page
from migrate.tui.prose import Row
from migrate.tui.widgets.section import Section
from migrate.tui.words import fact, line, linked, moment, word

_KEYS = "v look again   o open link   c copy link   w write to a file"
_LOOK = "v look again"
_GOES_ON = frozenset({"ready", "planned", "approved"})


class Waiting(Section):
    """The waiting pane; the wait ends when the probe says so, never by a tick."""

    DEFAULT_CSS = """
    Waiting { border-left: thick $warning; padding-left: 1; }
    """

    def lines(self, page: Page) -> list[Content | Row]:
        """Return everything that ends the wait."""
        wait = page.step.wait
        if wait is None:
            return []
        hand = wait.waiting_for is WaitFor.PERSON
        told: list[Content | Row] = [
            line(("Your move: " if hand else "AWS has to move: ", "bold $warning"), wait.reason)
        ]
        told += _facts(wait, page)
        told.append(line((_KEYS if wait.link else _LOOK, "$accent")))
        return told + _meanwhile(page)


def _facts(wait: Wait, page: Page) -> list[Row]:
    told = [fact("" if at else "do", text) for at, text in enumerate(wait.instruction.splitlines())]
    told += [linked("where", wait.link)] if wait.link else []
    told += [fact("proof", wait.probe)] if wait.probe else []
    told += [fact("waits since", moment(page.step.changed_at))] if page.step.changed_at else []
    if wait.next_look:
        soon = wait.next_look.astimezone(UTC)
        told.append(fact("next look", f"{soon:%Y-%m-%d %H:%M:%S} UTC or later, by AWS's clock"))
    told += [fact("deadline", f"{moment(wait.deadline)}, by AWS's clock")] if wait.deadline else []
    return told


def _meanwhile(page: Page) -> list[Row]:
    """Say what can be done while this step stands still."""
    others = [step for step in page.scene.steps if step.id != page.step.id]
    free = [step for step in others if word(step) in _GOES_ON]
    named = ", ".join(f"{step.position} {step.title}" for step in free[:3])
    return [fact("meanwhile", named)] if named else []
