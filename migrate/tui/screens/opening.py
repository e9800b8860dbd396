"""A screen that shows single resources: read in a worker, links followed and the way back kept."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from textual import on
from textual.content import Content
from textual.message import Message

from migrate.core.errors import MigrateError
from migrate.state.view_resource import DetailView
from migrate.tui.desk import Desk
from migrate.tui.prose import Row
from migrate.tui.resource_text import sheet
from migrate.tui.screens.watching import WatchingScreen
from migrate.tui.widgets.resource_sheet import Laid, LinkFollowed, ResourceSheet, WentBack, laid
from migrate.tui.words import MUTED, line


@dataclass
class Opened(Message):
    """A resource was read and laid out."""

    number: int
    told: Laid


@dataclass
class NotOpened(Message):
    """A resource could not be read."""

    error: MigrateError


class OpeningScreen(WatchingScreen):
    """Draws only the resource that was asked for last; no key waits for one."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._trail: list[int] = []
        """What was shown before each link that was followed."""
        self._open = 0

    @property
    def whose(self) -> str:
        """The account whose resources are shown."""
        raise NotImplementedError

    def open(self, number: int) -> None:
        """Read a resource and show it; 0 shows that none is chosen."""
        self._open = number
        width = self.query_one(ResourceSheet).text_width
        if not number:
            told = laid([line(("No resource is chosen.", MUTED))], width)
            self.query_one(ResourceSheet).show(0, told)
            return
        work = partial(self._read, number, self.whose, width, led=bool(self._trail))
        self.run_worker(work, thread=True, exclusive=True, group="details")

    @on(Opened)
    def show_resource(self, opened: Opened) -> None:
        """Show it, unless another one was asked for meanwhile."""
        if opened.number == self._open:
            sheet = self.query_one(ResourceSheet)
            sheet.show(opened.number, opened.told, trail=bool(self._trail))

    @on(LinkFollowed)
    def follow_link(self, followed: LinkFollowed) -> None:
        """Show the other end of a link."""
        self._trail.append(self._open)
        self.open(followed.number)

    @on(WentBack)
    def return_from_link(self) -> None:
        """Show what was shown before the link."""
        if self._trail:
            self.open(self._trail.pop())

    @on(NotOpened)
    def give_up_resource(self, failed: NotOpened) -> None:
        """End with the reason, as when the journey cannot be read."""
        self.app.exit(failed.error)

    def _read(self, number: int, account: str, width: int, *, led: bool) -> None:
        try:
            view = DetailView(self.desk.workspace.state, account)
            try:
                found, money = view.resource(number), view.money()
            finally:
                view.close()
        except MigrateError as error:
            self.post_message(NotOpened(error))
            return
        rows: list[Content | Row] = (
            sheet(found, money) if found else [line(("It is not in the inventory.", MUTED))]
        )
        if led:
            rows = [line(("A link led here; backspace returns.", MUTED)), line(""), *rows]
        self.post_message(Opened(number, laid(rows, width)))
