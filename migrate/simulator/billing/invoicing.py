"""The invoicing service: summaries of invoices, and their documents."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from migrate.simulator import clock, membership
from migrate.simulator.billing.access import require_billing
from migrate.simulator.billing.amounts import cents
from migrate.simulator.billing.charge import AWS
from migrate.simulator.billing.invoices import Invoice, invoices
from migrate.simulator.billing.links import SUPPLEMENT, link
from migrate.simulator.billing.pages import Paging
from migrate.simulator.framework import AwsError, ModelBackend, service

_SUMMARIES = Paging("InvoiceSummaries", "MaxResults", "NextToken")
MONTH = timedelta(days=31)
"""The longest TimeInterval without a ReceiverRole (botocore invoicing)."""


@service("invoicing", is_global=True)
class Invoicing(ModelBackend):
    """Invoices of one account."""

    account_id: str

    def list_invoice_summaries(self, **asked: Any) -> dict[str, Any]:
        """List invoices by account or number, period and seller."""
        require_billing(self.account_id)
        tests = [_selected(asked["Selector"], self._mine()), *_filters(asked.get("Filter") or {})]
        found = [_summary(i) for i in self._invoices() if all(test(i) for test in tests)]
        return _SUMMARIES.page(self.account_id, asked, found)

    def get_invoice_pdf(self, **asked: Any) -> dict[str, Any]:
        """Return a link to the document of an invoice."""
        require_billing(self.account_id)
        number = str(asked["InvoiceId"])
        if not any(invoice.number == number for invoice in self._invoices()):
            raise AwsError("ResourceNotFoundException", f"Invoice {number} was not found.")
        url, until = link(self.account_id, number)
        more, _ = link(self.account_id, f"{number}{SUPPLEMENT}")
        supplement = {
            "DocumentType": "SUPPLEMENT",
            "DocumentId": f"{number}{SUPPLEMENT}",
            "DocumentUrl": more,
            "DocumentUrlExpirationDate": until,
        }
        shown = {"DocumentUrl": url, "DocumentUrlExpirationDate": until}
        return {"InvoicePDF": {"InvoiceId": number, **shown, "SupplementalDocuments": [supplement]}}

    def _invoices(self) -> Iterable[Invoice]:
        return invoices(self.account_id, clock.now())

    def _mine(self) -> set[str]:
        return {self.account_id, *(member for member, _ in membership.members(self.account_id))}


def _selected(selector: Mapping[str, Any], mine: set[str]) -> Callable[[Invoice], bool]:
    value = str(selector.get("Value") or "")
    if selector.get("ResourceType") == "INVOICE_ID":
        return lambda invoice: invoice.number == value
    if value not in mine:
        raise AwsError("AccessDeniedException", f"You cannot read invoices of account {value}.")
    return lambda invoice: invoice.account == value


def _filters(found: Mapping[str, Any]) -> list[Callable[[Invoice], bool]]:
    tests: list[Callable[[Invoice], bool]] = []
    if interval := found.get("TimeInterval"):
        start, end = _moment(interval["StartDate"]), _moment(interval["EndDate"])
        if end < start or (end - start > MONTH and not found.get("ReceiverRole")):
            raise AwsError("ValidationException", "TimeInterval must not exceed one month.")
        tests.append(lambda invoice: start <= invoice.issued <= end)
    if period := found.get("BillingPeriod"):
        month = date(int(period["Year"]), int(period["Month"]), 1)
        tests.append(lambda invoice: invoice.month == month)
    if entity := found.get("InvoicingEntity"):
        tests.append(lambda invoice: invoice.entity == entity)
    if found.get("ReceiverRole") in {"SELLER", "RESELLER"}:
        tests.append(lambda invoice: False)  # noqa: ARG005
    return tests


def _moment(found: Any) -> datetime:
    if isinstance(found, datetime):
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    return datetime.fromtimestamp(float(found), UTC)


def _summary(one: Invoice) -> dict[str, Any]:
    amount = {
        "TotalAmount": cents(one.total),
        "TotalAmountBeforeTax": cents(one.net),
        "CurrencyCode": "USD",
        "AmountBreakdown": {
            "SubTotalAmount": cents(one.net),
            "Taxes": {"TotalAmount": cents(one.tax)},
        },
    }
    return {
        "AccountId": one.account,
        "InvoiceId": one.number,
        "IssuedDate": one.issued,
        "DueDate": one.due,
        "ReceiverRole": "BUYER",
        "Entity": {
            "InvoicingEntity": one.entity,
            "BillingEntity": "AWS" if one.entity == AWS else "AWS_MARKETPLACE",
        },
        "BillingPeriod": {"Month": one.month.month, "Year": one.month.year},
        "InvoiceFrequency": "RECURRING",
        "BillType": "REFUND" if one.refund else "ANNIVERSARY",
        "InvoiceType": "CREDIT_MEMO" if one.refund else "INVOICE",
        "BaseCurrencyAmount": amount,
        "PaymentCurrencyAmount": amount,
    }
