"""The invoices of the old account can be read, and none is open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from migrate.aws.account import Account
from migrate.core.plan import Finding, Severity
from migrate.steps.checks.bills import first_of_month
from migrate.steps.checks.check import Check, Look, Seen, Side

LIST = "invoicing:ListInvoiceSummaries"


def last_invoices(look: Look) -> list[Mapping[str, Any]]:
    """Return the invoice summaries of the last finished month."""
    month = first_of_month(look.now.date(), 1)

    def read(account: Account) -> list[Mapping[str, Any]]:
        return account.pages(
            "invoicing",
            "list_invoice_summaries",
            "InvoiceSummaries",
            Selector={"ResourceType": "ACCOUNT_ID", "Value": account.id},
            Filter={"BillingPeriod": {"Month": month.month, "Year": month.year}},
        )

    return look.ask("legacy", read) or []


def _look(look: Look) -> Seen:
    due = [i for i in last_invoices(look) if i.get("InvoiceType", "INVOICE") == "INVOICE"]
    month = first_of_month(look.now.date(), 1)
    return {
        "month": f"{month:%Y-%m}",
        "invoices": sorted(str(i["InvoiceId"]) for i in due),
        "paid": look.choice("invoices-paid"),
    }


def _judge(seen: Seen) -> Iterator[Finding]:
    issued = ", ".join(seen["invoices"]) or "none issued yet"
    if seen["paid"] != "yes":
        yield Finding(
            Severity.WARNING,
            f"Whether every invoice is paid cannot be read (of {seen['month']}: {issued}).",
            why="AWS has no API for payments, and refuses an account with a past-due invoice "
            "(PAST_DUE_INVOICE). The old account pays its own last invoice after joining.",
            remedy="Look at Payments in the old account's Billing console, pay what is open, and "
            "keep its payment method valid. To settle this write "
            "`assess-legacy.invoices-paid: yes` under choices in migrate.yaml (on the screen: e), "
            "and plan again.",
            source="botocore invoicing InvoiceSummary; organizations "
            "HandshakeConstraintViolationException: PAST_DUE_INVOICE",
            key="g16-payments-by-hand",
        )


CHECK = Check(
    title="The invoices of the old account can be read and are paid",
    side=Side.LEGACY,
    weight=Severity.WARNING,
    reads={"legacy": (LIST,)},
    source="botocore invoicing ListInvoiceSummaries",
    look=_look,
    judge=_judge,
)
