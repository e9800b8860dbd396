"""Every cube adds up to the ungrouped control, and days add up to months."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from migrate.core.escape import terminal
from migrate.costs.adding import ZERO, Place
from migrate.costs.asking import CONTROLS
from migrate.costs.cubes import CONTROL
from migrate.costs.money import EXACT
from migrate.costs.periods import DAILY, MONTHLY, first_of
from migrate.costs.proofs import Evidence
from migrate.costs.sums import Difference, Totals, differences

Sums = Mapping[Place, tuple[Decimal, ...]]


def cubes_to_controls(evidence: Evidence) -> Iterator[str]:
    """Each cube sums to its control, per period, metric and currency: money to the cent."""
    compared, off = 0, Decimal(0)
    for call in evidence.manifest.heading.calls:
        name, granularity = call.key
        late = evidence.holdings.late((call.key,)).get(call.key, date.min)
        control = _since(evidence.totals((CONTROL.name, granularity)).sums, late)
        cube = evidence.totals((name, granularity))
        compared += len(control)
        off = max([off, *_offs(control, cube)])
        for found in differences(control, cube.sums, cube.rows):
            yield f"{terminal(name)} {granularity.lower()}: {_said(found)}"
    exactness = f"the largest difference is {off:f} (cut decimals)" if off else "all exact"
    evidence.said = f"{compared} sums; {exactness}"


def days_to_months(evidence: Evidence) -> Iterator[str]:
    """The days of each month sum to that month, in every cube that has both."""
    compared = 0
    keys = {call.key for call in (*CONTROLS, *evidence.manifest.heading.calls)}
    for name, granularity in sorted(keys):
        if granularity != DAILY or (name, MONTHLY) not in keys:
            continue
        days = evidence.totals((name, DAILY)).by_month()
        late = evidence.holdings.late(((name, DAILY), (name, MONTHLY)))
        first = max([first_of(evidence.manifest.reach[DAILY][0]), *late.values()])
        months = _since(evidence.totals((name, MONTHLY)).sums, first)
        compared += len(months)
        for found in differences(months, _since(days.sums, first), days.rows):
            yield f"{terminal(name)}, days against months: {_said(found)}"
    evidence.said = f"{compared} months"


def _since(sums: Sums, first: date) -> Sums:
    return {place: amounts for place, amounts in sums.items() if place[0] >= first}


def _offs(control: Sums, cube: Totals) -> Iterator[Decimal]:
    for place, expected in control.items():
        found = cube.sums.get(place, ZERO)
        yield from (abs(EXACT.subtract(a, b)) for a, b in zip(expected, found, strict=True))


def _said(found: Difference) -> str:
    return (
        f"{found.start} {found.metric} is {found.found:f}, not {found.expected:f} "
        f"{terminal(found.currency)} (off by {found.amount:f})"
    )
