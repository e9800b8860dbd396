"""The billing service: credits and what they paid, sharing, contracts, billing views."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

from migrate.simulator import clock, membership
from migrate.simulator.billing.access import require_billing
from migrate.simulator.billing.commitments import Credit
from migrate.simulator.billing.credit_history import CreditHistory, day_of, readable
from migrate.simulator.billing.ledger import LEDGER
from migrate.simulator.billing.pages import Paging
from migrate.simulator.billing.periods import shifted
from migrate.simulator.framework import AwsError, ModelBackend, service

_PREFERENCES = Paging("billingPreferences")
_VIEWS = Paging("billingViews")
_CONTRACTS = Paging("items")
SHARED = ("RI_SHARING", "CREDIT_SHARING", "BILLING_ALERTS")


@service("billing", is_global=True)
class Billing(CreditHistory, ModelBackend):
    """Credits, sharing and contracts of one account."""

    account_id: str

    def get_credits(self, **asked: Any) -> dict[str, Any]:
        """List the credits that can be used in a period."""
        account = readable(self.account_id, str(asked["accountId"]))
        start, last = day_of(asked["startDate"]), asked.get("endDate")
        end = day_of(last) if last else date.max
        if start < shifted(clock.now().date(), -12):
            raise AwsError("ValidationException", "startDate can be at most one year ago")
        found = [
            _public(one, account)
            for one in LEDGER.committed(account).credits
            if one.end >= start and one.start <= end
        ]
        return {"credits": found}

    def get_billing_preferences(self, **asked: Any) -> dict[str, Any]:
        """Say what is shared in the organization; only its payer may ask."""
        require_billing(self.account_id)
        if membership.joined_at(self.account_id) is not None:
            raise AwsError("AccessDeniedException", "Only the payer account can see preferences.")
        found = [
            {"feature": feature, "key": feature, "value": "ENABLED"}
            for feature in asked["features"]
            if feature in SHARED
        ]
        return _PREFERENCES.page(self.account_id, asked, found)

    def list_contracts(self, **asked: Any) -> dict[str, Any]:
        """List private pricing."""
        require_billing(self.account_id)
        return _CONTRACTS.page(self.account_id, asked, LEDGER.of(self.account_id).contracts)

    def list_billing_views(self, **asked: Any) -> dict[str, Any]:
        """List the one view that every account has."""
        require_billing(self.account_id)
        view = {
            "arn": f"arn:aws:billing::{self.account_id}:billingview/primary",
            "name": "Primary View",
            "ownerAccountId": self.account_id,
            "billingViewType": "PRIMARY",
            "healthStatus": {"statusCode": "HEALTHY"},
        }
        return _VIEWS.page(self.account_id, asked, [view])


def _public(one: Credit, account: str) -> dict[str, Any]:
    return {
        "creditId": one.identifier,
        "accountId": account,
        "creditType": one.kind,
        "initialAmount": {"currencyCode": "USD", "currencyAmount": one.initial},
        "remainingAmount": {"currencyCode": "USD", "currencyAmount": one.remaining},
        "applicableProductNames": list(one.services),
        "description": one.kind,
        "startDate": datetime.combine(one.start, time(), UTC),
        "endDate": datetime.combine(one.end, time(), UTC),
        "accountHasCreditSharingEnabled": True,
        "creditStatus": "ENABLED",
    }
