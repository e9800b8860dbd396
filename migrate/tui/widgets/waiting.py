"""What a step waits for: whose move it is, how, where, and until when."""

from __future__ import annotations

from textual.content import Content

from migrate.core.waiting import WaitFor
from migrate.tui.desk import Page
from migrate.tui.widgets.section import Section
from migrate.tui.words import fact, line, moment, word

_KEYS = "v check now   c copy link   o open link   w write these steps to a file"
_GOES_ON = frozenset({"ready", "planned", "approved"})


class Waiting(Section):
    """The waiting pane; the wait ends when the probe says so, never by a tick."""

    DEFAULT_CSS = """
    Waiting { border-left: thick $warning; padding-left: 1; }
    """

    def lines(self, page: Page) -> list[Content]:
        """Return everything that ends the wait."""
        wait, step = page.step.wait, page.step
        if wait is None:
            return []
        hand = wait.waiting_for is WaitFor.PERSON
        told = [line(("You have to act" if hand else "AWS has to move", "bold"))]
        told.append(line(wait.reason))
        told += [line(text) for text in wait.instruction.splitlines()]
        told += [fact("where", (wait.link, "underline"))] if wait.link else []
        told += [fact("looked at", wait.probe)] if wait.probe else []
        told += [fact("since", moment(step.changed_at))] if step.changed_at else []
        for name, at in (("next look", wait.next_look), ("deadline", wait.deadline)):
            told += [fact(name, f"{moment(at)}, by AWS's clock")] if at else []
        told.append(line((_KEYS if wait.link else _KEYS.split("   ", 1)[0], "$text-accent")))
        return told + _meanwhile(page)


def _meanwhile(page: Page) -> list[Content]:
    """Say what can be done while this step stands still."""
    free = [step for step in page.scene.steps if word(step) in _GOES_ON]
    named = ", ".join(f"{step.position} {step.title}" for step in free[:3])
    return [fact("meanwhile", named)] if named else []
