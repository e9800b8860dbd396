"""Beside the bars: which colour is whose, what it cost in the chosen period and in all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.cells import cell_len, set_cell_size
from textual.content import Content

from migrate.core.escape import terminal
from migrate.tui.costs import Picture, cents
from migrate.tui.prose import Prose, Rows
from migrate.tui.widgets.bars import paint
from migrate.tui.words import MUTED, line
from migrate.workspace.archive.sums import Amounts, added

GAP = 2
_MARK = 2
"""Cells of the mark with its space."""
_ROOMY, _USUAL = 24, 30
"""Cells of the names from which there is room for shares, and those that they take at the least."""
Texts = tuple[str, ...]


class Legend(Prose):
    """One line for each colour, and the total; amounts stand below each other."""

    DEFAULT_CSS = """
    Legend { height: auto; padding: 0 1; }
    """

    def __init__(self, top: int) -> None:
        super().__init__()
        self.top = top
        self._picture: Picture | None = None

    def show(self, picture: Picture) -> None:
        """Show other amounts, or another chosen period."""
        self._picture = picture
        if self.size.width:
            told = Rows(self._lines(picture, self.content_size.width))
            taller = len(told.rows) != len(self.told.rows)
            self.told = told
            self.update(told, layout=taller)

    def on_resize(self) -> None:
        """Cut the names to the new width."""
        if self._picture is not None:
            self.show(self._picture)

    def _lines(self, picture: Picture, width: int) -> Iterator[Content]:
        series = picture.series(self.top)
        rows = [(one.name, *_amounts(one.amounts, picture)) for one in series]
        total = ("Total", *_amounts(picture.totals, picture))
        head = ("", *_heads(picture))
        wide = [max(map(cell_len, column)) for column in zip(head, *rows, total, strict=True)]
        if width - _MARK - sum(wide[1:]) - 3 * GAP < _ROOMY:
            wide.pop(2)
            rows, total, head = ([*map(_short, rows)], _short(total), _short(head))
        room = width - _MARK - sum(wide[1:]) - GAP * len(wide[1:])
        wide[0] = max(4, min(room, max(wide[0], _USUAL)))
        yield line((" " * _MARK + _row(head, wide), MUTED))
        plain = self.app.theme.startswith("ansi")
        for number, row in enumerate(rows):
            mark, style = paint(number, top=self.top, plain=plain)
            colour = style.color.name if style.color else ""
            yield line((mark, colour), " ", _row(row, wide))
        yield line((" " * _MARK + _row(total, wide), "bold"))


def _heads(picture: Picture) -> Texts:
    day, daily = picture.period.start, bool(picture.choice.month)
    unit = "days" if daily else "months"
    return (f"{day}" if daily else f"{day:%Y-%m}", "share", f"all {len(picture.totals)} {unit}")


def _amounts(amounts: Amounts, picture: Picture) -> Texts:
    """Return the amount of the chosen period, its share of the period, and the sum of all."""
    here, whole = amounts[picture.at], picture.totals[picture.at]
    share = f"{here / whole:.1%}" if whole > 0 else ""
    return cents(here), share, cents(added(amounts))


def _short(row: Texts) -> Texts:
    """Leave the share out."""
    return (*row[:2], *row[3:])


def _row(row: Texts, wide: Sequence[int]) -> str:
    amounts = (f"{text:>{cells}}" for text, cells in zip(row[1:], wide[1:], strict=True))
    return (" " * GAP).join([fitted(row[0], wide[0]), *amounts])


def fitted(name: str, width: int) -> str:
    """Return a name in exactly so many cells; what is cut ends with an ellipsis."""
    shown = terminal(name)
    if cell_len(shown) > width:
        return set_cell_size(f"{set_cell_size(shown, width - 1)}…", width)
    return set_cell_size(shown, width)
