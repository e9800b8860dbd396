"""Which credit paid for what: the credits of the bills, month by month."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from migrate.simulator import clock
from migrate.simulator.billing.access import require_billing
from migrate.simulator.billing.amounts import text
from migrate.simulator.billing.invoices import charged
from migrate.simulator.billing.ledger import LEDGER
from migrate.simulator.billing.periods import final_until, first_of, shifted
from migrate.simulator.billing.sharing import stretches
from migrate.simulator.framework import AwsError

MONTHS = 24
"""The most that can be asked for (botocore billing GetCreditAllocationHistory)."""


class CreditHistory:
    """The one question about credits that reaches back."""

    account_id: str

    def get_credit_allocation_history(self, **asked: Any) -> dict[str, Any]:
        """List what credits paid in each month of a period."""
        require_billing(self.account_id)
        account = str(asked["accountId"])
        if account != self.account_id:
            raise AwsError("AccessDeniedException", f"You cannot read credits of {account}.")
        start, end = _day(asked["startDate"]), _day(asked["endDate"])
        if end < start or shifted(first_of(start), MONTHS) < first_of(end):
            raise AwsError("ValidationException", f"The period can be at most {MONTHS} months.")
        found: list[dict[str, Any]] = []
        month = first_of(start)
        while month <= end:
            found += self._month(account, month)
            month = shifted(month, 1)
        return {"creditAllocationHistoryList": found, "partialResults": False, "failedMonths": []}

    def _month(self, account: str, month: date) -> list[dict[str, Any]]:
        now = clock.now()
        book = LEDGER.book(account, now)
        named = LEDGER.committed(account).credits
        own = [s for s in stretches(account) if s.payer == account] if book else []
        return [
            {
                "creditId": named[0].identifier if named else "0",
                "creditAmount": {"currencyCode": "USD", "currencyAmount": text(-amount)},
                "description": charge.usage_type,
                "accountId": account,
                "appliedServiceName": charge.service,
                "billingMonth": f"{month:%Y-%m}",
                "isEstimatedBill": month >= final_until(now),
            }
            for stretch in own
            for charge, amount in charged(book, stretch, month)
            if charge.record_type == "Credit"
        ]


def _day(found: Any) -> date:
    if isinstance(found, datetime):
        return found.date()
    return datetime.fromtimestamp(float(found), UTC).date()
