"""The lines above the amounts: what is shown, what the chosen period came to, or why nothing is."""

from __future__ import annotations

from collections.abc import Iterator

from textual.content import Content

from migrate.core.status import Status
from migrate.tui.costs import NONE, Picture, Reading, cents, change, spoken
from migrate.tui.desk import Scene
from migrate.tui.prose import Row
from migrate.tui.widgets.standing import STEP
from migrate.tui.words import MUTED, UNICODE, fact, heading, line, word

_LESS, _MORE = ("◂", "▸") if UNICODE else ("<", ">")
"""The keys left and right lead there."""


def title(picture: Picture) -> Content:
    """Say what the amounts are: grouping, metric, currency, periods, order."""
    choice, periods = picture.choice, picture.grid.periods
    within = ""
    if choice.within is not None:
        within = f" within {spoken(choice.within[0])} {choice.within[1] or NONE}"
    first, last = periods[0].start, periods[-1].start
    span = f"days of {choice.month}" if choice.month else f"{first:%Y-%m} to {last:%Y-%m}"
    more = picture.not_in_it
    also = f" · not in it: {', '.join(more)} (c)" if more else ""
    return line(
        (f"Costs by {spoken(choice.group)}", "bold"),
        (within, "bold $accent"),
        f" · {spoken(picture.metric)}, {picture.grid.currency} · {span}",
        (also, "$warning"),
        (f" · by {choice.order}" if choice.order != "total" else "", MUTED),
    )


def here(picture: Picture) -> Content:
    """Say what the chosen period came to."""
    period = picture.period
    unit = "day" if picture.choice.month else "month"
    name = f"{period.start:%a %Y-%m-%d}" if unit == "day" else f"{period.start:%B %Y}"
    name = f"{_LESS if picture.at else ' '} {name} {_MORE if _after(picture) else ' '}"
    if not period.lines:
        return line((name, "bold"), ("  the archive has no line for it", "$warning"))
    told = change(picture)
    state = ("  still open: estimated by AWS ≈", "$warning") if period.estimated else ("", MUTED)
    return line(
        (f"{name}  {cents(picture.totals[picture.at])} {picture.grid.currency}", "bold"),
        (f"  {told} on the {unit} before" if told else "", MUTED),
        state,
    )


def _after(picture: Picture) -> bool:
    return picture.at < len(picture.grid.periods) - 1


def trouble(reading: Reading, scene: Scene) -> Iterator[Content | Row]:
    """Say why there is nothing to draw, and what to do."""
    if reading.trouble is None:
        yield heading("There are no costs in this table.")
        yield line("The archive was read; it has no line by this grouping.")
        return
    yield heading("Nothing is drawn here")
    yield line((f"{reading.trouble}", "$warning"))
    if reading.trouble.remedy:
        yield fact("Next", reading.trouble.remedy)
    step = scene.step(STEP)
    if step is None:
        return
    yield line("")
    yield fact("The step", f"{step.position} {step.title}: {word(step)}")
    if step.note:
        yield fact("", step.note)
    if step.wait is not None and step.wait.instruction:
        yield fact("Your move", step.wait.instruction)
    if step.status in {Status.PENDING, Status.FAILED} and step.ready:
        yield fact("", "In the journey p plans it: that only looks, and says what saving costs.")
