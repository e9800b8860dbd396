"""The truth behind every bill: the books of all accounts, and which of it who may see."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from migrate.simulator import clock, membership
from migrate.simulator.billing.amounts import USAGE, text
from migrate.simulator.billing.book import Book, Line
from migrate.simulator.billing.charge import Charge
from migrate.simulator.billing.commitments import Commitments
from migrate.simulator.billing.periods import bounds, known_until
from migrate.simulator.billing.preferences import Preferences
from migrate.simulator.keeping import keep


@dataclass(frozen=True, slots=True)
class Window:
    """A line between two days, with the tags that its bills carried then."""

    account: str
    opened: int
    line: Line
    first: int
    end: int
    tags: Mapping[str, str]

    @property
    def charge(self) -> Charge:
        """Return what the line is for."""
        return self.line.charge


@dataclass(slots=True)
class Ledger:
    """Books, switches and commitments by account."""

    books: dict[str, Book] = field(default_factory=dict)
    preferences: dict[str, Preferences] = field(default_factory=dict)
    commitments: dict[str, Commitments] = field(default_factory=dict)

    def of(self, account: str) -> Preferences:
        """Return the switches of an account; a new account has none on."""
        return self.preferences.setdefault(account, Preferences())

    def committed(self, account: str) -> Commitments:
        """Return the reservations, savings plans, credits of an account."""
        return self.commitments.setdefault(account, Commitments())

    def book(self, account: str, now: datetime) -> Book | None:
        """Return the book of an account, written up to now."""
        book = self.books.get(account)
        if book is not None:
            book.extend(known_until(now))
        return book

    def visible(self, viewer: str, now: datetime) -> Iterator[Window]:
        """Return what a viewer's Cost Explorer shows now.

        A member sees its own bills from the day after it joined; its payer sees
        the same days; what came before is shown to nobody while it is a member.
        """
        tags = self.of(membership.payer(viewer) or viewer).tags
        for account, since in _shown(viewer):
            book = self.book(account, now)
            if book is None:
                continue
            first = max(book.opened, since) if since else book.opened
            if first < book.end:
                yield from _windows(book, first, tags)


LEDGER = Ledger()
keep("books", lambda: LEDGER.books, lambda found: setattr(LEDGER, "books", found), heavy=True)
keep("preferences", lambda: LEDGER.preferences, lambda v: setattr(LEDGER, "preferences", v))
keep("commitments", lambda: LEDGER.commitments, lambda v: setattr(LEDGER, "commitments", v))


def _shown(viewer: str) -> Iterator[tuple[str, date | None]]:
    joined = membership.joined_at(viewer)
    yield viewer, _day_after(joined) if joined else None
    for account, when in membership.members(viewer):
        if account != viewer:
            yield account, _day_after(when)


def _day_after(moment: datetime) -> date:
    return moment.date() + timedelta(days=1)


def _windows(book: Book, first: date, known: Mapping[str, Any]) -> Iterator[Window]:
    """Cut each line where one of its tags became visible to the bills."""
    opened, end = book.opened.toordinal(), book.end.toordinal()
    for line in book.lines:
        active = [(k, v) for k, v in line.charge.tags if k in known and known[k].active]
        cuts = {max(known[k].since, first).toordinal() for k, _ in active}
        edges = sorted({first.toordinal(), end, *(c for c in cuts if c < end)})
        for low, high in pairwise(edges):
            seen = {k: v for k, v in active if known[k].since.toordinal() <= low}
            yield Window(book.account, opened, line, low, high, seen)


def reset() -> None:
    """Forget all bills."""
    LEDGER.books.clear()
    LEDGER.preferences.clear()
    LEDGER.commitments.clear()


def as_rows(account: str = "", granularity: str = "MONTHLY") -> Iterator[dict[str, Any]]:
    """Write the whole truth, whatever Cost Explorer would show: one row per line and period."""
    for name in sorted(LEDGER.books):
        book = LEDGER.book(name, clock.now())
        if book is None or (account and name != account):
            continue
        edges = bounds(book.opened, book.end, granularity)
        for start, end in pairwise(edges):
            yield from _period_rows(book, start, end)


def _period_rows(book: Book, start: date, end: date) -> Iterator[dict[str, Any]]:
    low, high = (start - book.opened).days, (end - book.opened).days
    for line in book.lines:
        cost, amortized, used, normalized = (
            sums[high] - sums[low]
            for sums in (line.cost, line.amortized, line.quantity, line.normalized)
        )
        if cost or amortized or used:
            yield {
                "account": book.account,
                "start": start.isoformat(),
                "end": end.isoformat(),
                **_named(line.charge),
                "unblended_cost": text(cost),
                "blended_cost": text(cost),
                "amortized_cost": text(amortized),
                "net_unblended_cost": text(cost),
                "net_amortized_cost": text(amortized),
                "usage_quantity": text(used, USAGE),
                "normalized_usage_amount": text(normalized, USAGE),
                "unit": line.charge.unit,
                "currency": book.currency,
            }


def _named(charge: Charge) -> dict[str, Any]:
    return {
        "service": charge.service,
        "region": charge.region,
        "usage_type": charge.usage_type,
        "operation": charge.operation,
        "record_type": charge.record_type,
        "purchase_type": charge.purchase_type,
        "instance_type": charge.instance_type,
        "entity": charge.entity,
        "commitment": charge.commitment,
        "tags": dict(charge.tags),
    }
