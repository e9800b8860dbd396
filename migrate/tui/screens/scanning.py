"""A screen about the inventory: it follows the newest scan without reading in its own thread."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from textual import on
from textual.message import Message

from migrate.core.errors import MigrateError
from migrate.state.view_scan import ScanProgress, ScanView
from migrate.tui.desk import Desk, Scene
from migrate.tui.screens.watching import WatchingScreen

PAUSE = 0.5
"""Seconds between two looks at a scan that is under way."""


@dataclass
class Followed(Message):
    """The newest scan as it is now."""

    progress: ScanProgress | None
    mark: tuple[object, ...]
    """Differs when there is anything new to list."""


@dataclass
class NotFollowed(Message):
    """The scan could not be read."""

    error: MigrateError


class ScanningScreen(WatchingScreen):
    """Calls `follow` after each change of state.db, at most twice a second."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.account = ""
        """Whose inventory is shown; empty while no account is bound."""
        self._looking = self._again = False

    def follow(self, progress: ScanProgress | None, mark: tuple[object, ...]) -> None:
        """Show the scan as it is now."""
        raise NotImplementedError

    def show(self, scene: Scene) -> None:
        """Look at the scan anew: something was written."""
        self.account = scene.accounts.get("legacy", "")
        if not self.account:
            self.follow(None, ())
        elif self._looking:
            self._again = True
        else:
            self._looking = True
            work = partial(self._look_at_scan, self.account)
            self.run_worker(work, thread=True, group="scan")

    @on(Followed)
    def show_scan(self, followed: Followed) -> None:
        """Show it, and look again a little later if more was written meanwhile."""
        self.follow(followed.progress, followed.mark)
        self.set_timer(PAUSE, self._go_on)

    @on(NotFollowed)
    def give_up(self, failed: NotFollowed) -> None:
        """End with the reason, as when the journey cannot be read."""
        self.app.exit(failed.error)

    def _go_on(self) -> None:
        self._looking = False
        if self._again and self.scene is not None:
            self._again = False
            self.show(self.scene)

    def _look_at_scan(self, account: str) -> None:
        try:
            view = ScanView(self.desk.workspace.state, account)
            try:
                self.post_message(Followed(view.newest_scan(), view.mark()))
            finally:
                view.close()
        except MigrateError as error:
            self.post_message(NotFollowed(error))
