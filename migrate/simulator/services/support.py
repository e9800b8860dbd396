"""Support plans: without a paid one the Support API answers nobody."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from moto.support.responses import SupportResponse

from migrate.simulator.framework import LOCK, AwsError
from migrate.simulator.keeping import keep

_OPERATIONS = (
    "create_case",
    "describe_cases",
    "describe_trusted_advisor_checks",
    "refresh_trusted_advisor_check",
    "resolve_case",
)


@dataclass(slots=True)
class Plans:
    """Accounts with a Business, Enterprise or Unified Operations plan."""

    paid: set[str] = field(default_factory=set)


PLANS = Plans()
keep("support", lambda: PLANS.paid, lambda found: setattr(PLANS, "paid", found))


def _gated(own: Any) -> Any:
    def operation(response: Any) -> Any:
        with LOCK:
            if response.current_account not in PLANS.paid:
                raise AwsError(
                    "SubscriptionRequiredException",
                    "Amazon Web Services Premium Support Subscription is required to use this "
                    "service.",
                )
            return own(response)

    operation.__name__ = own.__name__
    return operation


for _name in _OPERATIONS:
    setattr(SupportResponse, _name, _gated(getattr(SupportResponse, _name)))
