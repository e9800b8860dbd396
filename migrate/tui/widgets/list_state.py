"""The line below the list: how many, in which order, and whether more come."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from migrate.core.resource_filter import FIELDS, Kind
from migrate.state.view_resources import Order
from migrate.state.view_text import is_textual
from migrate.tui.screens.listing import ListingScreen
from migrate.tui.words import MUTED, line

ORDERS = {
    Order.TYPE: "type, region and name",
    Order.REGION: "region, type and name",
    Order.NAME: "name",
    Order.COST: "share of the bill, the dearest first",
    Order.CREATED: "creation, the newest first",
    Order.SEEN: "when they were first seen, the newest first",
}


class ListState(Static):
    """One line."""

    DEFAULT_CSS = """
    ListState { height: 1; padding: 0 1; background: $panel; }
    """

    def __init__(self) -> None:
        super().__init__("", markup=False)

    def show(self, screen: ListingScreen) -> None:
        """Show where a list stands."""
        self.update(told(screen))


def told(screen: ListingScreen) -> Content:
    """Say how many resources there are, or why there are none."""
    if not screen.account:
        return line("No account is connected yet: 1 goes to the journey, its first step binds it.")
    there = len(screen.rows) if screen.rows is not None else 0
    if screen.complete and not there:
        return line(_none(screen))
    count = f"{there:,} resources" if screen.complete else f"{there:,} resources so far…"
    search = screen.search
    turned = ", turned round" if search.backwards else ""
    sorted_by = f"  by {ORDERS[search.order]}{turned}"
    return line(count, (sorted_by, MUTED), (_unindexed(screen), MUTED))


def _unindexed(screen: ListingScreen) -> str:
    """Say why a text takes its time, where no index finds it."""
    known = screen.known
    slow = known is not None and not known.indexed and is_textual(screen.search.filter)
    return "  no text index: every row was read" if slow else ""


def _none(screen: ListingScreen) -> str:
    asked = screen.search.filter
    if asked.terms:
        whole = (t for t in asked.terms if t.field and FIELDS[t.field].kind is Kind.WHOLE)
        name = next((t.field for t in whole if "*" not in "".join(t.values)), "")
        hint = f" `{name}:` compares whole words; `*` stands for the rest." if name else ""
        return f"Nothing fits this filter.{hint}"
    if screen.progress is None:
        return "Nothing was scanned yet: r scans now, it only reads."
    return "The newest scan saw nothing yet: b tells how far it is."
