"""What happened: the events of state.db, and what the newest runner said."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content

from migrate.tui.desk import Desk, Scene
from migrate.tui.prose import Prose, Row
from migrate.tui.screens.watching import WatchingScreen
from migrate.tui.words import MUTED, line

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
        VerticalScroll {
            height: 1fr; padding: 0 1; scrollbar-size-vertical: 1;
            border-top: solid $rule; border-title-color: $muted;
        }
        VerticalScroll:focus { border-top: solid $accent; border-title-color: $accent; }
        #events { height: 2fr; }
    }
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._events: deque[Row] = deque(maxlen=SHOWN)
        self._newest = 0

    def body(self) -> ComposeResult:
        """Place the events above the runner's words."""
        with VerticalScroll(id="events") as events:
            events.border_title = "Events"
            yield Prose(id="happened")
        with VerticalScroll(id="runner") as runner:
            runner.border_title = "What the newest runner said"
            yield Prose(id="said")

    def show(self, scene: Scene) -> None:
        """Add what is new and stay at the end."""
        before = self._newest
        while events := self.desk.view.events(self._newest):
            self._events.extend(_event(event) for event in events)
            self._newest = int(events[-1]["n"])
        if self._newest != before:
            self.query_one("#happened", Prose).tell(self._events)
            self.query_one("#events").scroll_end(animate=False)
        if self.query_one("#said", Prose).tell(_said(scene)):
            self.query_one("#runner").scroll_end(animate=False)


def _event(event: Mapping[str, Any]) -> Row:
    """Return an event as one line: when, of which step, what."""
    at = str(event["at"]).replace("T", " ")[:19]
    kind, body = str(event["kind"]), dict(event["body"])
    told = _TOLD[kind](body) if kind in _TOLD else f"{kind}: {_rest(body)}"
    lead = f"{at}  {event['step'] or '':<24} "
    return Row(line((lead, MUTED), told), _INDENT)


def _step(body: Mapping[str, Any]) -> str:
    who = f" by {body['who']}" if body.get("who") else ""
    text = f": {body['text']}" if body.get("text") else ""
    same = body.get("from") == body.get("to")
    moved = "" if same else f"{body.get('from')} → "
    again = _AGAIN.get(str(body.get("signal")), "") if same else ""
    return f"{moved}{body.get('to')}{again}{who}{text}"


def _receipt(body: Mapping[str, Any]) -> str:
    return f"{'found and adopted' if body.get('adopted') else 'receipt'}: {body.get('change')}"


def _bind(body: Mapping[str, Any]) -> str:
    return f"{body.get('role')} is bound to {body.get('account')} ({body.get('principal')})"


def _rest(body: Mapping[str, Any]) -> str:
    return "  ".join(f"{name}={value}" for name, value in body.items() if value not in _NOTHING)


_AGAIN: Mapping[str, str] = {
    "apply": ", resumed",
    "confirm": ", looked at again: it agrees",
    "drift": ", looked at again: it does not agree",
    "plan": " anew",
}
"""What happened where a step stands as before."""
_NOTHING: tuple[object, ...] = ("", [], {}, None)
_INDENT = 21
_TOLD: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "step": _step,
    "receipt": _receipt,
    "bind": _bind,
}
"""How the kinds of events that have words of their own are told; others show their values."""


def _said(scene: Scene) -> list[Content]:
    last = scene.last
    if last is None:
        return [line(("No runner was started from a screen yet.", MUTED))]
    return [line((f"$ migrate {last.command}", "bold")), *(line(t) for t in last.lines[-SAID:])]
