"""What a person sees of the app, and what the app says of itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from textual.app import App
from textual.message import Message
from textual.pilot import Pilot
from textual.widgets import Input

WIDE, NARROW = (120, 40), (80, 24)


def screen_text(app: App[Any]) -> str:
    """Return the screen as lines of text, after everything that filters it."""
    width, height = app.size
    lines = app.screen._compositor.render_strips()
    filters = app.get_line_filters()
    told = []
    for strip in lines[:height]:
        shown = strip
        for one in filters:
            shown = shown.apply_filter(one, app.screen.styles.background)
        told.append(shown.text[:width].rstrip())
    return "\n".join(told)


@dataclass
class Heard:
    """The messages of one run; give `heard` to `run_test(message_hook=…)`."""

    messages: list[Message] = field(default_factory=list)

    def __call__(self, message: Message) -> None:
        self.messages.append(message)

    def of(self, kind: type[Message]) -> list[Any]:
        """Return each message of a kind once, in order."""
        found: dict[int, Message] = {}
        for message in self.messages:
            if isinstance(message, kind):
                found.setdefault(id(message), message)
        return list(found.values())


async def until(pilot: Pilot[Any], sign: str, seconds: float = 60) -> str:
    """Wait until the screen shows a text; return the screen."""
    for _ in range(int(seconds / 0.05)):
        shown = screen_text(pilot.app)
        if sign in shown:
            return shown
        await pilot.pause(0.05)
    raise AssertionError(f"{sign!r} never came; the screen shows:\n{screen_text(pilot.app)}")


async def filtered(pilot: Pilot[Any], text: str) -> None:
    """Type a filter and wait until the list is the filter's: a sign may stand there before."""
    await pilot.press("slash")
    screen = pilot.app.screen
    screen.query_one(Input).value = text
    for _ in range(1200):
        if screen.search.filter.text == text and screen.complete:
            return
        await pilot.pause(0.05)
    raise AssertionError(f"{text!r} was never found; the screen shows:\n{screen_text(pilot.app)}")


async def type_in(pilot: Pilot[Any], text: str) -> None:
    """Type into the line that has the focus, and press Enter."""
    for _ in range(200):
        if getattr(pilot.app.focused, "id", "") in {"word", "reason"}:
            break
        await pilot.pause(0.05)
    await pilot.press(*text, "enter")
