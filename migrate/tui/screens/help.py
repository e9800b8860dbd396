"""The keys, the signs, and what the tool never does without asking."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content

from migrate.tui.desk import Scene
from migrate.tui.places import PLACES
from migrate.tui.prose import Prose, Row
from migrate.tui.screens.watching import WatchingScreen
from migrate.tui.words import ACTIONS, SEVERITIES, SIGNS, Sign, fact, hanging, heading, line

KEYS = (
    ("↑ ↓  j k", "choose a step; n goes to the one that is next"),
    ("enter", "into the step; esc comes back"),
    ("r", "run on: plan, show you the plan, apply what you approved, then the next step;"),
    ("", "it stops wherever a person or AWS has to move"),
    ("a", "review the plan; typing what it asks for approves and applies it"),
    ("p", "plan the step anew: looks at AWS, changes nothing"),
    ("v", "look again: is the wait over, does what is done still stand"),
    ("o  c  w", "a step by hand: open its page, copy its link, write it to a file"),
    ("s", "skip the step, where the journey can do without it; asks why"),
    ("e", "answer what the step asks; the answers are kept in migrate.yaml"),
    ("x", "ask the runner to stop between two changes; r goes on"),
    ("l", "the log: what happened, and what the newest runner said"),
    (" ".join(place.key for place in PLACES), ", ".join(place.title for place in PLACES)),
    ("q", "quit; a runner goes on, and `migrate` shows where it is"),
)


MEANINGS: Mapping[str, str] = {
    "ready": "can be planned",
    "blocked": "needs steps that are not done",
    "planned": "its plan waits for your approval",
    "approved": "its plan may be applied",
    "applying": "in the middle; resumed by r if nobody works",
    "waiting": "for a person or for AWS; v looks again",
    "done": "proven by a look at AWS",
    "failed": "AWS refused; the step says why",
    "skipped": "left out, with a reason",
    "drifted": "was done; a new look no longer agrees",
}


class HelpScreen(WatchingScreen):
    """One page of words."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "Back"),
        Binding("q,question_mark", "dismiss", show=False),
    ]
    DEFAULT_CSS = """
    HelpScreen VerticalScroll { padding: 0 1; scrollbar-size-vertical: 1; }
    """

    def body(self) -> ComposeResult:
        """Place the page."""
        with VerticalScroll():
            yield Prose(id="page")

    def show(self, scene: Scene) -> None:
        """Write the page once."""
        del scene
        self.query_one("#page", Prose).tell(self.page())

    def page(self) -> list[Content | Row]:
        """Return the page."""
        return _page()


def _page() -> list[Content | Row]:
    told: list[Content | Row] = [heading("Without asking")]
    told.append(
        line("Nothing is changed in AWS before you approved exactly the plan that says so.")
    )
    told += [line(""), heading("Keys"), *(fact(key, text) for key, text in KEYS)]
    told += [line(""), heading("Where a step stands"), *_signs(SIGNS, MEANINGS)]
    told += [line(""), heading("In a plan")]
    told += [line(f"{mark} {word}") for mark, word in ACTIONS.values()]
    told += [line((f"{sign.mark} {name}", sign.style)) for name, sign in SEVERITIES.items()]
    told += [line(""), heading("Hints")]
    told.append(line("To select text with the mouse hold Shift (Option on a Mac) and drag."))
    told.append(
        line("TEXTUAL_THEME chooses other colours, ansi-dark and ansi-light the terminal's")
    )
    told.append(line("own; NO_COLOR none. `migrate status` says the same in plain words."))
    return told


def _signs(signs: Mapping[str, Sign], meanings: Mapping[str, str]) -> list[Row]:
    return [
        hanging((f"{sign.mark} {name:<9} ", sign.style), meanings[name])
        for name, sign in signs.items()
    ]
