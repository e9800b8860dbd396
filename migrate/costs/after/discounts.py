"""Discounts and credits: which stopped with the join, which go on, which others have now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from migrate.costs.after.both import BACK, Both, Cost
from migrate.costs.after.rates import ENOUGH
from migrate.costs.after.words import Claim, Word, total
from migrate.costs.merge import STEADY
from migrate.costs.money import shown

PLAIN = frozenset(
    {
        "Fee",
        "RIFee",
        "Refund",
        "SavingsPlanRecurringFee",
        "SavingsPlanUpfrontFee",
        "Tax",
        "Usage",
    }
)
"""Record types that are charges.  What is not among them is a discount, whatever AWS calls it."""
A_MONTH = 31
"""Days in which what comes once a month has come."""


@dataclass(frozen=True, slots=True)
class Discount:
    """One kind of discount."""

    kind: str
    """Record type.  Hostile text."""
    before: Decimal
    """What it came to in the old account, in the days before joining that are looked at."""
    after: Decimal
    """What it came to there since."""
    others: tuple[str, ...]
    """Accounts of the organization that have it since the join and had it on no day before."""
    word: Word
    said: str


def discounts(both: Both) -> tuple[Discount, ...]:
    """Return every kind of discount that either side has."""
    kinds = {c.kind for c in (*both.old, *both.new, *both.shared) if c.kind not in PLAIN}
    return tuple(_discount(both, kind) for kind in sorted(kinds))


def _discount(both: Both, kind: str) -> Discount:
    before = total(c.spread for c in both.old if c.kind == kind)
    after = total(c.spread for c in both.new if c.kind == kind and c.day >= both.day)
    theirs = [c for c in both.shared if c.kind == kind and c.name != both.account]
    have, had = (
        {c.name for c in theirs if sooner(c.day, both.day)} for sooner in (_since, _before)
    )
    others = tuple(sorted(have - had))
    return Discount(kind, before, after, others, *_judged(both, kind, before, after, others))


def _judged(
    both: Both, kind: str, before: Decimal, after: Decimal, others: tuple[str, ...]
) -> tuple[Word, str]:
    days = max((both.new_last - both.day).days, 0)
    needed = ENOUGH if kind in STEADY else A_MONTH
    if before and not after:
        if days < needed:
            return Word.UNKNOWN, f"not seen in {days} days since; it takes {needed} to tell"
        shared = f"; {len(others)} other accounts have it since" if others else ""
        return Word.DIFFERS, f"stopped with the join{shared}"
    if others:
        return Word.DIFFERS, f"shared: {len(others)} other accounts have it since the join"
    if after and not before:
        return Word.DIFFERS, "new with the join: another account's discount reaches this one"
    if after:
        return Word.AGREES, "goes on"
    return Word.AGREES, "of other accounts alone, which had it before"


def claims(both: Both, found: tuple[Discount, ...]) -> Iterator[Claim]:
    """Name what stopped or is shared."""
    moved = [one for one in found if one.word is Word.DIFFERS]
    later = [one for one in found if one.word is Word.UNKNOWN]
    if moved:
        said = "; ".join(
            f"{one.kind} ({shown(one.before, both.currency)} in {BACK.days} days before) {one.said}"
            for one in moved
        )
        how = "Decide on sharing in the management account's billing preferences."
        yield Claim("discounts", Word.DIFFERS, said, how)
    elif later:
        said = "; ".join(f"{one.kind} is {one.said}" for one in later)
        when = both.day + timedelta(days=A_MONTH + 3)
        yield Claim("discounts", Word.UNKNOWN, said, f"Compare again on {when}.")
    else:
        yield Claim("discounts", Word.AGREES, f"{len(found)} kinds of discount, none stopped")


def two_answers(both: Both) -> Claim:
    """Hold the two cubes of the new payer against each other, by day and kind, to the cent."""
    by_service = _sums(both.new)
    by_account = _sums(cost for cost in both.shared if cost.name == both.account)
    off = [
        place
        for place in sorted({*by_service, *by_account})
        if abs(by_service.get(place, Decimal(0)) - by_account.get(place, Decimal(0)))
        >= Decimal("0.01")
    ]
    if off:
        said = f"They differ on {len(off)} sums, such as {off[0][1]} of {off[0][0]}"
        how = "AWS's numbers moved between the two: compare again in an hour."
        return Claim("two-answers", Word.DIFFERS, said, how)
    said = f"{len(by_service)} sums by service equal the sums by account, to the cent"
    return Claim("two-answers", Word.AGREES, said)


def _sums(costs: Iterable[Cost]) -> dict[tuple[date, str], Decimal]:
    found: dict[tuple[date, str], list[Decimal]] = {}
    for cost in costs:
        found.setdefault((cost.day, cost.kind), []).append(cost.billed)
    return {place: total(amounts) for place, amounts in found.items()}


def _since(day: date, joined: date) -> bool:
    return day >= joined


def _before(day: date, joined: date) -> bool:
    return day < joined
