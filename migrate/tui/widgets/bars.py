"""Stacked bars in eighths of a cell: what is charged above the line, what is given back below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from migrate.tui.costs import Picture, short
from migrate.tui.widgets.scale import PARTS, Scale, Stack, cell, scale_of
from migrate.tui.words import UNICODE

COLOURS = (
    "#5b9bd5", "#ed9b40", "#6fbf73", "#b98ad8", "#e0696f", "#b58863", "#e3cf57", "#6cc5c1",
    "#d98cb3",
)  # fmt: skip
REST = "#8a94a3"
"""Of what has no name of its own."""
MARKS = "█▓▒░▚▞▤▥▦▧" if UNICODE else "ABCDEFGHIJ"
"""What tells series apart where there is no colour."""
EIGHTHS = " ▁▂▃▄▅▆▇█"
AXIS = 8
"""Cells that the amounts on the left take, with their line."""
WIDEST = 8
_LINE, _CORNER, _TICK, _RULE, _OPEN, _EMPTY = "│└┤─≈ " if UNICODE else "|++-~ "
_HERE = "▲" if UNICODE else "^"


def paint(number: int, *, top: int, plain: bool) -> tuple[str, Style]:
    """Return mark and colour of a series; the one after the top is the others."""
    rest = number >= top
    mark = MARKS[-1 if rest else number % (len(MARKS) - 1)]
    if plain:
        return mark, Style()
    colour = REST if rest else COLOURS[number % len(COLOURS)]
    return ("█" if UNICODE else mark), Style(color=colour)


class StackedBars(Widget):
    """One bar for each period; the chosen one has a sign under it."""

    DEFAULT_CSS = """
    StackedBars { height: 1fr; width: 1fr; min-height: 6; }
    """

    def __init__(self, top: int) -> None:
        super().__init__()
        self.top = top
        """How many names have a colour of their own."""
        self._picture: Picture | None = None
        self._scale: Scale | None = None

    def show(self, picture: Picture) -> None:
        """Draw other amounts, or another chosen period."""
        self._picture, self._scale = picture, None
        self.refresh()

    def on_resize(self) -> None:
        """Measure anew."""
        self._scale = None

    @property
    def scale(self) -> Scale | None:
        """How amounts become cells at this size."""
        if self._scale is None and self._picture is not None and self.size.height > 3:
            series = self._picture.series(self.top)
            self._scale = scale_of(series, self.size.height - 1)
        return self._scale

    def render_line(self, y: int) -> Strip:
        """Draw one line of the chart."""
        base, width = self.rich_style, self.size.width
        if self._picture is None or (scale := self.scale) is None:
            return Strip.blank(width, base)
        slots = slots_of(self._picture, width - AXIS)
        drawn = [
            Segment(text, base + style)
            for text, style in self._line(y, scale, self._picture, slots)
        ]
        return Strip(drawn).adjust_cell_length(width, base)

    def _line(
        self, y: int, scale: Scale, picture: Picture, slots: Slots
    ) -> Iterator[tuple[str, Style]]:
        line = scale.above
        if y == line:
            yield from self._zero(picture, slots)
        elif y == scale.above + scale.below + 1:
            yield from self._names(picture, slots)
        elif y < line:
            yield from self._cells(scale, slots, line - 1 - y, scale.up)
        else:
            yield from self._cells(scale, slots, y - line - 1, scale.down)

    def _cells(
        self, scale: Scale, slots: Slots, row: int, stacks: Sequence[Stack]
    ) -> Iterator[tuple[str, Style]]:
        """Draw one row of every bar, and its amount on the axis."""
        below = stacks is scale.down
        amount = scale.mark(row)
        shown = "" if amount is None else short(-amount if below else amount)
        yield f"{shown:>{AXIS - 2}} {_TICK if shown else _LINE}", Style()
        for at in slots.shown:
            yield " " * slots.gap, Style()
            yield self._cell(stacks[at], row, slots.bar, below=below)

    def _cell(self, stack: Stack, row: int, wide: int, *, below: bool) -> tuple[str, Style]:
        near, size, far = cell(stack, row)
        if near < 0:
            return " " * wide, Style()
        if self._plain or not UNICODE:
            return self._marked(near, size, far, row) * wide, Style()
        mine = self._paint(near)[1].color
        if size == PARTS:
            return EIGHTHS[PARTS] * wide, Style(color=mine)
        other = self._paint(far)[1].color if far >= 0 else self.rich_style.bgcolor
        if below:  # the near part is the upper one, and blocks fill from below
            return EIGHTHS[PARTS - size] * wide, Style(color=other, bgcolor=mine)
        return EIGHTHS[size] * wide, Style(color=mine, bgcolor=other)

    def _marked(self, near: int, size: int, far: int, row: int) -> str:
        """Give a whole cell to what fills most of it; at the line, to whatever there is."""
        most = near if size * 2 >= PARTS or (far < 0 and row == 0) else far
        return paint(most, top=self.top, plain=True)[0] if most >= 0 else " "

    def _zero(self, picture: Picture, slots: Slots) -> Iterator[tuple[str, Style]]:
        """Draw the line: where a period is still open, and which one is chosen."""
        yield f"{'0':>{AXIS - 2}} {_CORNER}", Style()
        for at in slots.shown:
            period = picture.grid.periods[at]
            rule = _OPEN if period.estimated else _RULE if period.lines else _EMPTY
            yield _RULE * slots.gap, Style()
            if at == picture.at:
                left = (slots.bar - 1) // 2
                yield rule * left + _HERE + rule * (slots.bar - 1 - left), Style(bold=True)
            else:
                yield rule * slots.bar, Style()

    def _names(self, picture: Picture, slots: Slots) -> Iterator[tuple[str, Style]]:
        """Write below the bars which period they are of, as far as there is room."""
        daily = bool(picture.choice.month)
        room, slot = 3 if daily else 8, slots.bar + slots.gap
        every = max(1, -(-room // slot))
        text = ""
        for place, at in enumerate(slots.shown):
            if place % every == 0:
                day = picture.grid.periods[at].start
                text = text.ljust(place * slot) + " " * slots.gap
                text += f"{day.day}" if daily else f"{day:%Y-%m}"
        yield " " * AXIS + text, Style()

    @property
    def _plain(self) -> bool:
        return self.app.theme.startswith("ansi")

    def _paint(self, number: int) -> tuple[str, Style]:
        return paint(number, top=self.top, plain=self._plain)


@dataclass(frozen=True, slots=True)
class Slots:
    """Which periods there is room for, and how wide their bars are."""

    shown: range
    bar: int
    gap: int


def room_of(periods: int) -> int:
    """Return the cells that bars with gaps between them take."""
    return AXIS + 2 * periods


def slots_of(picture: Picture, room: int) -> Slots:
    """Divide the room; where it is too little the chosen period is among those shown."""
    count = len(picture.grid.periods)
    slot = min(WIDEST, max(1, room // max(count, 1)))
    gap = 1 if slot > 1 else 0
    fits = min(count, max(1, room // slot))
    first = min(max(0, picture.at - fits // 2), count - fits)
    return Slots(range(first, first + fits), slot - gap, gap)
