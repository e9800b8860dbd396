"""Run rate by service: what a usual day cost before joining, and what it costs since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from migrate.costs.after.both import Both, Cost
from migrate.costs.after.words import Claim, Word, total
from migrate.costs.merge import BASIS
from migrate.costs.money import shown

ENOUGH = 7
"""Whole days since the join without which a mean says nothing: a week has its own rhythm."""
FAR = Decimal("0.25")
"""Share by which a mean may move before it is called different: our choice."""
SMALL = Decimal("0.10")
"""Difference of a day in the currency that is never called one: our choice."""
GRAIN = Decimal("0.0000000001")


@dataclass(frozen=True, slots=True)
class Rate:
    """One service."""

    service: str
    """Hostile text."""
    before: Decimal
    """Mean of a day, prepaid commitments spread, fees and tax left out."""
    after: Decimal | None
    """None while too few days are there."""
    word: Word


def rates(both: Both) -> tuple[Rate, ...]:
    """Return every service of either side, the largest before joining first."""
    before = means((c for c in both.old if c.steady), *before_window(both))
    first, last = after_window(both)
    days = (last - first).days + 1
    after = means((c for c in both.new if c.steady), first, last)
    found = []
    for service in {*before, *after}:
        old, new = before.get(service, Decimal(0)), after.get(service, Decimal(0))
        if days < ENOUGH:
            found.append(Rate(service, old, None, Word.UNKNOWN))
        else:
            found.append(Rate(service, old, new, _word(old, new)))
    return tuple(sorted(found, key=lambda rate: (-rate.before, rate.service)))


def before_window(both: Both) -> tuple[date, date]:
    """Return the last whole days before joining that the archive has to their end."""
    last = min(both.old_last, both.day - timedelta(days=1))
    known = min((cost.day for cost in both.old), default=last)
    return max(last - timedelta(days=BASIS - 1), min(known, last)), last


def after_window(both: Both) -> tuple[date, date]:
    """Return the whole days since joining that the new payer shows to their end."""
    first = both.day + timedelta(days=1)
    return first, min(both.new_last, first + timedelta(days=BASIS - 1))


def means(costs: Iterable[Cost], first: date, last: date) -> dict[str, Decimal]:
    """Return the mean of a day by name."""
    found: dict[str, list[Decimal]] = {}
    for cost in costs:
        if first <= cost.day <= last:
            found.setdefault(cost.name, []).append(cost.spread)
    days = max((last - first).days + 1, 1)
    return {name: (total(amounts) / days).quantize(GRAIN) for name, amounts in found.items()}


def claims(both: Both, found: tuple[Rate, ...]) -> Iterator[Claim]:
    """Say whether a usual day costs what it did."""
    first, last = after_window(both)
    days = max((last - first).days + 1, 0)
    if days < ENOUGH:
        ready = first + timedelta(days=ENOUGH + 3)
        said = f"{days} whole days since the join are counted; a mean takes {ENOUGH}"
        yield Claim("run-rate", Word.UNKNOWN, said, f"Compare again on {ready}.")
        return
    old = total(rate.before for rate in found)
    new = total(rate.after or Decimal(0) for rate in found)
    off = [rate for rate in found if rate.word is Word.DIFFERS]
    said = (
        f"A usual day cost {shown(old, both.currency)} before and costs "
        f"{shown(new, both.currency)} since ({days} days)"
    )
    if off:
        names = "; ".join(
            f"{rate.service} {shown(rate.before, both.currency)} to "
            f"{shown(rate.after or Decimal(0), both.currency)}"
            for rate in off[:5]
        )
        how = "Say why each of them moved: a change of use, a price, or a charge gone astray."
        yield Claim("run-rate", Word.DIFFERS, f"{said}; {len(off)} services moved: {names}", how)
    else:
        yield Claim("run-rate", Word.AGREES, said)


def _word(old: Decimal, new: Decimal) -> Word:
    moved = abs(new - old)
    return Word.AGREES if moved < SMALL or moved <= FAR * abs(old) else Word.DIFFERS
