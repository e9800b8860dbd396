"""Invoices made from the ledger: one per seller and closed month, refunds as credit memos."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from migrate.simulator.billing.book import Book
from migrate.simulator.billing.charge import AWS, Charge
from migrate.simulator.billing.ledger import LEDGER
from migrate.simulator.billing.periods import FINAL, final_until, shifted
from migrate.simulator.billing.sharing import Stretch, stretches

Share = tuple[Book, Stretch]
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
    shares = [(b, s) for b in _books(now) for s in stretches(b.account) if s.payer == account]
    if not shares:
        return
    month, end = min(book.opened for book, _ in shares), final_until(now)
    while month < end:
        yield from _of_month(account, month, shares)
        month = shifted(month, 1)


def _books(now: datetime) -> list[Book]:
    return [book for account in LEDGER.books if (book := LEDGER.book(account, now))]


def _of_month(payer: str, month: date, shares: Sequence[Share]) -> Iterator[Invoice]:
    sums: dict[tuple[str, bool], list[int]] = {}
    for book, stretch in shares:
        for charge, amount in charged(book, stretch, month):
            net_and_tax = sums.setdefault((charge.entity, charge.record_type == "Refund"), [0, 0])
            net_and_tax[1 if charge.record_type == "Tax" else 0] += amount
    for (entity, refund), (net, tax) in sorted(sums.items()):
        if net or tax:
            yield _invoice(payer, entity, month, net, tax, refund=refund)


def charged(book: Book, stretch: Stretch, month: date) -> Iterator[tuple[Charge, int]]:
    """Yield what a book charges in a month, as far as the days are the payer's."""
    low = max(month, stretch.first, book.opened)
    high = min(shifted(month, 1), stretch.end, book.end)
    first, last = (low - book.opened).days, (high - book.opened).days
    if last <= first:
        return
    for line in book.lines:
        amount = line.cost[last] - line.cost[first]
        if amount:
            yield line.charge, amount


def details(invoice: Invoice, now: datetime) -> Iterator[tuple[str, int]]:
    """Yield what an invoice charges by service, credits under the name of theirs."""
    sums: dict[str, int] = {}
    for book in _books(now):
        for stretch in stretches(book.account):
            if stretch.payer != invoice.account:
                continue
            for charge, amount in charged(book, stretch, invoice.month):
                if charge.entity == invoice.entity and _belongs(charge, invoice):
                    kind = "" if charge.record_type == "Usage" else f" ({charge.record_type})"
                    name = charge.service + kind
                    sums[name] = sums.get(name, 0) + amount
    yield from sorted(sums.items())


def _belongs(charge: Charge, invoice: Invoice) -> bool:
    return (charge.record_type == "Refund") == invoice.refund


def _invoice(payer: str, entity: str, month: date, net: int, tax: int, *, refund: bool) -> Invoice:
    seed = f"{payer}:{entity}:{month}:{refund}"
    digits = str(int(hashlib.sha256(seed.encode()).hexdigest()[:12], 16))[:9]
    prefix = "EUINUS" if entity == AWS else "MPINUS"
    number = f"{prefix}{month.year % 100}-{digits}"
    issued = datetime.combine(shifted(month, 1), time(), UTC) + FINAL
    return Invoice(number, payer, entity, month, issued, net, tax, refund)
