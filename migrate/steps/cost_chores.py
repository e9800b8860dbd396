"""What a person switches on in the billing console before the cost history can be saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from migrate.core.errors import HandNeeded
from migrate.core.plan import Change, Receipt
from migrate.costs.periods import LONG_REACH
from migrate.costs.saving import look_at
from migrate.steps.by_hand import Chore, do_chore
from migrate.steps.context import Context

AGAIN = timedelta(hours=6)
"""AWS takes hours to days to fill Cost Explorer: how long until the next look is worth it."""


def _off(context: Context) -> str:
    seen = look_at(context.workspace.archive, context.account("legacy"))
    if not seen.months:
        return "Cost Explorer is not enabled in the old account, or has no data yet"
    if seen.filled is False:
        return "there are invoices of the last months, but Cost Explorer does not show them yet"
    return ""


def _short(context: Context) -> str:
    seen = look_at(context.workspace.archive, context.account("legacy"))
    if seen.months == LONG_REACH or seen.older is False:
        return ""
    return f"Cost Explorer answers {seen.months} months only, and there are older invoices"


ENABLE = Chore(
    "enable-cost-explorer",
    "Enable Cost Explorer in the old account",
    "Sign in to the old account, open Billing and Cost Management, Cost Explorer, and launch it. "
    "The current month appears within 24 hours, the months before a few days later; "
    "AWS has no API for this.",
    "cost-management/home#/cost-explorer",
    "ce:GetCostAndUsage answers, with the months that have invoices",
    _off,
    "aws docs: ce-enable",
)
MULTI_YEAR = Chore(
    "enable-multi-year",
    "Switch on the history of 38 months",
    "Sign in to the old account, open Billing and Cost Management, Cost Management preferences, "
    "and switch on multi-year data at monthly granularity. It appears within 48 hours; AWS has "
    "no API for this. If 14 months are enough, write `archive-costs.history: 14-months` under "
    "choices in migrate.yaml and plan again.",
    "cost-management/home#/settings",
    "ce:GetCostAndUsage answers for 37 months ago",
    _short,
    "aws docs: ce-advanced-cost-analysis",
)
CHORES: Mapping[str, Chore] = {f"hand:{chore.key}": chore for chore in (ENABLE, MULTI_YEAR)}


def do(change: Change, context: Context) -> Receipt:
    """Probe what a person did; AWS shows it hours later, so the next look is hours away."""
    try:
        return do_chore(CHORES[change.key], change, context)
    except HandNeeded as needed:
        if needed.wait is not None:
            later = context.account("legacy").clock.now() + AGAIN
            needed.wait = replace(needed.wait, next_look=later)
        raise
