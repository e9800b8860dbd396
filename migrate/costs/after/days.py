"""The month of joining, day by day: whose bill each day is on, and whether on both or on none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from migrate.costs.after.both import Both, by_day
from migrate.costs.after.words import Claim, Word, total
from migrate.costs.merge import BASIS
from migrate.costs.money import CENT, shown
from migrate.costs.periods import shifted

NONE = Decimal(0)
WEEKS = timedelta(days=BASIS)
"""Days whose mean says what the last ones may have cost."""


@dataclass(frozen=True, slots=True)
class Day:
    """One day on the two bills."""

    day: date
    old: Decimal
    new: Decimal
    word: Word
    said: str


def merge_days(both: Both) -> tuple[Day, ...]:
    """Judge every day of the month of joining by what is metered day by day.

    Fees, tax and credits are in the amounts and not in the verdict: AWS dates them as it likes.
    """
    old, new = by_day(both.old), by_day(both.new)
    metered = by_day(c for c in both.old if c.steady), by_day(c for c in both.new if c.steady)
    count = (shifted(both.month, 1) - both.month).days
    days = [both.month + timedelta(days=number) for number in range(count)]
    return tuple(
        Day(day, old.get(day, NONE), new.get(day, NONE), *_judged(both, day, metered))
        for day in days
    )


def _judged(
    both: Both, day: date, metered: tuple[Mapping[date, Decimal], Mapping[date, Decimal]]
) -> tuple[Word, str]:
    old, new = (side.get(day, NONE) for side in metered)
    if day == both.day:
        return Word.AGREES, "the day of joining: each payer has its part"
    if old >= CENT and new >= CENT:
        return Word.DIFFERS, "on both bills"
    if day < both.day:
        return _before(both, day, new)
    if old >= CENT:
        return Word.DIFFERS, "on the old bill, after the join"
    if day > both.new_last:
        return Word.UNKNOWN, "not counted to its end yet"
    if new >= CENT or not any(side for side in metered[0].values()):
        return Word.AGREES, "on the new payer's bill"
    return Word.DIFFERS, "on neither bill"


def _before(both: Both, day: date, new: Decimal) -> tuple[Word, str]:
    if new >= CENT:
        return Word.DIFFERS, "on the new payer's bill, before the join"
    if day <= both.old_last:
        return Word.AGREES, "on the old bill, and saved"
    return Word.UNKNOWN, "on the old account's last invoice alone: never shown to the end"


def claims(both: Both, days: tuple[Day, ...]) -> Iterator[Claim]:
    """Say whether a day is lost or doubled, and whether the last invoice has the missing ones."""
    wrong = [day for day in days if day.word is Word.DIFFERS]
    later = [day for day in days if day.day > both.day and day.word is Word.UNKNOWN]
    if wrong:
        said = "; ".join(f"{day.day} is {day.said}" for day in wrong[:5])
        how = "Compare those days on the invoices; a real double is a case for AWS Support."
        yield Claim("days", Word.DIFFERS, f"{len(wrong)} days are not right: {said}", how)
    elif later or both.open:
        still = f"{len(later)} days are not counted yet" if later else "AWS has not closed it"
        said = f"No day of the month is on both bills or on none so far; {still}"
        yield Claim("days", Word.UNKNOWN, said, f"Compare again after {shifted(both.month, 1)}.")
    else:
        yield Claim("days", Word.AGREES, f"Each of {len(days)} days is on one bill, none on both")
    yield _invoice(both, days)


def _invoice(both: Both, days: tuple[Day, ...]) -> Claim:
    """Hold the old account's last invoice against the saved days and the one or two after."""
    saved = total(day.old for day in days if day.day <= both.day)
    issued = f"{shifted(both.month, 1):%Y-%m}"
    if both.invoice is None:
        said = (
            f"{shown(saved, both.currency)} of the month of joining are saved; the old account's "
            "last invoice was not seen yet"
        )
        how = f"AWS issues it in the first days of {issued}; compare again then, or save it by hand"
        return Claim("last-invoice", Word.UNKNOWN, said, f"{how} from the billing console.")
    billed = both.invoice.totals.get(both.currency, NONE)
    rest = billed - saved
    held = by_day(both.old)
    full = [amount for day, amount in held.items() if both.old_last - WEEKS < day <= both.old_last]
    mean = total(full) / max(len(full), 1)
    missing = [day for day in days if both.old_last < day.day <= both.day]
    room = 2 * abs(mean) * len(missing) + CENT * both.invoice.count
    said = (
        f"The old account's last invoice is {shown(billed, both.currency)}: "
        f"{shown(saved, both.currency)} are saved by day, {shown(rest, both.currency)} are for "
        f"what Cost Explorer had not shown of the last {len(missing)} days"
    )
    if -room <= rest <= room:
        return Claim("last-invoice", Word.AGREES, said)
    how = "Look at the invoice: fees, tax and subscriptions are billed in one sum."
    return Claim("last-invoice", Word.DIFFERS, said, how)
