"""Invoices of one account: summaries by month (the service answers one month at a time)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from migrate.aws.account import Account


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
