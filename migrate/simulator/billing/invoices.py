"""Invoices made from the ledger: one per seller and closed month, refunds as credit memos."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from migrate.simulator import membership
from migrate.simulator.billing.book import Book
from migrate.simulator.billing.charge import AWS
from migrate.simulator.billing.ledger import LEDGER
from migrate.simulator.billing.periods import FINAL, final_until, shifted

PAYABLE = timedelta(days=14)
"""How long an invoice may stay unpaid here; ours are paid by card at once."""


@dataclass(frozen=True, slots=True)
class Invoice:
    """One document of a closed month."""

    number: str
    account: str
    entity: str
    month: date
    issued: datetime
    net: int
    """Scaled money before tax."""
    tax: int
    refund: bool = False

    @property
    def due(self) -> datetime:
        """Return when it has to be paid."""
        return self.issued + PAYABLE

    @property
    def total(self) -> int:
        """Return what is asked for, tax included."""
        return self.net + self.tax


def invoices(account: str, now: datetime) -> Iterator[Invoice]:
    """Yield the invoices that an account has got until now, the oldest first."""
    own = LEDGER.book(account, now)
    books = [own] if own else []
    books += [b for m, _ in membership.members(account) if (b := LEDGER.book(m, now))]
    if not books:
        return
    month, end = min(book.opened for book in books), final_until(now)
    while month < end:
        yield from _of_month(account, month, books)
        month = shifted(month, 1)


def _of_month(payer: str, month: date, books: Iterable[Book]) -> Iterator[Invoice]:
    sums: dict[tuple[str, bool], list[int]] = {}
    for book in books:
        for entity, kind, amount in _charges(payer, month, book):
            refund = kind == "Refund"
            net_and_tax = sums.setdefault((entity, refund), [0, 0])
            net_and_tax[1 if kind == "Tax" else 0] += amount
    for (entity, refund), (net, tax) in sorted(sums.items()):
        if net or tax:
            yield _invoice(payer, entity, month, net, tax, refund=refund)


def _charges(payer: str, month: date, book: Book) -> Iterator[tuple[str, str, int]]:
    """Yield what a book charges a payer in a month: a member's only from its joining on."""
    low, high = month, min(shifted(month, 1), book.end)
    joined = membership.joined_at(book.account)
    if joined is not None:
        after = joined.date() + timedelta(days=1)
        low, high = (low, min(high, after)) if book.account == payer else (max(low, after), high)
    first, last = max((low - book.opened).days, 0), (high - book.opened).days
    if last <= first:
        return
    for line in book.lines:
        amount = line.cost[last] - line.cost[first]
        if amount:
            yield line.charge.entity, line.charge.record_type, amount


def _invoice(payer: str, entity: str, month: date, net: int, tax: int, *, refund: bool) -> Invoice:
    seed = f"{payer}:{entity}:{month}:{refund}"
    digits = str(int(hashlib.sha256(seed.encode()).hexdigest()[:12], 16))[:9]
    prefix = "EUINUS" if entity == AWS else "MPINUS"
    number = f"{prefix}{month.year % 100}-{digits}"
    issued = datetime.combine(shifted(month, 1), time(), UTC) + FINAL
    return Invoice(number, payer, entity, month, issued, net, tax, refund)
