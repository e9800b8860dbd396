"""A screen that looks at the journey four times a second, for as long as it is in front."""

from __future__ import annotations

from dataclasses import dataclass

from textual.app import ComposeResult
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Footer

from migrate.core.errors import MigrateError
from migrate.tui.desk import Desk, Scene
from migrate.tui.flow import outcome
from migrate.tui.widgets.header import Header

TICK = 0.25
"""Seconds between two looks; a look that finds nothing new draws nothing."""


@dataclass
class Looked(Message):
    """Something in the journey changed, and the screen shows it."""

    scene: Scene


@dataclass
class RunnerEnded(Message):
    """A runner that was started here has ended."""

    command: str
    code: int


@dataclass
class Refused(Message):
    """What was asked for does not fit; nothing was done."""

    error: MigrateError


class WatchingScreen(Screen[str]):
    """Shows every change of state.db by itself; a state that cannot be read ends the app."""

    DEFAULT_CSS = """
    WatchingScreen { layout: vertical; }
    WatchingScreen Footer { height: 1; }
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.scene: Scene | None = None

    def compose(self) -> ComposeResult:
        """Place header, body and footer."""
        yield Header()
        yield from self.body()
        yield Footer(show_command_palette=False, compact=True)

    def body(self) -> ComposeResult:
        """Yield what stands between header and footer."""
        raise NotImplementedError

    def show(self, scene: Scene) -> None:
        """Draw what changed."""
        raise NotImplementedError

    def on_mount(self) -> None:
        """Look at once, so that the first frame is complete, then go on looking."""
        self.look()
        self.set_interval(TICK, self._tick)

    def on_screen_resume(self) -> None:
        """Catch up with what happened while another screen was in front."""
        self.look()

    def look(self) -> None:
        """Look, and show it if anything is new."""
        try:
            scene = self.desk.look()
            if scene is not self.scene:
                self.scene = scene
                self.query_one(Header).show(scene)
                self.show(scene)
                self.post_message(Looked(scene))
        except MigrateError as error:
            self.app.exit(error)

    def action_go(self, key: str) -> None:
        """Open the place of a digit."""
        from migrate.tui.places import go

        go(self.app, self.desk, key)

    def tell(self, text: str, *, severe: bool = False) -> None:
        """Say a sentence in the corner; names in it are shown, never obeyed."""
        self.notify(
            text,
            severity="error" if severe else "information",
            markup=False,
            timeout=10 if severe else 5,
        )

    def refuse(self, error: MigrateError) -> None:
        """Say why something was not done, and what to do instead."""
        self.post_message(Refused(error))
        self.tell(f"{error} {error.remedy}".strip(), severe=True)

    def _tick(self) -> None:
        if not self.is_current:
            return
        # A screen behind the front one is current too; only what is in front tells the end.
        ended = self.desk.ended() if self.app.screen is self else None
        self.look()
        if ended is None or self.scene is None:
            return
        text, severe = outcome(ended, self.scene)
        if text:
            self.tell(text, severe=severe)
        self.post_message(RunnerEnded(ended.command, ended.code))
