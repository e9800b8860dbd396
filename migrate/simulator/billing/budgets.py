"""Budgets: moto keeps them; what was spent of them comes from the ledger."""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Mapping
from datetime import UTC, timedelta
from typing import Any

from moto.budgets.responses import BudgetsResponse

from migrate.simulator import clock
from migrate.simulator.billing.access import require_billing
from migrate.simulator.billing.amounts import text
from migrate.simulator.billing.cubes import Key, summed
from migrate.simulator.billing.ledger import LEDGER, Window
from migrate.simulator.billing.pages import Paging
from migrate.simulator.billing.periods import first_of
from migrate.simulator.framework import AwsError, extend

_BUDGETS = Paging("Budgets", "MaxResults", "NextToken", invalid="InvalidNextTokenException")
_NOTES = Paging("Notifications", "MaxResults", "NextToken", invalid="InvalidNextTokenException")
_TOLD = Paging("Subscribers", "MaxResults", "NextToken", invalid="InvalidNextTokenException")
_ACTIONS = Paging("Actions", "MaxResults", "NextToken", invalid="InvalidNextTokenException")
_LEFT_OUT: Mapping[str, frozenset[str]] = {
    "IncludeCredit": frozenset({"Credit"}),
    "IncludeRefund": frozenset({"Refund"}),
    "IncludeTax": frozenset({"Tax"}),
    "IncludeRecurring": frozenset({"RIFee", "SavingsPlanRecurringFee"}),
    "IncludeUpfront": frozenset({"Fee"}),
}
"""Switch of botocore's budgets CostTypes -> the record types that it leaves out."""


def _own(backend: Any, account: str) -> None:
    """Refuse budgets of another account, and whoever may not read billing."""
    if account != backend.account_id:
        raise AwsError("AccessDeniedException", f"Account {account} is not yours.")
    require_billing(account)


def _describe_budgets(backend: Any, **asked: Any) -> dict[str, Any]:
    _own(backend, asked["AccountId"])
    found = [_with_spend(one, backend.account_id) for one in _all(backend)]
    return _BUDGETS.page(backend.account_id, asked, found)


def _describe_budget(backend: Any, **asked: Any) -> dict[str, Any]:
    _own(backend, asked["AccountId"])
    found = backend.describe_budget(asked["AccountId"], asked["BudgetName"])
    return {"Budget": _with_spend(found, backend.account_id)}


def _notifications(backend: Any, **asked: Any) -> dict[str, Any]:
    _own(backend, asked["AccountId"])
    found = [one.details for one in _budget(backend, asked["BudgetName"]).notifications]
    return _NOTES.page(backend.account_id, asked, found)


def _subscribers(backend: Any, **asked: Any) -> dict[str, Any]:
    _own(backend, asked["AccountId"])
    for one in _budget(backend, asked["BudgetName"]).notifications:
        if all(asked["Notification"].get(k) == v for k, v in one.details.items()):
            return _TOLD.page(backend.account_id, asked, one.subscribers)
    raise AwsError("NotFoundException", "The notification does not exist.")


def _actions(backend: Any, **asked: Any) -> dict[str, Any]:
    """List what budgets set off: nothing, no action can be made here."""
    _own(backend, asked["AccountId"])
    return _ACTIONS.page(backend.account_id, asked, [])


def _all(backend: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = list(backend.describe_budgets(backend.account_id))
    return found


def _budget(backend: Any, name: str) -> Any:
    if name not in backend.budgets[backend.account_id]:
        raise AwsError("NotFoundException", f"The budget {name} does not exist.")
    return backend.budgets[backend.account_id][name]


# -- what was spent --------------------------------------------------------------------


def _with_spend(budget: dict[str, Any], account: str) -> dict[str, Any]:
    """Return a cost budget with what this month spent, and at that pace will spend."""
    if budget["BudgetType"] != "COST" or budget["TimeUnit"] != "MONTHLY":
        return budget
    now = clock.now().astimezone(UTC)
    month, tomorrow = first_of(now.date()), now.date() + timedelta(days=1)
    cell = summed(_counted(budget, account), (month, tomorrow), _one).get(())
    column = "amortized" if (budget.get("CostTypes") or {}).get("UseAmortized") else "cost"
    spent = cell.sums[column][0] if cell else 0
    length = calendar.monthrange(now.year, now.month)[1]
    expected = spent * length // max(now.day - 1, 1)
    return budget | {
        "CalculatedSpend": {
            "ActualSpend": {"Amount": text(spent), "Unit": "USD"},
            "ForecastedSpend": {"Amount": text(expected), "Unit": "USD"},
        }
    }


def _one(window: Window) -> Key:
    del window
    return ()


def _counted(budget: Mapping[str, Any], account: str) -> Iterator[Window]:
    """Yield the lines that a budget counts."""
    types = budget.get("CostTypes") or {}
    without = {
        kind for name, kinds in _LEFT_OUT.items() if not types.get(name, True) for kind in kinds
    }
    for window in LEDGER.visible(account, clock.now()):
        if window.charge.record_type in without:
            continue
        if all(_passes(window, k, v) for k, v in (budget.get("CostFilters") or {}).items()):
            yield window


def _passes(window: Window, name: str, values: list[str]) -> bool:
    """Tell whether a line passes one of botocore's budgets CostFilters."""
    if name == "TagKeyValue":
        pairs = (value.removeprefix("user:").partition("$") for value in values)
        return any(window.tags.get(key) == value for key, _, value in pairs)
    known = {
        "Service": window.charge.service,
        "Region": window.charge.region,
        "LinkedAccount": window.account,
        "UsageType": window.charge.usage_type,
        "Operation": window.charge.operation,
    }
    if name not in known:
        raise AwsError("InvalidParameterException", f"The filter {name} is not simulated.")
    return known[name] in values


extend(
    BudgetsResponse,
    lambda response: response.backend,
    {
        "describe_budgets": _describe_budgets,
        "describe_budget": _describe_budget,
        "describe_notifications_for_budget": _notifications,
        "describe_subscribers_for_notification": _subscribers,
        "describe_budget_actions_for_account": _actions,
    },
)
