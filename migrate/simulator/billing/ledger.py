"""The truth behind every bill: the books of all accounts, and which of it who may see."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from migrate.simulator import clock, membership
from migrate.simulator.billing.amounts import USAGE, text
from migrate.simulator.billing.book import Book, Line
from migrate.simulator.billing.charge import Charge
from migrate.simulator.billing.commitments import Commitments
from migrate.simulator.billing.periods import bounds, known_until
from migrate.simulator.billing.preferences import Preferences, TagKey
from migrate.simulator.billing.sharing import payer_of, shown
from migrate.simulator.keeping import keep

_NONE: Mapping[str, str] = {}


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
        """Return what a viewer's Cost Explorer shows now."""
        tags = self.of(payer_of(viewer)).tags
        known = known_until(now)
        for account, stretch in shown(viewer, list(self.books)):
            book = self.book(account, now)
            if book is None:
                continue
            first, end = max(book.opened, stretch.first), min(known, stretch.end)
            if first < end:
                yield from _windows(book, first.toordinal(), end.toordinal(), tags)

    def held(self, viewer: str) -> Iterator[Commitments]:
        """Return what a viewer's account, and its members if it has some, bought or was given."""
        members = [account for account, _ in membership.members(viewer)]
        for account in (viewer, *members):
            if account in self.commitments:
                yield self.commitments[account]


LEDGER = Ledger()
keep("books", lambda: LEDGER.books, lambda found: setattr(LEDGER, "books", found), heavy=True)
keep("preferences", lambda: LEDGER.preferences, lambda v: setattr(LEDGER, "preferences", v))
keep("commitments", lambda: LEDGER.commitments, lambda v: setattr(LEDGER, "commitments", v))


def _windows(book: Book, first: int, end: int, known: Mapping[str, TagKey]) -> Iterator[Window]:
    """Cut each line where one of its tags became visible to the bills."""
    opened = book.opened.toordinal()
    for line in book.lines:
        active = [(k, v) for k, v in line.charge.tags if k in known and known[k].active]
        if not active:
            yield Window(book.account, opened, line, first, end, _NONE)
            continue
        cuts = {max(known[k].since.toordinal(), first) for k, _ in active}
        edges = sorted({first, end, *(c for c in cuts if c < end)})
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
