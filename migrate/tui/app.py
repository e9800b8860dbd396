"""The app: pushes the first screen, filters what is drawn, keeps what a bug leaves behind."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from rich.text import Text
from textual.app import App
from textual.binding import BindingType
from textual.filter import LineFilter

from migrate.core.errors import MigrateError
from migrate.core.escape import terminal
from migrate.tui.crash import write_traceback
from migrate.tui.desk import Desk
from migrate.tui.filters import HARMLESS
from migrate.tui.places import preload
from migrate.tui.screens.journey import JourneyScreen
from migrate.tui.theme import FALLBACKS, THEME
from migrate.workspace.workspace import Workspace

IDLE = 0.3
"""Seconds after the first frame in which only the person is served."""


class JourneyApp(App[MigrateError]):
    """Ends with the error that made it end, or with none."""

    TITLE = "migrate"
    ENABLE_COMMAND_PALETTE = False
    CSS = """
    ToastRack { margin-bottom: 3; }
    """
    """A sentence in the corner never covers the lines that say what to do."""
    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(self, desk: Desk) -> None:
        plain = bool(os.environ.get("NO_COLOR"))
        super().__init__(ansi_color=True if plain else None)
        self.desk = desk
        self.animation_level = "none"
        self.register_theme(THEME)
        chosen = "ansi-dark" if plain else os.environ.get("TEXTUAL_THEME") or THEME.name
        self.set_reactive(App.theme, chosen)
        self.stylesheet.set_variables(self.get_css_variables())

    def get_default_screen(self) -> JourneyScreen:
        """Start with the journey itself: no empty screen is drawn before it."""
        return JourneyScreen(self.desk)

    def on_ready(self) -> None:
        """Load the other screens once the first frame stands and nothing else is to do."""
        self.set_timer(IDLE, partial(self.run_worker, preload, thread=True))

    async def action_quit(self) -> None:
        """Quit, and say at the prompt what goes on."""
        told = self.desk.goes_on()
        self.exit(message=Text(terminal(told)) if told else None)

    def get_css_variables(self) -> dict[str, str]:
        """Give every theme the colours that ours adds."""
        variables = super().get_css_variables()
        for name, source in FALLBACKS.items():
            variables.setdefault(name, variables[source])
        return variables

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Let no line reach the terminal that holds what a terminal obeys."""
        return [*super().get_line_filters(), HARMLESS]

    def _fatal_error(self) -> None:
        """Keep a bug's traceback without values, instead of printing it with them."""
        log = self.desk.workspace.log
        write_traceback(log)
        told = f"The screen stopped because of a bug; what is known is in {log}. A runner goes on."
        self._exit_renderables.append(Text(terminal(told)))
        self._close_messages_no_wait()

    def panic(self, *renderables: object) -> None:
        """Treat an error that would draw itself like any other bug."""
        del renderables
        self._fatal_error()


def run(workspace: Workspace) -> int:
    """Show the journey until the operator quits; return the exit code."""
    desk = Desk(workspace)
    app = JourneyApp(desk)
    try:
        error = app.run()
    finally:
        desk.close()
    if error is not None:
        raise error
    return app.return_code or 0
