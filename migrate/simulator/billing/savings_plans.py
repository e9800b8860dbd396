"""The savings plans that accounts bought."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from migrate.simulator import clock
from migrate.simulator.billing.commitments import SavingsPlan
from migrate.simulator.billing.ledger import LEDGER
from migrate.simulator.billing.pages import Paging
from migrate.simulator.framework import ModelBackend, service

_PAGES = Paging("savingsPlans", most=1000)


@service("savingsplans", is_global=True)
class SavingsPlans(ModelBackend):
    """The savings plans of one account; a payer is not shown those of its members."""

    account_id: str

    def describe_savings_plans(self, **asked: Any) -> dict[str, Any]:
        """List the plans by ARN, id and state."""
        arns, ids = asked.get("savingsPlanArns"), asked.get("savingsPlanIds")
        states, now = asked.get("states"), clock.now()
        found = [
            _public(one, now)
            for one in LEDGER.committed(self.account_id).plans
            if (not arns or one.arn in arns)
            and (not ids or one.identifier in ids)
            and (not states or _state(one, now) in states)
        ]
        return _PAGES.page(self.account_id, asked, found)


def _state(one: SavingsPlan, now: datetime) -> str:
    if now < one.start:
        return "queued"
    return "active" if now < one.end else "retired"


def _public(one: SavingsPlan, now: datetime) -> dict[str, Any]:
    return {
        "savingsPlanId": one.identifier,
        "savingsPlanArn": one.arn,
        "description": f"{one.kind} Savings Plan",
        "start": f"{one.start:%Y-%m-%dT%H:%M:%S.000Z}",
        "end": f"{one.end:%Y-%m-%dT%H:%M:%S.000Z}",
        "state": _state(one, now),
        "savingsPlanType": one.kind,
        "paymentOption": one.option,
        "productTypes": ["EC2", "Fargate", "Lambda"],
        "currency": "USD",
        "commitment": one.commitment,
        "upfrontPaymentAmount": "0",
        "recurringPaymentAmount": one.commitment,
        "termDurationInSeconds": int((one.end - one.start).total_seconds()),
        "tags": {},
    }
