"""Which credit paid for what: the credits of the bills, month by month."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any

from migrate.simulator import clock, membership
from migrate.simulator.billing.access import require_billing
from migrate.simulator.billing.amounts import text
from migrate.simulator.billing.charge import Charge
from migrate.simulator.billing.commitments import Credit
from migrate.simulator.billing.invoices import charged
from migrate.simulator.billing.ledger import LEDGER
from migrate.simulator.billing.pages import Paging
from migrate.simulator.billing.periods import final_until, first_of, shifted
from migrate.simulator.billing.sharing import payer_of, stretches
from migrate.simulator.framework import AwsError

_PAGES = Paging("creditAllocationHistoryList", most=1000)
MONTHS = 24
"""The most that can be asked for (botocore billing GetCreditAllocationHistory)."""


class CreditHistory:
    """The one question about credits that reaches back."""

    account_id: str

    def get_credit_allocation_history(self, **asked: Any) -> dict[str, Any]:
        """List what credits paid on the bills that begin in a period."""
        account = readable(self.account_id, str(asked["accountId"]))
        start, end = day_of(asked["startDate"]), day_of(asked["endDate"])
        if end <= start or shifted(start, MONTHS) < first_of(end):
            raise AwsError("ValidationException", f"The period can be at most {MONTHS} months.")
        month = start if start.day == 1 else shifted(start, 1)
        found: list[dict[str, Any]] = []
        while month < end:
            found += _allocations(account, month)
            month = shifted(month, 1)
        if wanted := asked.get("creditId"):
            found = [one for one in found if one["creditId"] == str(wanted)]
        answer = _PAGES.page(self.account_id, asked, found)
        return {**answer, "partialResults": False, "failedMonths": []}


def readable(viewer: str, account: str) -> str:
    """Return an account whose credits may be read: one's own, or a member's of the payer."""
    require_billing(viewer)
    members = [member for member, _ in membership.members(viewer)]
    if account not in {viewer, *members}:
        raise AwsError("AccessDeniedException", f"You cannot read credits of {account}.")
    return account


def day_of(found: Any) -> date:
    """Read a timestamp of the billing service."""
    if isinstance(found, datetime):
        return found.date()
    return datetime.fromtimestamp(float(found), UTC).date()


def _allocations(account: str, month: date) -> Iterator[dict[str, Any]]:
    """Yield what credits paid in a month, on the days that have the payer of today."""
    now = clock.now()
    book = LEDGER.book(account, now)
    if book is None or month < book.opened:
        return
    mine, payer = LEDGER.committed(account).credits, payer_of(account)
    for stretch in stretches(account):
        if stretch.payer != payer:
            continue
        for charge, amount in charged(book, stretch, month):
            if charge.record_type == "Credit":
                yield {
                    "creditId": _credit(mine, charge, month),
                    "creditAmount": {"currencyCode": "USD", "currencyAmount": text(-amount)},
                    "description": charge.usage_type,
                    "accountId": account,
                    "appliedServiceName": charge.service,
                    "billingMonth": f"{month:%Y-%m}",
                    "isEstimatedBill": month >= final_until(now),
                }


def _credit(mine: Sequence[Credit], charge: Charge, month: date) -> str:
    """Return the credit that was valid for a charge; one long used up has no other trace."""
    for one in mine:
        if one.start <= month < one.end and (not one.services or charge.service in one.services):
            return one.identifier
    return "0"
