"""What does not add up because AWS's numbers moved between two answers.

Open periods move by the hour; a closed month moves when AWS corrects it, or when it was first
asked for before Cost Explorer was filled.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from migrate.costs.asking import CONTROLS, Capture
from migrate.costs.cubes import CONTROL, Question
from migrate.costs.families import family_totals
from migrate.costs.holdings import Holdings
from migrate.costs.periods import DAILY, MONTHLY, first_of, reach_of, shifted
from migrate.costs.sums import Totals, differences


def moved(capture: Capture, holdings: Holdings) -> Iterator[Question]:
    """Yield what has to be asked again; the controls first, and alone, if they disagree."""
    controls = {c.granularity: family_totals(holdings, c.key) for c in CONTROLS}
    off = _months_off(capture, controls[MONTHLY], controls[DAILY])
    if off:
        for granularity in (MONTHLY, DAILY):
            yield from _window(capture, CONTROL.name, granularity, holdings, off)
        return
    for call in capture.wishes.calls:
        control = controls[call.granularity].sums
        cube = family_totals(holdings, call.key)
        late = holdings.late((call.key,)).get(call.key, date.min)
        expected = {place: amounts for place, amounts in control.items() if place[0] >= late}
        wrong = {first_of(d.start) for d in differences(expected, cube.sums, cube.rows)}
        for part in holdings.slices(call.cube, call.granularity):
            yield from _window(capture, part.name, call.granularity, holdings, wrong)


def _months_off(capture: Capture, months: Totals, days: Totals) -> set[date]:
    """Return the months whose days add up to something else."""
    reach = reach_of(capture.started.date(), capture.months(DAILY))
    added = days.by_month()
    wanted = {place: a for place, a in months.sums.items() if place[0] >= reach}
    there = {place: a for place, a in added.sums.items() if place[0] >= reach}
    return {difference.start for difference in differences(wanted, there, added.rows)}


def _window(
    capture: Capture, cube: str, granularity: str, holdings: Holdings, months: Iterable[date]
) -> Iterator[Question]:
    """Yield one question over all months that are off."""
    found = sorted(months)
    if found:
        end = min(shifted(found[-1], 1), capture.end)
        yield Question(holdings.cube((cube, granularity)), granularity, found[0], end)
