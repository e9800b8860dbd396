"""From amounts to eighths of a cell: one unit above and below the line, so that bars compare."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

from migrate.tui.costs import Series
from migrate.workspace.archive.sums import ZERO, added

PARTS = 8
"""Of a cell."""
_STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
_APART = 3
"""Rows from one amount on the axis to the next, at the least."""

Piece = tuple[int, int, int]
"""Number of the series, first eighth, and the one after its last, counted from the line."""
Stack = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Scale:
    """How high things are drawn."""

    above: int
    """Rows above the line."""
    below: int
    unit: Decimal
    """Amount of one row."""
    up: tuple[Stack, ...]
    """By period."""
    down: tuple[Stack, ...]
    step: Decimal
    """Amount between two marks on the axis."""

    def mark(self, row: int) -> Decimal | None:
        """Return the amount to write at the far edge of a row that far from the line, if any."""
        far = row + 1
        number = (self.unit * far / self.step).to_integral_value(ROUND_HALF_UP)
        amount = number * self.step
        near = (amount / self.unit).to_integral_value(ROUND_HALF_UP) if number else ZERO
        return amount if number and int(near) == far else None


def scale_of(series: Sequence[Series], rows: int) -> Scale:
    """Fit the highest and the lowest bar into so many rows, one of which is the line."""
    high = max(
        (added(column) for column in zip(*(s.up for s in series), strict=True)), default=ZERO
    )
    low = min(
        (added(column) for column in zip(*(s.down for s in series), strict=True)), default=ZERO
    )
    room = max(2, rows - 1)
    below = 0
    if low:
        share = -low / (high - low) * room
        below = min(room - 1, max(1, int(share.to_integral_value(ROUND_CEILING)))) if high else room
    above = room - below
    unit = max(high / above if above else ZERO, -low / below if below else ZERO) or Decimal(1)
    return Scale(
        above,
        below,
        unit,
        tuple(_stacks([s.up for s in series], unit)),
        tuple(_stacks([s.down for s in series], unit)),
        _nice(unit * _APART),
    )


def _stacks(sides: Sequence[Sequence[Decimal]], unit: Decimal) -> Iterator[Stack]:
    """Yield each period's pieces; edges are rounded, never heights, so that no gap opens."""
    for column in zip(*sides, strict=True):
        total, edge, pieces = ZERO, 0, []
        for number, amount in enumerate(column):
            total += abs(amount)
            upper = int((total * PARTS / unit).to_integral_value(ROUND_HALF_UP))
            if upper > edge:
                pieces.append((number, edge, upper))
                edge = upper
        yield tuple(pieces)


def _nice(least: Decimal) -> Decimal:
    """Return the smallest round amount that is not below another."""
    power = Decimal(1).scaleb(least.adjusted())
    return next(power * step for step in _STEPS if power * step >= least)


def cell(stack: Stack, row: int) -> tuple[int, int, int]:
    """Return what a cell shows: the near series, how many eighths of it, and the far series.

    Counted from the line; -1 is nothing.  Of more than two the largest two are shown.
    """
    low, high = row * PARTS, (row + 1) * PARTS
    parts = [
        (number, min(upper, high) - max(edge, low))
        for number, edge, upper in stack
        if edge < high and upper > low
    ]
    filled = sum(size for _, size in parts)
    if filled < PARTS:
        parts.append((-1, PARTS - filled))
    while len(parts) > 2:
        parts.remove(min(parts, key=lambda part: part[1]))
    if len(parts) == 1:
        return parts[0][0], PARTS, -1
    (near, size), (far, other) = parts
    return near, max(1, min(PARTS - 1, round(size * PARTS / (size + other)))), far
