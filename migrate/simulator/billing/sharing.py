"""Who pays for which days of an account: the days alone, and those in organizations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from migrate.simulator import membership


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days of an account that one payer answers for; the end is exclusive."""

    first: date
    end: date
    payer: str


def stretches(account: str) -> Iterator[Stretch]:
    """Yield the days of an account by payer, in order and without a gap.

    The bills here know whole days: the day of joining is still the account's own, the day
    of leaving still the organization's.
    """
    first = date.min
    for period in sorted(membership.history(account), key=lambda one: one.joined):
        if period.management == account:
            continue
        joined = _day_after(period.joined)
        if first < joined:
            yield Stretch(first, joined, account)
        first = _day_after(period.left) if period.left else date.max
        if joined < first:
            yield Stretch(joined, first, period.management)
    if first < date.max:
        yield Stretch(first, date.max, account)


def payer_of(account: str) -> str:
    """Return who pays for an account now."""
    return membership.payer(account) or account


def shown(viewer: str, accounts: list[str]) -> Iterator[tuple[str, Stretch]]:
    """Yield which days of which accounts a viewer's Cost Explorer shows.

    A member sees its own days in its organization: what came before is shown to nobody
    while it is there, and is there again when it has left.  A payer sees, beside its own
    days, those of all who are or were its members.
    """
    payer = payer_of(viewer)
    for account in accounts if payer == viewer else [viewer]:
        for stretch in stretches(account):
            if stretch.payer == payer:
                yield account, stretch


def _day_after(moment: datetime) -> date:
    return moment.date() + timedelta(days=1)
