"""The cost history that is saved, as finance reads it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from migrate.costs.money import EXACT, shown
from migrate.costs.periods import shifted
from migrate.documents.cost_history import History, Month, added
from migrate.documents.material import Material, counted, moment
from migrate.documents.values import Block, Entries, Entry, Paragraph, Section, Table

MONTHS = ("Month", "Billed", "Amortized", "Closed")
SERVICES = ("Service", "Billed", "Share")
TOP = 10
YEAR = 12


def chapter(material: Material) -> Iterator[Block]:
    """Return months, services, and how the archive was proven."""
    yield Section("The cost history")
    costs = material.costs
    if not isinstance(costs, History):
        yield Paragraph(f"{costs.why} An account that joins an organization loses it for good.")
        return
    yield Paragraph(
        "Cost Explorer forgets the time before joining. It is saved in the folder archive/ of the "
        "workspace: AWS's own answers, the same as CSV, and a manifest with a checksum of each "
        "file. `migrate costs verify` proves it again from the files alone."
    )
    yield Entries(tuple(_facts(costs)))
    if costs.months:
        yield Section("By month", level=3)
        yield _months(_since_first(costs.months))
    services = _services(costs)
    if services is not None:
        yield Section("The largest services of the last twelve months", level=3)
        yield services


def _facts(costs: History) -> Iterator[Entry]:
    heading = costs.manifest.heading
    yield Entry("Account:", heading.account)
    for granularity, (start, end) in sorted(costs.manifest.reach.items()):
        yield Entry(f"{granularity.capitalize()}:", f"{start} up to, not including, {end}")
    yield Entry("Captured:", f"{moment(costs.manifest.captured_at)}, by AWS's clock")
    yield Entry("Manifest:", f"sha256 {costs.manifest.sha256}, {_known(costs)}")
    shown_from = _since_first(costs.months)[:1]
    if shown_from and shown_from != costs.months[:1]:
        yield Entry("Before:", f"nothing was billed before {shown_from[0].start:%Y-%m}")
    for lack in heading.missing:
        yield Entry("Missing:", f"{lack.name} ({lack.why})")
    for waiver in heading.waivers:
        yield Entry(
            "Waived:", f"{waiver.name} by {waiver.who} until {waiver.until}: {waiver.reason}"
        )


def _known(costs: History) -> str:
    if costs.known:
        return "as the record has it"
    return "which the record does NOT know: type `migrate costs verify`"


def _since_first(months: tuple[Month, ...]) -> tuple[Month, ...]:
    """Leave out the months before anything was billed."""
    first = next((at for at, month in enumerate(months) if month.billed or month.amortized), 0)
    return months[first:]


def _months(months: tuple[Month, ...]) -> Table:
    rows = [
        (
            f"{month.start:%Y-%m}",
            shown(month.billed, month.currency),
            shown(month.amortized, month.currency),
            "yes" if month.final else "not yet",
        )
        for month in months
    ]
    return Table(MONTHS, (*rows, *_sums(months)), numbers=frozenset(MONTHS[1:3]))


def _sums(months: tuple[Month, ...]) -> Iterator[tuple[str, ...]]:
    for currency in sorted({month.currency for month in months}):
        mine = [month for month in months if month.currency == currency]
        billed = _sum(month.billed for month in mine)
        amortized = _sum(month.amortized for month in mine)
        yield counted(len(mine), "month"), shown(billed, currency), shown(amortized, currency), ""


def _services(costs: History) -> Table | None:
    if not costs.months or not costs.shares:
        return None
    since: date = shifted(costs.months[-1].start, 1 - YEAR)
    found = added(costs.shares, since)
    whole = {c: _sum(a for _, currency, a in found if currency == c) for _, c, _ in found}
    rows = [
        (name, shown(amount, currency), _share(amount, whole[currency]))
        for name, currency, amount in found[:TOP]
    ]
    return Table(SERVICES, tuple(rows), numbers=frozenset(SERVICES[1:]))


def _share(amount: Decimal, whole: Decimal) -> str:
    return f"{amount / whole:.1%}" if whole else ""


def _sum(amounts: Iterator[Decimal]) -> Decimal:
    total = Decimal(0)
    for amount in amounts:
        total = EXACT.add(total, amount)
    return total
