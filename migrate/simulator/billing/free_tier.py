"""The plan of an account: the free one, with credits and an end, or the paid one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from migrate.simulator.billing.ledger import LEDGER
from migrate.simulator.framework import AwsError, ModelBackend, service
from migrate.simulator.world import WORLD

FREE = timedelta(days=182)
"""How long the free plan lasts (aws docs: free-tier-plans: six months)."""
CREDITS = 100.0
"""What a new account on the free plan is given at first."""


@service("freetier", is_global=True)
class FreeTier(ModelBackend):
    """The plan of one account."""

    account_id: str

    def get_account_plan_state(self, **asked: Any) -> dict[str, Any]:
        """Say whether the account is on the free or the paid plan."""
        del asked
        state = self._state()
        if state["accountPlanType"] == "FREE":
            state["accountPlanRemainingCredits"] = {"amount": CREDITS, "unit": "USD"}
            state["accountPlanExpirationDate"] = WORLD.account(self.account_id).created + FREE
        return state

    def upgrade_account_plan(self, **asked: Any) -> dict[str, Any]:
        """Leave the free plan; there is no way back."""
        if asked["accountPlanType"] != "PAID":
            raise AwsError("ValidationException", "An account can only be upgraded to PAID.")
        LEDGER.of(self.account_id).plan = "PAID"
        return self._state()

    def get_free_tier_usage(self, **asked: Any) -> dict[str, Any]:
        """List what of the free tier was used: nothing, our accounts are past it."""
        del asked
        return {"freeTierUsages": []}

    def _state(self) -> dict[str, Any]:
        plan = LEDGER.of(self.account_id).plan
        return {
            "accountId": self.account_id,
            "accountPlanType": plan,
            "accountPlanStatus": "ACTIVE",
        }
