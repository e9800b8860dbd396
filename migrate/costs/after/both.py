"""Both sides of a comparison: days as the archive has them, and as the new payer shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from migrate.costs import manifest as listing
from migrate.costs.after.questions import ACCOUNTS, MINE
from migrate.costs.archive import Archive
from migrate.costs.cubes import METRICS, SLICE
from migrate.costs.errors import ArchiveMissing
from migrate.costs.holdings import Holdings, Key
from migrate.costs.invoices import Billed
from migrate.costs.invoices import billed as invoices_of
from migrate.costs.merge import CUBE, LAG, STEADY
from migrate.costs.money import EXACT, exact
from migrate.costs.periods import DAILY, first_of
from migrate.costs.sums import rows_held

BACK = timedelta(days=120)
"""How long before the join the archive is looked at."""
UNBLENDED, AMORTIZED = METRICS.index("UnblendedCost"), METRICS.index("AmortizedCost")


@dataclass(frozen=True, slots=True)
class Cost:
    """What one thing of one kind cost on one day."""

    day: date
    name: str
    """A service, or an account.  Hostile text."""
    kind: str
    """Record type.  Hostile text."""
    billed: Decimal
    """UnblendedCost: what the bill of that day says."""
    spread: Decimal
    """AmortizedCost: prepaid commitments spread over their term."""

    @property
    def steady(self) -> bool:
        """Whether it is metered day by day."""
        return self.kind in STEADY


@dataclass(frozen=True, slots=True)
class Both:
    """What was saved before joining, and what is shown since."""

    account: str
    joined: datetime
    """As Organizations has it."""
    currency: str
    elsewhere: int
    """Rows in other currencies, which are left out."""
    old: tuple[Cost, ...]
    """Of the archive, by service."""
    old_last: date
    """The last day that AWS had counted to its end when the archive was made."""
    new: tuple[Cost, ...]
    """Of the new payer, for the old account, by service."""
    new_last: date
    """The last day that AWS had counted to its end when it was asked."""
    new_end: date
    """The day after the last one that was asked for."""
    shared: tuple[Cost, ...]
    """Of the new payer, by account."""
    invoice: Billed | None
    """What the old payer was invoiced for the month of joining."""
    open: bool
    """Whether the new payer's month of joining is still open."""

    @property
    def day(self) -> date:
        """The day of joining, which both payers may have a part of."""
        return self.joined.astimezone(UTC).date()

    @property
    def month(self) -> date:
        """The first day of the month of joining."""
        return first_of(self.day)


def both_sides(saved: Archive, since: Archive, joined: datetime) -> Both:
    """Read both sides from their files; nothing is asked of AWS."""
    manifest, held, shown = listing.read(saved), saved.holdings(), since.holdings()
    account, day = manifest.heading.account, joined.astimezone(UTC).date()
    mine, others = _key(shown, MINE), _key(shown, ACCOUNTS)
    currencies: dict[str, int] = {}
    old = _costs(held, (CUBE, DAILY), day - BACK, currencies)
    currency = max(sorted(currencies), key=lambda c: currencies[c]) if currencies else "USD"
    new = _costs(shown, mine, first_of(day), currencies)
    shared = _costs(shown, others, first_of(day), currencies)
    newest = max(shown.by_key[mine], key=lambda cell: cell.asked_at)
    return Both(
        account=account,
        joined=joined,
        currency=currency,
        elsewhere=sum(count for name, count in currencies.items() if name != currency),
        old=tuple(cost for unit, cost in old if unit == currency),
        old_last=_counted(manifest.captured_at),
        new=tuple(cost for unit, cost in new if unit == currency),
        new_last=min(_counted(newest.asked_at), newest.question.end - timedelta(days=1)),
        new_end=newest.question.end,
        shared=tuple(cost for unit, cost in shared if unit == currency),
        invoice=_invoice(since, first_of(day)),
        open=first_of(day) in {first_of(start) for start in newest.estimated},
    )


def by_day(costs: Iterable[Cost]) -> Mapping[date, Decimal]:
    """Add up what was billed by day."""
    found: dict[date, Decimal] = {}
    for cost in costs:
        found[cost.day] = EXACT.add(found.get(cost.day, Decimal(0)), cost.billed)
    return found


def _counted(asked: datetime) -> date:
    return asked.astimezone(UTC).date() - timedelta(days=1 + LAG)


def _costs(
    holdings: Holdings, key: Key, first: date, currencies: dict[str, int]
) -> list[tuple[str, Cost]]:
    if key not in holdings.by_key:
        raise ArchiveMissing(f"There is no {key[0]} by day to compare")
    found = []
    for row in rows_held(holdings, key):
        if row.day < first:
            continue
        currencies[row.currency] = currencies.get(row.currency, 0) + 1
        name, kind = row.keys
        billed, spread = (exact(row.texts[metric]) for metric in (UNBLENDED, AMORTIZED))
        found.append((row.currency, Cost(row.day, name, kind, billed, spread)))
    return found


def _key(holdings: Holdings, family: str) -> Key:
    names = [key for key in holdings.by_key if key[0].partition(SLICE)[0] == family]
    if not names:
        raise ArchiveMissing(
            "The new payer was not asked yet", remedy="Type `migrate costs compare`."
        )
    return names[0]


def _invoice(since: Archive, month: date) -> Billed | None:
    return next((bill for bill in invoices_of(since) if bill.month == month and bill.count), None)
