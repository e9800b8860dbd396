"""The keys, the signs, and what the tool never does without asking."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Footer, Static

from migrate.tui.words import ACTIONS, SEVERITIES, SIGNS, fact, line, paragraph

KEYS = (
    ("↑ ↓  n", "choose a step; n goes to the one that is next"),
    ("enter", "into the step; esc comes back"),
    ("p", "plan the step: looks at AWS, changes nothing"),
    ("a", "review its plan; typing the account id approves and applies it"),
    ("r", "apply or resume the step; else walk on to the next decision"),
    ("v", "look now: is the wait over, does what is done still stand"),
    ("s", "skip the step, where the journey can do without it; asks why"),
    ("x", "ask the runner to stop between two changes; r goes on"),
    ("c  o  w", "copy the link, open it in a browser, write the steps to a file"),
    ("l", "the log: events, and what the newest runner said"),
    ("q", "quit; a runner goes on, and `migrate` shows where it is"),
)


class HelpScreen(Screen[None]):
    """One page of words."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "Back"),
        Binding("q,question_mark", "dismiss", show=False),
    ]
    DEFAULT_CSS = """
    HelpScreen VerticalScroll { padding: 1 2; }
    """

    def compose(self) -> ComposeResult:
        """Place the page."""
        with VerticalScroll():
            yield Static(paragraph(_page()), markup=False)
        yield Footer(show_command_palette=False, compact=True)


def _page() -> list[Content]:
    told = [line(("Keys", "bold")), *(fact(key, text, width=10) for key, text in KEYS), line("")]
    told.append(line(("Where a step stands", "bold")))
    told += [line((f"{sign.mark} {name}", sign.style)) for name, sign in SIGNS.items()]
    told += [line(""), line(("In a plan", "bold"))]
    told += [line(f"{mark} {word}") for mark, word in ACTIONS.values()]
    told += [line((f"{sign.mark} {name}", sign.style)) for name, sign in SEVERITIES.items()]
    told += [line(""), line(("Without asking", "bold"))]
    told.append(
        line("Nothing is changed in AWS before you approved exactly the plan that says so.")
    )
    told.append(line("To select text with the mouse hold Shift (Option on a Mac) and drag."))
    return told
