"""A screen with a list of resources: searches, and keeps the list true while a scan writes."""

from __future__ import annotations

import time
from functools import partial

from textual import on

from migrate.core.resource_filter import FilterInvalid
from migrate.state.view_facets import Counts
from migrate.state.view_filter import Known
from migrate.state.view_resource import DetailView
from migrate.state.view_resources import ResourceLine, Search
from migrate.state.view_scan import ScanProgress
from migrate.tui.desk import Desk, Scene
from migrate.tui.finding import Began, Complete, Counted, Finder, Found, NotFound
from migrate.tui.resource_rows import ResourceRows
from migrate.tui.screens.scanning import ScanningScreen
from migrate.tui.widgets.lazy_table import LazyTable

REST = 5
"""Reading a list anew for news takes at most one in so many seconds."""


class ListingScreen(ScanningScreen):
    """A new search shows its first rows at once; news replaces a list only when it is whole."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.search = Search()
        self.progress: ScanProgress | None = None
        self.counts: Counts | None = None
        self.known: Known | None = None
        self.complete = False
        self.view: DetailView | None = None
        self.rows: ResourceRows | None = None
        """What the table shows."""
        self._coming: ResourceRows | None = None
        self._glimpsed = False
        """Whether the table shows the first rows of a list that is still to come."""
        self._finder: Finder | None = None
        self._mark: tuple[object, ...] = ()
        self._heard: tuple[object, ...] = ()
        """The newest mark that was seen: what came while a list was read is read after it."""
        self._news = False
        self._began = self._took = 0.0

    def describe(self) -> None:
        """Say what the list shows."""
        raise NotImplementedError

    def count(self, counts: Counts) -> None:
        """Show the counts of the list."""
        raise NotImplementedError

    def refuse_search(self, error: FilterInvalid | None) -> None:
        """Say why a search cannot be made; None takes it back."""
        raise NotImplementedError

    @property
    def under_cursor(self) -> ResourceLine | None:
        """The resource that the cursor is on."""
        if self.rows is None or not len(self.rows):
            return None
        return self.rows.at(self.query_one(LazyTable).cursor)

    def show(self, scene: Scene) -> None:
        """Begin to search as soon as it is known in which account."""
        self.account = scene.accounts.get("legacy", "")
        if self.account and self._finder is None:
            state = self.desk.workspace.state
            self._finder = Finder(state, self.account, self.post_message)
            self.view = DetailView(state, self.account)
            self.find(self.search)
        super().show(scene)

    def follow(self, progress: ScanProgress | None, mark: tuple[object, ...]) -> None:
        """Read the list anew when the inventory has news, as often as reading it is cheap."""
        self.progress, self._heard = progress, mark
        if self.complete and mark != self._mark:
            if self._rested:
                self.find(self.search, news=True)
            else:
                self.set_timer(1, self._look_again)
        self.describe()

    def find(self, search: Search, *, news: bool = False) -> None:
        """Search; the rows come as messages."""
        self.search, self._news = search, news
        if self._finder is None or self.view is None:
            return
        self.complete, self._began = False, time.monotonic()
        self._coming = ResourceRows(self.view)
        work = partial(self._finder.find, self._finder.next(), search)
        start = partial(self.run_worker, work, thread=True, group="find")
        self._glimpsed = self.rows is None and self._glimpse(self.view, search)
        if self._glimpsed:
            self.call_after_refresh(start)
        else:
            start()
        self.describe()

    def on_unmount(self) -> None:
        """End what is being read."""
        if self._finder is not None:
            self._finder.next()
        if self.view is not None:
            self.view.close()

    @on(Began)
    def begin(self, began: Began) -> None:
        """Take what the marks and money of the rows are made of."""
        if self._fits(began.number) and self._coming is not None:
            self.known = began.known
            self._coming.know(began.known)
            self.refuse_search(None)

    @on(Found)
    def add(self, found: Found) -> None:
        """Show the first rows at once, and count the later ones."""
        if not self._fits(found.number) or self._coming is None:
            return
        self._coming.extend(found.ids)
        if self._coming is self.rows:
            self.query_one(LazyTable).grow()
        elif not self._news:
            self._put(self._coming, self.query_one(LazyTable).cursor if self._glimpsed else 0)
            self._glimpsed = False
        self.describe()

    @on(Complete)
    def finish(self, complete: Complete) -> None:
        """Show a list that was read anew with the cursor on the resource that it was on."""
        if not self._fits(complete.number) or self._coming is None:
            return
        self.complete, self._took = True, time.monotonic() - self._began
        self._mark = complete.mark
        if self._heard not in {(), self._mark}:
            self.set_timer(1, self._look_again)
        if self._coming is not self.rows:
            here = self.under_cursor
            self._put(self._coming, self._coming.place_of(here.id) if here else 0)
        self.describe()

    @on(Counted)
    def take_counts(self, counted: Counted) -> None:
        """Show how many there are."""
        if self._fits(counted.number):
            self.counts = counted.counts
            self.count(counted.counts)
            self.describe()

    @on(NotFound)
    def give_up_search(self, failed: NotFound) -> None:
        """Say what is wrong with a search; a state that cannot be read ends the app."""
        if not self._fits(failed.number):
            return
        if isinstance(failed.error, FilterInvalid):
            self.complete = True
            self.refuse_search(failed.error)
        else:
            self.app.exit(failed.error)

    @property
    def _rested(self) -> bool:
        return time.monotonic() - self._began > max(1.0, REST * self._took)

    def _look_again(self) -> None:
        if self.scene is not None:
            self.show(self.scene)

    def _glimpse(self, view: DetailView, search: Search) -> bool:
        """Show the first rows in the first frame, where they are a step of an index away."""
        rows = ResourceRows(view)
        rows.extend(view.first(search))
        if len(rows):
            self._put(rows, 0)
        return bool(len(rows))

    def _fits(self, number: int) -> bool:
        return self._finder is not None and number == self._finder.number

    def _put(self, rows: ResourceRows, cursor: int) -> None:
        self.rows = rows
        self.query_one(LazyTable).show(rows, cursor)
