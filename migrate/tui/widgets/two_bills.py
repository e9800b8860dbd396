"""The month of joining, day by day: what the old account's last bill says, and the new payer's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from textual.content import Content

from migrate.tui.costs import Reading, cents
from migrate.tui.prose import Row
from migrate.tui.words import MUTED, UNICODE, heading, line, moment
from migrate.workspace.archive.outlook import JoinDay, Merge
from migrate.workspace.archive.sums import ZERO

BETTER = "◀ better" if UNICODE else "<- better"
_OLD, _NEW = ("█", "░") if UNICODE else ("#", ".")
_WIDE = 24


def two_bills(reading: Reading, *, joined: bool) -> Iterator[Content | Row]:
    """Yield the page; no other day is better once the account has joined."""
    known, found = reading.known, reading.contents
    if found is None:
        return
    yield heading("The month of joining has two bills")
    if known is None:
        yield line("Nobody worked them out for these files yet: v does, as `migrate costs verify`.")
        return
    if known.merge is None:
        yield line((f"There is no estimate: {known.no_merge}", "$warning"))
        return
    merge = known.merge
    yield line(
        "The old payer is billed up to the day of joining, the new one from then on. Estimated "
        f"from the costs captured on {moment(found.captured_at)}; credits, tax and fees are in it "
        "as they came before."
    )
    yield line("")
    if joined:
        yield line("The account has joined. This is what was estimated before, for each day.")
    else:
        better = (f"{merge.better}", "bold")
        yield line(("Better: ", "bold $success"), better, f", because {merge.why}")
    yield line("")
    yield from _days(merge, None if joined else merge.better)


def _days(merge: Merge, better: date | None) -> Iterator[Content]:
    top = max((abs(d.old_bill) + abs(d.new_bill) for d in merge.days), default=Decimal(1))
    first = max(len("old account"), *(len(cents(d.old_bill)) for d in merge.days))
    second = max(len("new payer"), *(len(cents(d.new_bill)) for d in merge.days))
    unit = merge.currency
    head = f"{'joining on':<14}  {'old account':>{first}}  {'new payer':>{second}}  "
    yield line((head, MUTED), (f"{_OLD} old {_NEW} new, in {unit}", MUTED))
    month = ""
    for one in merge.days:
        if month and f"{one.day:%Y-%m}" != month:
            yield line("")
        month = f"{one.day:%Y-%m}"
        yield _day(one, top, (first, second), better=one.day == better)


def _day(one: JoinDay, top: Decimal, wide: tuple[int, int], *, better: bool) -> Content:
    style = "bold" if better else ""
    amounts = f"{cents(one.old_bill):>{wide[0]}}  {cents(one.new_bill):>{wide[1]}}  "
    old = _cells(one.old_bill, top)
    new = _cells(max(one.old_bill, ZERO) + max(one.new_bill, ZERO), top) - old
    return line(
        (f"{one.day:%Y-%m-%d %a}  {amounts}", style),
        (_OLD * old, "$accent"),
        (_NEW * new, "$primary"),
        (f"  {BETTER}" if better else "", "bold $success"),
    )


def _cells(amount: Decimal, top: Decimal) -> int:
    """Return how long a part of a bar is; a bill that is below zero has none, its sign says it."""
    if amount <= 0 or not top:
        return 0
    return int((amount * _WIDE / top).to_integral_value(ROUND_HALF_UP))
