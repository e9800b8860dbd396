"""What happened: the events of state.db, and what the newest runner said."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from migrate.tui.desk import Desk, Scene
from migrate.tui.screens.watching import WatchingScreen
from migrate.tui.words import MUTED, line, paragraph

SHOWN = 500
"""Events that are kept on the screen; state.db keeps all."""
SAID = 200


class LogScreen(WatchingScreen):
    """Newest below; both parts follow what is written."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "Back"),
        Binding("tab", "app.focus_next", "Other part"),
    ]
    AUTO_FOCUS = "#events"
    DEFAULT_CSS = """
    LogScreen {
        VerticalScroll { height: 1fr; padding: 0 1; border-top: solid $panel; }
        VerticalScroll:focus { border-top: solid $accent; }
        #events { height: 2fr; }
    }
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._events: deque[Content] = deque(maxlen=SHOWN)
        self._newest = 0

    def body(self) -> ComposeResult:
        """Place the events above the runner's words."""
        with VerticalScroll(id="events") as events:
            events.border_title = "Events"
            yield Static(id="happened", markup=False)
        with VerticalScroll(id="runner") as runner:
            runner.border_title = "What the newest runner said"
            yield Static(id="said", markup=False)

    def show(self, scene: Scene) -> None:
        """Add what is new and stay at the end."""
        before = self._newest
        while events := self.desk.view.events(self._newest):
            self._events.extend(_event(event) for event in events)
            self._newest = int(events[-1]["n"])
        if self._newest != before:
            self.query_one("#happened", Static).update(paragraph(list(self._events)))
            self.query_one("#events").scroll_end(animate=False)
        self.query_one("#said", Static).update(paragraph(_said(scene)))
        self.query_one("#runner").scroll_end(animate=False)


def _event(event: Mapping[str, Any]) -> Content:
    """Return an event as one line: when, what, of which step."""
    at = str(event["at"]).replace("T", " ")[:19]
    body = {name: value for name, value in event["body"].items() if value not in ("", [], {}, None)}
    if event["kind"] == "step":
        told = f"{body.pop('from', '')} → {body.pop('to', '')}"
        body.pop("wait", None)
        body.pop("findings", None)
    else:
        told = ""
    rest = "  ".join(f"{name}={value}" for name, value in body.items())
    return line(
        (f"{at} ", MUTED), (f"{event['kind']:<9}", "bold"), f"{event['step'] or ''} {told} {rest}"
    )


def _said(scene: Scene) -> list[Content]:
    last = scene.last
    if last is None:
        return [line(("No runner was started from a screen yet.", MUTED))]
    return [line((f"$ migrate {last.command}", "bold")), *(line(t) for t in last.lines[-SAID:])]
