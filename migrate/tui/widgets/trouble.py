"""What went wrong last, why, and what to do about it."""

from __future__ import annotations

from textual.content import Content

from migrate.core.intent import UNSETTLED, Intent, IntentStatus
from migrate.core.status import Status
from migrate.tui.desk import Page
from migrate.tui.prose import Row
from migrate.tui.runs import LastRun
from migrate.tui.widgets.section import Section
from migrate.tui.words import MUTED, fact, line

_LONGEST = 12


class Trouble(Section):
    """The last error with its remedy, and every call whose outcome is not known."""

    DEFAULT_CSS = """
    Trouble { border-left: thick $error; padding-left: 1; }
    """

    def lines(self, page: Page) -> list[Content | Row]:
        """Return the error and the unsettled calls."""
        said = _said(page)
        told: list[Content | Row] = [
            line((text, "bold" if at == 0 else "")) for at, text in enumerate(said)
        ]
        if page.step.status is Status.FAILED:
            if not said:
                told.append(line((page.step.note, "bold")))
            told.append(line(("p plan it again", "$accent")))
        for intent in page.intents:
            if intent.status in UNSETTLED and not _under_way(page, intent):
                told += _unsettled(intent, "r" if page.step.status is Status.APPLYING else "v")
        return told


def _under_way(page: Page, intent: Intent) -> bool:
    """Whether a call is merely out: the runner that sent it waits for its answer."""
    return page.scene.holder is not None and intent.status is IntentStatus.PENDING


def _said(page: Page) -> tuple[str, ...]:
    """Return what the newest run said at its end, while the step stands where that left it."""
    last = page.scene.last
    if last is None or page.scene.busy or not _about(last, page.step.id):
        return ()
    moved = page.step.changed_at
    if moved is not None and moved > last.ended:
        return ()
    return last.trouble[:_LONGEST]


def _about(last: LastRun, step: str) -> bool:
    words = last.command.split()
    if step in words:
        return True
    return words[:1] == ["run"] and any(text.startswith(f"{step}: ") for text in last.lines)


def _unsettled(intent: Intent, key: str) -> list[Content | Row]:
    operation = intent.key.operation
    if intent.status is IntentStatus.NEEDS_OPERATOR:
        told: list[Content | Row] = [
            line((f"{operation}: looking could not tell whether it happened.", "bold")),
            line("Look in the console, then type one of these in another terminal:"),
            *(
                fact("", f"migrate decide {intent.id} --{word} --reason …", width=2)
                for word in ("happened", "did-not-happen")
            ),
        ]
    else:
        told = [
            line(
                f"{operation} was sent, and whether it happened is not known. "
                f"Looking again ({key}) settles it; it is not sent blindly."
            )
        ]
    return told + [fact("", (text, MUTED), width=2) for text in intent.evidence]
