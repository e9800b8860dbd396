"""The merge month: what each of the two bills will say, for each day on which one could join.

The old payer is billed up to the day of joining, the new one from then on (aws docs:
useconsolidatedbilling-effective).  Days that nobody has seen yet are the mean of the last four
weeks; what is charged once a month (fees, tax, credits) is expected on the day of the month on
which it came last.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from migrate.costs.archive import Archive
from migrate.costs.cubes import METRICS
from migrate.costs.errors import ArchiveMissing
from migrate.costs.holdings import Holdings
from migrate.costs.money import EXACT, exact
from migrate.costs.periods import DAILY, first_of, shifted
from migrate.costs.sums import rows_held

CUBE = "service-record-type"
STEADY = frozenset({"Usage", "DiscountedUsage", "SavingsPlanCoveredUsage"})
"""Record types that are metered day by day; all others come on a day of the month."""
BASIS = 28
LAG = 2
"""Days before today that AWS has not counted to the end."""
CLOSING = 5
"""Day of a month by which AWS has usually closed the month before; our estimate."""
AHEAD = 62
"""Days that are looked at."""
UNBLENDED = METRICS.index("UnblendedCost")


@dataclass(frozen=True, slots=True)
class JoinDay:
    """The two bills of the month in which the account joins on this day."""

    day: date
    old_bill: Decimal
    """What the old payer is still billed for that month."""
    new_bill: Decimal
    """What the new payer is billed for the rest of it."""


@dataclass(frozen=True, slots=True)
class MergeEstimate:
    """Both bills for each possible day, and the better day."""

    currency: str
    days: tuple[JoinDay, ...]
    recommended: JoinDay
    why: str


@dataclass(frozen=True, slots=True)
class _Past:
    """What each day cost."""

    currency: str
    steady: Mapping[date, Decimal]
    other: Mapping[date, Decimal]
    last: date
    """The last day that is counted to its end."""

    def mean(self) -> Decimal:
        """Return the steady cost of a usual day."""
        days = [self.last - timedelta(days=n) for n in range(BASIS)]
        seen = [d for d in days if not self.steady or d >= min(self.steady)]
        total = sum((self.steady.get(day, Decimal(0)) for day in seen), Decimal(0))
        return total / max(len(seen), 1)

    def expected(self, day: date, mean: Decimal) -> Decimal:
        """Return what a day cost, or is expected to."""
        if day <= self.last:
            return self.steady.get(day, Decimal(0)) + self.other.get(day, Decimal(0))
        before = shifted(day, -1)
        month_end = shifted(before, 1) - timedelta(days=1)
        if shifted(day, 1) - timedelta(days=1) == day:  # the last of a month, however long
            span = [d for d in self.other if first_of(d) == before and d.day >= day.day]
        else:
            span = [before.replace(day=day.day)] if day.day < month_end.day else []
        return mean + sum((self.other.get(d, Decimal(0)) for d in span), Decimal(0))


def estimate_merge_month(archive_dir: Path, day: date) -> MergeEstimate:
    """Estimate both bills for joining on `day` and each day after it, and name the better day."""
    holdings = Archive(archive_dir).holdings()
    past = _past(holdings, day)
    mean = past.mean().quantize(Decimal("0.0000000001"))
    days = tuple(_bills(past, mean, day + timedelta(days=n)) for n in range(AHEAD))
    fit = [d for d in days if _closed_before(holdings, day, d.day)]
    best = min(fit, key=lambda d: (abs(d.old_bill), d.day))
    return MergeEstimate(past.currency, days, best, _why(best, days[0]))


def _past(holdings: Holdings, today: date) -> _Past:
    key = (CUBE, DAILY)
    if key not in holdings.all_keys():
        raise ArchiveMissing(f"The archive has no {CUBE} by day")
    steady: dict[date, Decimal] = {}
    other: dict[date, Decimal] = {}
    currencies: dict[str, int] = {}
    for row in rows_held(holdings, key):
        side = steady if row.keys[1] in STEADY else other
        day, amount = row.day, exact(row.texts[UNBLENDED])
        side[day] = EXACT.add(side.get(day, Decimal(0)), amount)
        currencies[row.currency] = currencies.get(row.currency, 0) + 1
    currency = max(currencies, key=lambda c: currencies[c]) if currencies else "USD"
    end = max(holdings.winners(key)) + timedelta(days=1)
    return _Past(currency, steady, other, min(end, today) - timedelta(days=1 + LAG))


def _bills(past: _Past, mean: Decimal, join: date) -> JoinDay:
    start, end = first_of(join), shifted(join, 1)
    amounts = {
        day: past.expected(day, mean)
        for day in (start + timedelta(days=n) for n in range((end - start).days))
    }
    old = sum((a for d, a in amounts.items() if d < join), Decimal(0))
    new = sum((a for d, a in amounts.items() if d >= join), Decimal(0))
    return JoinDay(join, old, new)


def _closed_before(holdings: Holdings, today: date, join: date) -> bool:
    """Tell whether the month before the day of joining is closed then, as far as can be known."""
    still_open = holdings.open_from()
    if still_open is not None and still_open >= first_of(join) and join >= today:
        return True
    return join.day >= CLOSING


def _why(best: JoinDay, today: JoinDay) -> str:
    reasons = []
    if best == today:
        reasons.append("no later day leaves less on the old account's last bill")
    else:
        reasons.append("less of the month is left on the old account's last bill")
        reasons.append("the month before is closed by then, and captured as final")
    reasons.append("the one or two days before joining are found on that last bill alone")
    return "; ".join(reasons) + "."
