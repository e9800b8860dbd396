"""Save every invoice, month by month: its summary, its PDF and the supplements."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

from migrate.aws.invoicing import Document
from migrate.core.errors import GatewayError
from migrate.core.escape import file_name
from migrate.costs import files
from migrate.costs.archive import Archive
from migrate.costs.lacking import PASSING, why
from migrate.costs.manifest import Lack
from migrate.costs.money import exact
from migrate.costs.periods import first_of, shifted

INVOICES, SUMMARIES = "invoices", "summaries.json"
FINAL = timedelta(days=45)
"""How long after a month its invoices may still change or be added."""
EMPTY = 3
"""Months without an invoice after which nothing older is looked for."""
OLDEST = 180
"""Months that are looked at, at the most."""


class Bills(Protocol):
    """What lists invoices and gives their documents."""

    def summaries(self, month: date) -> Sequence[Mapping[str, Any]]:
        """Return the summaries of one billing month."""

    def documents(self, invoice: str) -> Sequence[Document]:
        """Return an invoice's PDF and its supplements."""


@dataclass(frozen=True, slots=True)
class Invoices:
    """Saves the invoices of one account."""

    archive: Archive
    bills: Bills
    clock: Callable[[], datetime]
    tell: Callable[[str], None]

    @property
    def folder(self) -> Path:
        """Where they are kept."""
        return self.archive.directory / INVOICES

    def capture(self, since: date) -> tuple[Lack, ...]:
        """Save what is not final yet, back to `since` and beyond it while there is anything."""
        month, empty, failed = first_of(self.clock().date()), 0, []
        for _ in range(OLDEST):
            if month < since and empty >= EMPTY:
                break
            self.tell(f"invoices of {month:%Y-%m}")
            try:
                found = self._month(month)
            except PASSING:
                raise
            except GatewayError as error:
                return (Lack("invoices", why(error)),)
            failed += list(self._documents(month, found))
            empty = 0 if found else empty + 1
            month = shifted(month, -1)
        if failed:
            return (Lack("invoice-documents", f"{len(failed)} missing, such as {failed[0]}"),)
        return ()

    def save(self, month: date) -> tuple[Lack, ...]:
        """Save the invoices of one month as far as they are issued."""
        try:
            failed = list(self._documents(month, self._month(month)))
        except PASSING:
            raise
        except GatewayError as error:
            return (Lack("invoices", why(error)),)
        return (Lack("invoice-documents", failed[0]),) if failed else ()

    def _month(self, month: date) -> Sequence[Mapping[str, Any]]:
        """Return the summaries of a month, asked for until they cannot change any more."""
        path = self.folder / f"{month:%Y-%m}" / SUMMARIES
        now = self.clock()
        known = files.load(path) if path.exists() else None
        if known is not None and _final(month, datetime.fromisoformat(known["asked_at"])):
            return list(known["summaries"])
        found = list(self.bills.summaries(month))
        body = {"asked_at": now.astimezone(UTC).isoformat(), "summaries": found}
        if (
            known is None
            or files.dumped(known["summaries"]) != files.dumped(found)
            or (_final(month, now))
        ):
            files.write(path, files.dumped(body))
        return found

    def _documents(self, month: date, found: Sequence[Mapping[str, Any]]) -> Iterator[str]:
        """Fetch the documents that are not there; yield what could not be had."""
        for summary in found:
            number = str(summary["InvoiceId"])
            path = self.folder / f"{month:%Y-%m}" / f"{file_name(number)}.pdf"
            if path.exists():
                continue
            self.tell(f"invoice {number}")
            try:
                documents = self.bills.documents(number)
            except PASSING:
                raise
            except GatewayError as error:
                yield f"{number}: {why(error)}"
                continue
            for document in reversed(documents):  # the invoice last: it says that all are there
                more = f".{document.name}" if document.name else ""
                files.write(path.with_name(f"{path.stem}{more}.pdf"), document.content)


@dataclass(frozen=True, slots=True)
class Billed:
    """What the invoices of a month come to."""

    month: date
    totals: Mapping[str, Decimal]
    """By currency, tax included."""
    count: int


def billed(archive: Archive) -> Iterator[Billed]:
    """Yield what was invoiced, the oldest month first."""
    for path in sorted((archive.directory / INVOICES).glob(f"*/{SUMMARIES}")):
        totals: dict[str, Decimal] = {}
        found = files.load(path)["summaries"]
        for summary in found:
            amount = summary.get("BaseCurrencyAmount") or {}
            currency = str(amount.get("CurrencyCode", "USD"))
            total = exact(str(amount.get("TotalAmount") or "0"))
            totals[currency] = totals.get(currency, Decimal(0)) + total
        yield Billed(date.fromisoformat(f"{path.parent.name}-01"), totals, len(found))


def _final(month: date, asked: datetime) -> bool:
    return asked.astimezone(UTC).date() >= shifted(month, 1) + FINAL
