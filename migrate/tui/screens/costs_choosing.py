"""The keys of the costs: each changes what is wanted, and one proves the archive again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll

from migrate.core.errors import MigrateError
from migrate.tui import places
from migrate.tui.costs import NONE, ORDERS, Choice, Picture, Reading, spoken
from migrate.tui.desk import Desk
from migrate.tui.screens.costs_choice import ChoiceScreen
from migrate.tui.screens.watching import WatchingScreen
from migrate.tui.widgets.sheet import Sheet

PAGES = ("bars", "table", "archive", "bills")
"""The first two show amounts."""
METRICS: Mapping[str, str] = {
    "UnblendedCost": "unblended: what was charged in the period, as on the invoices",
    "BlendedCost": "blended: at the mean rate of all accounts that are billed together",
    "AmortizedCost": "amortized: what was prepaid is spread over its term",
    "NetUnblendedCost": "net unblended: after private discounts",
    "NetAmortizedCost": "net amortized: spread over the term, after private discounts",
}
"""What AWS means by its amounts; one that is not here is shown by its name."""
_OF_AMOUNTS = frozenset({"step", "group", "metric", "order", "currency", "days"})

_OFFERED = (*sorted(_OF_AMOUNTS), "into", "prove", "turn")


class ChoosingScreen(WatchingScreen):
    """Knows what a person wants to see; how it is drawn is another's business."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", show=False),
        Binding("right", "step(1)", show=False),
        Binding("home", "step(-1000000)", show=False),
        Binding("end", "step(1000000)", show=False),
        Binding("up,k", "move(-1)", show=False),
        Binding("down,j", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("enter", "into", "Into"),
        Binding("g", "group", "Group"),
        Binding("m", "metric", "Metric"),
        Binding("o", "order", "Order"),
        Binding("c", "currency", show=False),
        Binding("d", "days", "Days"),
        Binding("t", "turn('table')", "Table"),
        Binding("a", "turn('archive')", "Archive"),
        Binding("b", "turn('bills')", "Bills"),
        Binding("v", "prove", show=False),
        Binding("escape", "back", "Back"),
        Binding("question_mark", "help", "Help", key_display="?"),
        Binding("q", "app.quit", show=False),
        *places.KEYS,
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.choice = Choice()
        self.day: date | None = None
        """The chosen period; None for the newest that is closed."""
        self.page = PAGES[0]
        self.reading: Reading | None = None
        self.picture: Picture | None = None
        self._offered: tuple[str, ...] | None = None

    def follow(self) -> None:
        """Read the archive when it is another, or another choice was made."""
        raise NotImplementedError

    def draw(self) -> None:
        """Draw what was read."""
        raise NotImplementedError

    def turn(self) -> None:
        """Show the page that is wanted."""
        raise NotImplementedError

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only the keys that fit what is seen."""
        del parameters
        read = self.reading is not None and self.reading.contents is not None
        seen = self.page in PAGES[:2]
        if action == "prove":
            return read and self.scene is not None and self.scene.holder is None
        if action == "turn":
            return read
        if action == "into":
            return seen and self.picture is not None and (self.page == "table" or not self.daily)
        return read and seen if action in _OF_AMOUNTS else True

    def offer_keys(self) -> None:
        """Draw the keys anew, if others are offered than before."""
        offered = tuple(action for action in _OFFERED if self.check_action(action, ()))
        if offered != self._offered:
            self._offered = offered
            self.refresh_bindings()

    @property
    def daily(self) -> bool:
        """Whether days are wanted."""
        return bool(self.choice.month)

    def action_step(self, by: int) -> None:
        """Choose another period."""
        if self.picture is not None:
            last = len(self.picture.grid.periods) - 1
            at = max(0, min(self.picture.at + by, last))
            self.day = self.picture.grid.periods[at].start
            self.draw()

    def action_move(self, by: int) -> None:
        """Move the cursor of the table, or scroll the page."""
        if self.page == "table":
            self.query_one(Sheet).move(by)
        elif self.page != "bars" or self.picture is None:
            for page in self.query(".page").results(VerticalScroll):
                page.scroll_relative(y=by, animate=False)

    def action_page(self, by: int) -> None:
        """Move by what is seen at once."""
        self.action_move(by * self.query_one(Sheet).page if self.page == "table" else by * 10)

    def action_turn(self, page: str) -> None:
        """Show a page, or the bars again."""
        self.page = PAGES[0] if self.page == page else page
        self.turn()

    def action_into(self) -> None:
        """From a bar to its days; from a name of the table to what it is made of."""
        if self.page == "table":
            self._into_name()
        elif not self.daily:
            self.action_days()

    def action_days(self) -> None:
        """Show the days of the chosen month, or the months again."""
        if self.daily:
            self.day = date.fromisoformat(f"{self.choice.month}-01")
            self._choose(month="")
        elif self.picture is not None:
            self.day = None
            self._choose(month=f"{self.picture.period.start:%Y-%m}")

    def action_back(self) -> None:
        """Undo the newest choice; from the bars of all months, leave."""
        if self.page != PAGES[0]:
            self.action_turn(self.page)
        elif self.daily:
            self.action_days()
        elif self.choice.within is not None:
            self._choose(group=self.choice.within[0], within=None)
        else:
            self.dismiss()

    def action_group(self) -> None:
        """Choose what the costs are grouped by."""
        found = self.reading.contents if self.reading is not None else None
        if found is not None:
            options = {name: spoken(name) for name in found.columns}
            self._ask("Group the costs by", options, self.choice.group, "group")

    def action_metric(self) -> None:
        """Choose which amount of AWS is shown."""
        found = self.reading.sums if self.reading is not None else None
        if found is not None and self.picture is not None:
            options = {name: METRICS.get(name, spoken(name)) for name in found.metrics}
            self._ask("Show which amount", options, self.picture.metric, "metric")

    def action_order(self) -> None:
        """Choose how the names are sorted."""
        self._ask("Sort by", {name: name for name in ORDERS}, self.choice.order, "order")

    def action_currency(self) -> None:
        """Show the next currency; two of them are never added."""
        if self.picture is not None and self.picture.not_in_it:
            known = self.picture.currencies
            at = known.index(self.picture.grid.currency)
            self._choose(currency=known[(at + 1) % len(known)])

    def action_prove(self) -> None:
        """Prove the files again, by the command that a person types."""
        try:
            self.desk.start("costs", "verify")
        except MigrateError as error:
            self.refuse(error)
        else:
            self.tell("`migrate costs verify` reads every file again; this takes a while.")

    def action_help(self) -> None:
        """Show the keys and the signs."""
        from migrate.tui.screens.costs_help import CostsHelpScreen

        self.app.push_screen(CostsHelpScreen(self.desk))

    def _into_name(self) -> None:
        """Ask by what a name is split: only keys that stand in one table with it."""
        drawn, found = self.picture, self.reading.contents if self.reading else None
        if drawn is None or found is None or not drawn.rows or drawn.choice.within is not None:
            return
        group, month = drawn.choice.group, drawn.choice.month
        name = drawn.rows[self.query_one(Sheet).cursor][0]
        options = {
            column: spoken(column)
            for column in found.columns
            if column != group and found.table((column, group), month) is not None
        }
        if not options:
            self.tell(f"The archive has no table of {spoken(group)} together with another key.")
            return
        self._ask(f"{name or NONE}: split it by", options, "", "group", within=(group, name))

    def _ask(
        self,
        question: str,
        options: Mapping[str, str],
        chosen: str,
        field: str,
        *,
        within: tuple[str, str] | None = None,
    ) -> None:
        def chose(name: str | None) -> None:
            if name:
                keep = within or self._still_within(name if field == "group" else "")
                self._choose(**{field: name, "within": keep})

        self.app.push_screen(ChoiceScreen(self.desk, question, options, chosen), chose)

    def _still_within(self, group: str) -> tuple[str, str] | None:
        """Return what the costs are narrowed to, unless another grouping cannot be."""
        within, found = self.choice.within, self.reading.contents if self.reading else None
        if within is None or found is None or not group:
            return within
        fits = group != within[0] and found.table((group, within[0]), self.choice.month)
        return within if fits else None

    def _choose(self, **changes: Any) -> None:
        """Change what is shown; it is read at once where other files are needed."""
        self.choice = replace(self.choice, **changes)
        self.follow()
