"""Every cube adds up to the ungrouped control, and days add up to months."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from migrate.core.escape import terminal
from migrate.costs.archive import Archive
from migrate.costs.cubes import CONTROL
from migrate.costs.manifest import Manifest
from migrate.costs.money import EXACT
from migrate.costs.periods import DAILY, MONTHLY, first_of
from migrate.costs.proofs import Said
from migrate.costs.sums import ZERO, Difference, Place, Totals, differences, totals_of


def cubes_to_controls(archive: Archive, manifest: Manifest, said: Said) -> Iterator[str]:
    """Each cube sums to its control, per period, metric and currency: money to the cent."""
    holdings = archive.holdings()
    controls: dict[str, Totals] = {}
    compared, off = 0, Decimal(0)
    for name, granularity in manifest.heading.keys:
        if name == CONTROL.name:
            continue
        if granularity not in controls:
            controls[granularity] = totals_of(holdings, (CONTROL.name, granularity))
        control = controls[granularity]
        cube = totals_of(holdings, (name, granularity))
        compared += len(control.sums)
        off = max([off, *_offs(control, cube)])
        for found in differences(control.sums, cube.sums, cube.rows):
            yield f"{terminal(name)} {granularity.lower()}: {_said(found)}"
    said.text = f"{compared} sums; the largest difference is {off:f} (cut decimals)"
    if off == 0:
        said.text = f"{compared} sums, all exact"


def days_to_months(archive: Archive, manifest: Manifest, said: Said) -> Iterator[str]:
    """The days of each whole month sum to that month, in every cube that has both."""
    holdings = archive.holdings()
    compared = 0
    for name, granularity in manifest.heading.keys:
        if granularity != DAILY or (name, MONTHLY) not in manifest.heading.keys:
            continue
        days, months = totals_of(holdings, (name, DAILY)), totals_of(holdings, (name, MONTHLY))
        reach = manifest.reach[DAILY]
        added, rows = _by_month(days)
        wanted = {p: v for p, v in months.sums.items() if first_of(reach[0]) <= p[0] < reach[1]}
        compared += len(wanted)
        for found in differences(wanted, added, rows):
            yield f"{terminal(name)}, days against months: {_said(found)}"
    said.text = f"{compared} months"


def _by_month(days: Totals) -> tuple[dict[Place, tuple[Decimal, ...]], dict[date, int]]:
    sums: dict[Place, tuple[Decimal, ...]] = {}
    rows: dict[date, int] = {}
    for (day, currency), amounts in days.sums.items():
        place = first_of(day), currency
        pairs = zip(sums.get(place, ZERO), amounts, strict=True)
        sums[place] = tuple(EXACT.add(a, b) for a, b in pairs)
    for day, count in days.rows.items():
        rows[first_of(day)] = rows.get(first_of(day), 0) + count
    return sums, rows


def _offs(control: Totals, cube: Totals) -> Iterator[Decimal]:
    for place, expected in control.sums.items():
        found = cube.sums.get(place, ZERO)
        yield from (abs(EXACT.subtract(a, b)) for a, b in zip(expected, found, strict=True))


def _said(found: Difference) -> str:
    return (
        f"{found.start} {found.metric} is {found.found:f}, not {found.expected:f} "
        f"{terminal(found.currency)} (off by {found.amount:f})"
    )
