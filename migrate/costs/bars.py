"""Stacked bars as SVG: months from left to right, the largest names from below."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from migrate.core.escape import html
from migrate.costs.money import shown
from migrate.costs.months import Grid

COLOURS = ("#1f4e79", "#c55a11", "#548235", "#7f6000", "#7030a0", "#2e75b6", "#a9d18e", "#999999")
WIDTH, HEIGHT, FOOT, LEGEND = 1100, 360, 40, 22
OTHERS = "Others"


def stacked(found: Grid) -> str:
    """Return the chart; negative amounts hang below the line."""
    if not found.months or not found.rows:
        return "<p>There are no costs.</p>"
    series = _series(found)
    above = max(_sum(a[i] for _, a in series if a[i] > 0) for i in range(len(found.months)))
    below = min(_sum(a[i] for _, a in series if a[i] < 0) for i in range(len(found.months)))
    span = above - below or Decimal(1)
    parts = [*_bars(found, series, above, span), *_legend(series)]
    tall = HEIGHT + FOOT + LEGEND * len(series)
    label = html(f"Costs by month, up to {shown(above, found.currency)}")
    return (
        f'<svg viewBox="0 0 {WIDTH} {tall}" role="img" aria-label="{label}" '
        f'xmlns="http://www.w3.org/2000/svg" font-size="12">{"".join(parts)}</svg>'
    )


def _series(found: Grid) -> list[tuple[str, Sequence[Decimal]]]:
    """Keep the largest rows, and add the rest up."""
    shown_rows = list(found.rows[: len(COLOURS) - 1])
    rest = found.rows[len(COLOURS) - 1 :]
    if rest:
        columns = zip(*(amounts for _, amounts in rest), strict=True)
        shown_rows.append((OTHERS, tuple(_sum(column) for column in columns)))
    return list(shown_rows)


def _bars(
    found: Grid, series: Sequence[tuple[str, Sequence[Decimal]]], above: Decimal, span: Decimal
) -> Iterator[str]:
    step = Decimal(WIDTH) / len(found.months)
    for index, month in enumerate(found.months):
        up = down = Decimal(0)
        left = step * index
        for (name, amounts), colour in zip(series, COLOURS, strict=False):
            amount = amounts[index]
            top = above - up - amount if amount >= 0 else above - down
            up, down = (up + amount, down) if amount >= 0 else (up, down + amount)
            tip = html(f"{month:%Y-%m} {name}: {shown(amount, found.currency)}")
            yield (
                f'<rect x="{left + 2:.1f}" y="{top * HEIGHT / span:.2f}" width="{step - 4:.1f}" '
                f'height="{abs(amount) * HEIGHT / span:.2f}" fill="{colour}">'
                f"<title>{tip}</title></rect>"
            )
        if index % max(len(found.months) // 12, 1) == 0:
            yield f'<text x="{left + 2:.1f}" y="{HEIGHT + 20}">{month:%Y-%m}</text>'


def _legend(series: Sequence[tuple[str, Sequence[Decimal]]]) -> Iterator[str]:
    for index, ((name, _), colour) in enumerate(zip(series, COLOURS, strict=False)):
        y = HEIGHT + FOOT + LEGEND * index
        yield f'<rect x="2" y="{y}" width="12" height="12" fill="{colour}"/>'
        yield f'<text x="22" y="{y + 11}">{html(name)}</text>'


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, Decimal(0))
