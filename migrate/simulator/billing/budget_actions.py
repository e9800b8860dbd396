"""Budget actions: none can be made here, so none are listed."""

from __future__ import annotations

from typing import Any

from moto.budgets.responses import BudgetsResponse

from migrate.simulator.billing.access import require_billing
from migrate.simulator.framework import extend


def _actions(account: str, **asked: Any) -> dict[str, Any]:
    del asked
    require_billing(account)
    return {"Actions": []}


extend(
    BudgetsResponse,
    lambda response: response.current_account,
    {"describe_budget_actions_for_account": _actions},
)
