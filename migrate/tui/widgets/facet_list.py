"""Values to filter by, with how many resources each would leave."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Resize
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from migrate.core.resource_filter import FIELDS, Filter, literal
from migrate.state.view_facets import Counts, Facet
from migrate.tui.resource_rows import short
from migrate.tui.words import MUTED, line

SHOWN = 15
"""Values of a facet that are listed; the filter reaches the rest."""


@dataclass
class FacetChosen(Message):
    """A value was chosen, to be added to the filter or taken out of it."""

    field: str
    value: str


class FacetList(OptionList):
    """Keeps its cursor on the value when the counts change."""

    DEFAULT_CSS = """
    FacetList { border: none; padding: 0; background: $background; scrollbar-size-vertical: 1; }
    FacetList:focus { border: none; }
    FacetList > .option-list--option-disabled { color: $muted; text-style: bold; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "cursor_down", show=False),
        Binding("k", "cursor_up", show=False),
    ]

    def __init__(self, id: str) -> None:
        super().__init__(id=id, markup=False)
        self._values: dict[str, tuple[str, str]] = {}
        self._shown: tuple[Counts, Filter] | None = None

    def show(self, counts: Counts, asked: Filter) -> None:
        """Show the counts; what the filter asks for is marked."""
        here = self._values.get(self._here)
        self._shown = (counts, asked)
        self.clear_options()
        self._values.clear()
        for facet in counts.facets:
            self._add(facet, asked)
        for id_, value in self._values.items():
            if value == here:
                self.highlighted = self.get_option_index(id_)

    def on_resize(self, event: Resize) -> None:
        """Set the counts to the new right margin."""
        del event
        if self._shown is not None:
            self.show(*self._shown)

    @property
    def _here(self) -> str:
        option = self.highlighted_option
        return (option.id if option else None) or ""

    def _add(self, facet: Facet, asked: Filter) -> None:
        chosen = {literal(value).lower() for term in asked.of(facet.field) for value in term.values}
        title = f"{facet.field}: {FIELDS[facet.field].meaning}"
        self.add_option(Option(line(title), disabled=True))
        for at, (value, count) in enumerate(facet.values):
            marked = value.lower() in chosen
            if at < SHOWN or marked:
                id_ = f"{len(self._values)}"
                self._values[id_] = (facet.field, value)
                self.add_option(Option(self._value(value, count, marked=marked), id=id_))
        rest = len(facet.values) - SHOWN
        if rest > 0:
            self.add_option(Option(line((f"    {rest:,} more", MUTED)), disabled=True))

    def _value(self, value: str, count: int, *, marked: bool) -> Content:
        number = f"{count:,}"
        room = max(8, self.size.width - len(number) - 3)
        left = line("[x] " if marked else "    ", short(value))
        left = left.truncate(room, ellipsis=True, pad=True)
        return Content.assemble(left, " ", (number, MUTED))

    @on(OptionList.OptionSelected)
    def choose(self, selected: OptionList.OptionSelected) -> None:
        """Say which value was chosen."""
        selected.stop()
        if selected.option_id is not None and selected.option_id in self._values:
            self.post_message(FacetChosen(*self._values[selected.option_id]))
