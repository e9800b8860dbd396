"""Every resource that was seen: a list of any length, filtered, sorted, counted, opened."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.timer import Timer
from textual.widgets import Input, Static

from migrate.core.errors import MigrateError
from migrate.core.resource_filter import FilterInvalid, parse, toggled
from migrate.state.view_facets import Counts
from migrate.state.view_resources import Order
from migrate.state.view_scan import ScanProgress
from migrate.tui import places
from migrate.tui.desk import Scene
from migrate.tui.resource_rows import COLUMNS
from migrate.tui.screens.listing import ListingScreen
from migrate.tui.screens.opening import OpeningScreen
from migrate.tui.widgets.facet_list import FacetChosen, FacetList
from migrate.tui.widgets.lazy_table import LazyTable, RowChosen, RowOpened
from migrate.tui.widgets.list_state import ListState
from migrate.tui.widgets.resource_sheet import ResourceSheet
from migrate.tui.widgets.scan_line import ScanLine
from migrate.tui.words import line, paragraph

SETTLED = 0.15
"""Seconds without a key after which a typed filter is applied."""
RESTED = 0.18
"""Seconds that the cursor rests on a row before its details are read: no held key waits."""
HINT = "filter: region:eu-* service:ec2 tag:env=prod created<2022-01-01 or any text"
"""Shown while the line is empty."""
EXPORT = ("inventory", "export")
WIDE = 100
"""Columns from which the details stand beside the list; below, Enter opens them."""
_COLUMNS = [(0, "-narrow"), (WIDE, "-wide")]


class ResourcesScreen(ListingScreen, OpeningScreen):
    """The list, a line for the filter above it, details or counts beside it."""

    HORIZONTAL_BREAKPOINTS = _COLUMNS
    AUTO_FOCUS = "#list"
    DEFAULT_CSS = """
    ResourcesScreen {
        #filter { background: $background; padding: 0 1; }
        #filter:focus { background: $panel; }
        #wrong { display: none; height: auto; padding: 0 1; color: $warning; }
        #wrong.-told { display: block; }
        #list { width: 1fr; }
        #about, #facets { width: 42; height: 1fr; border-left: solid $rule; }
        #about:focus, #facets:focus { border-left: solid $accent; }
        #facets { display: none; }
        &.-counted #facets { display: block; }
        &.-counted #about, &.-narrow #about { display: none; }
        &.-narrow.-counted #list { display: none; }
        &.-narrow.-counted #facets { width: 1fr; border-left: none; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "filter", "Filter", key_display="/"),
        Binding("f", "facets", "Counts"),
        Binding("o", "sort(1)", "Order"),
        Binding("t", "turn", show=False),
        Binding("e", "export", "Export"),
        Binding("b", "scan", "Scan"),
        Binding("r", "scan_now", "Scan again"),
        Binding("x", "stop", "Stop"),
        Binding("question_mark", "help", "Help", key_display="?"),
        Binding("escape", "back", "Back"),
        Binding("q", "app.quit", "Quit"),
        *places.KEYS,
    ]
    _settling: Timer | None = None
    _resting: Timer | None = None

    def body(self) -> ComposeResult:
        """Place the scan, the filter, the list and what stands beside it.

        The class of the width is there before the first frame, so that it is laid out once.
        """
        wide = self.app.size.width >= WIDE
        self.set_class(wide, "-wide").set_class(not wide, "-narrow")
        yield ScanLine()
        text = Input(id="filter", placeholder=HINT, compact=True, select_on_focus=False)
        text.cursor_blink = False
        yield text
        yield Static("", id="wrong", markup=False)
        with Horizontal():
            yield LazyTable(COLUMNS[:-1], id="list")
            yield ResourceSheet(id="about")
            yield FacetList(id="facets")
        yield ListState()

    def show(self, scene: Scene) -> None:
        """Offer the keys that fit, and look at the scan anew."""
        super().show(scene)
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to scan while nobody works, and to stop while somebody does."""
        del parameters
        works = self.scene is not None and self.scene.holder is not None
        free = not works and bool(self.account)
        return {"scan_now": free, "export": free, "stop": works}.get(action, True)

    def follow(self, progress: ScanProgress | None, mark: tuple[object, ...]) -> None:
        """Show the scan, and keep the list true."""
        super().follow(progress, mark)
        works = self.scene is not None and self.scene.holder is not None
        self.query_one(ScanLine).show(progress, works=works)

    def describe(self) -> None:
        """Say how many there are, in which order, and whether more come."""
        self.query_one(ListState).show(self)

    def count(self, counts: Counts) -> None:
        """Show the counts, and the column of money if there is any."""
        self.query_one(FacetList).show(counts, self.search.filter)
        priced = self.known is not None and self.known.money is not None
        self.query_one(LazyTable).columns = COLUMNS if priced else COLUMNS[:-1]
        self.open_row()

    def refuse_search(self, error: FilterInvalid | None) -> None:
        """Show what is wrong with the filter, and where."""
        told = self.query_one("#wrong", Static)
        told.set_class(error is not None, "-told")
        if error is not None:
            lines = [*str(error).splitlines(), error.remedy]
            told.update(paragraph([line(text) for text in lines if text]))

    def action_filter(self) -> None:
        """Go to the line for the filter, before the next key: `focus` would be a moment later."""
        self.set_focus(self.query_one(Input))

    def action_facets(self) -> None:
        """Show the counts beside the list, or instead of it; again, the details."""
        self.toggle_class("-counted")
        self.set_focus(self.query_one("#facets" if self.has_class("-counted") else "#list"))
        self.call_after_refresh(self.open_row)

    def action_sort(self, by: int) -> None:
        """Sort by the next order that there is something for."""
        orders = [o for o in Order if o is not Order.COST or (self.known and self.known.money)]
        after = orders[(orders.index(self.search.order) + by) % len(orders)]
        self.find(replace(self.search, order=after, backwards=False))

    def action_turn(self) -> None:
        """Turn the order round."""
        self.find(replace(self.search, backwards=not self.search.backwards))

    def action_scan(self) -> None:
        """Show how far the scan is, by region, and what keeps it from seeing more."""
        from migrate.tui.screens.resources_scan import ScanScreen

        self.app.push_screen(ScanScreen(self.desk))

    def action_scan_now(self) -> None:
        """Start a scan, or go on with the one that was stopped; it only reads."""
        try:
            self.desk.start("inventory", "scan")
        except MigrateError as error:
            self.refuse(error)

    def action_export(self) -> None:
        """Write what the filter leaves into a file, by the command that a person would type."""
        asked = self.search.filter
        words = (f"--filter={asked.text}",) if asked.terms else ()
        try:
            self.desk.start(*EXPORT, *words)
        except MigrateError as error:
            self.refuse(error)
        else:
            self.tell("Exporting. Where the file is will be told here when it is whole.")

    def action_stop(self) -> None:
        """Ask the runner to stop; what was seen is kept."""
        from migrate.tui import runs

        works = self.scene.holder if self.scene is not None else None
        try:
            if works is not None:
                runs.stop(works)
        except MigrateError as error:
            self.refuse(error)
        else:
            self.tell("The runner was asked to stop; what it saw is kept.")

    def action_help(self) -> None:
        """Show the keys and the fields of a filter."""
        from migrate.tui.screens.resources_help import ResourcesHelpScreen

        self.app.push_screen(ResourcesHelpScreen(self.desk))

    def action_back(self) -> None:
        """Go back one thing: from filter or counts to the list, from there to the journey."""
        if self.has_class("-counted"):
            self.action_facets()
        elif not self.query_one(LazyTable).has_focus:
            self.set_focus(self.query_one(LazyTable))
        else:
            self.dismiss()

    @on(Input.Changed, "#filter")
    def settle(self) -> None:
        """Apply the filter when the typing pauses."""
        if self._settling is not None:
            self._settling.stop()
        self._settling = self.set_timer(SETTLED, self.apply_filter)

    @on(Input.Submitted, "#filter")
    def leave_filter(self) -> None:
        """Go to the list of what the line says: the next key may already be for it."""
        self.apply_filter()
        self.set_focus(self.query_one(LazyTable))

    def apply_filter(self) -> None:
        """Search for what the line says, or show where it is wrong."""
        if self._settling is not None:
            self._settling.stop()
        try:
            asked = parse(self.query_one(Input).value)
        except FilterInvalid as error:
            self.refuse_search(error)
            return
        self.refuse_search(None)
        if asked != self.search.filter:
            self.find(replace(self.search, filter=asked))

    @on(FacetChosen)
    def toggle(self, chosen: FacetChosen) -> None:
        """Add a value to the filter, or take it out."""
        text = self.query_one(Input)
        text.value = toggled(self.search.filter.text, chosen.field, chosen.value)

    @on(RowChosen)
    def open_soon(self) -> None:
        """Open the row when the cursor rests: a held key stays fast."""
        here = self.under_cursor
        if here is None or self._trail[:1] != [here.id]:  # a list that is read anew moves nothing
            self._trail.clear()
        if self._resting is not None:
            self._resting.stop()
        self._resting = self.set_timer(RESTED, self.open_row)

    @property
    def whose(self) -> str:
        """The account of the list."""
        return self.account

    def open_row(self) -> None:
        """Show the resource under the cursor beside the list, or the link's that was followed."""
        if self.query_one(ResourceSheet).display:
            here = self.under_cursor
            self.open(self._open if self._trail else here.id if here else 0)

    @on(RowOpened)
    def go_into(self) -> None:
        """Go into the details: beside the list, or as a screen of their own."""
        here = self.under_cursor
        if self.query_one(ResourceSheet).display:
            self.query_one(ResourceSheet).focus()
        elif here is not None:
            from migrate.tui.screens.resource import ResourceScreen

            self.app.push_screen(ResourceScreen(self.desk, here.id, self.account))
