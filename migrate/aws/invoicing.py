"""Invoices of one account: summaries by month (the service answers one month at a time), PDFs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from botocore.awsrequest import AWSRequest
from botocore.httpsession import URLLib3Session

from migrate.aws.account import Account
from migrate.core.errors import GatewayError

LARGEST = 50 * 1024 * 1024
"""Bytes of a document that is still believed to be an invoice."""
PDF = b"%PDF"
GET_PDF = "invoicing:GetInvoicePDF"


@dataclass(frozen=True, slots=True)
class Document:
    """One document of an invoice."""

    name: str
    """Empty for the invoice itself; of a supplement, what AWS says of its address."""
    content: bytes


@dataclass(frozen=True, slots=True)
class Invoicing:
    """The invoicing service; free of charge."""

    account: Account

    def summaries(self, month: date) -> Sequence[Mapping[str, Any]]:
        """Return the summaries of the invoices of one billing month."""
        return self.account.pages(
            "invoicing",
            "list_invoice_summaries",
            "InvoiceSummaries",
            Selector={"ResourceType": "ACCOUNT_ID", "Value": self.account.id},
            Filter={"BillingPeriod": {"Month": month.month, "Year": month.year}},
        )

    def documents(self, invoice: str) -> Sequence[Document]:
        """Return an invoice's PDF and its supplements, fetched by the links that AWS gives."""
        found = self.account.call("invoicing", "get_invoice_pdf", InvoiceId=invoice)["InvoicePDF"]
        links = [("", str(found["DocumentUrl"]))]
        for number, supplement in enumerate(found.get("SupplementalDocuments") or (), start=1):
            links.append((f"supplement-{number}", str(supplement["DocumentUrl"])))
        return [Document(name, self._fetch(url)) for name, url in links]

    def _fetch(self, url: str) -> bytes:
        """Get what a link leads to, on an allowed host alone; a redirect is not followed."""
        self.account.guard.check_address(url, GET_PDF)
        session = URLLib3Session(timeout=60)
        try:
            with self.account.translating(GET_PDF):
                answer = session.send(AWSRequest("GET", url).prepare())
        finally:
            session.close()
        content = bytes(answer.content)
        if answer.status_code != 200 or not content.startswith(PDF) or len(content) > LARGEST:
            raise GatewayError(
                f"The link to an invoice answered {answer.status_code} with "
                f"{len(content)} bytes that are no PDF",
                operation=GET_PDF,
                code=f"HTTP {answer.status_code}",
            )
        return content
