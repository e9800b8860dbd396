"""The arithmetic of reservations and savings plans: bought, used, left over, saved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from migrate.simulator.billing.amounts import USAGE, scaled, text
from migrate.simulator.billing.commitments import Reservation, SavingsPlan
from migrate.simulator.billing.cubes import Cell, Key, summed
from migrate.simulator.billing.ledger import Window

_HOUR = 10**USAGE
"""One hour, scaled."""
Cells = Mapping[Key, Cell]
Numbers = Mapping[str, int]


def service_of(expression: Mapping[str, Any] | None) -> str:
    """Return the service that a question about reservations is about; EC2 unless it says."""
    leaf = (expression or {}).get("Dimensions") or {}
    for one in (expression or {}).get("And") or ():
        if (one.get("Dimensions") or {}).get("Key") == "SERVICE":
            leaf = one["Dimensions"]
    named = leaf.get("Values") if leaf.get("Key") == "SERVICE" else None
    return str(named[0]) if named else "Amazon Elastic Compute Cloud - Compute"


def shown_period(start: date, end: date) -> dict[str, Any]:
    """Write a period as a member of an answer."""
    return {"TimePeriod": {"Start": start.isoformat(), "End": end.isoformat()}}


def by_commitment(windows: Iterable[Window], edges: Sequence[date]) -> Cells:
    """Sum what each commitment covered, by period."""
    seen = [w for w in windows if w.charge.commitment]
    return summed(seen, edges, lambda w: (w.charge.commitment, w.charge.record_type))


def total(cell: Cell | None, column: str, periods: Sequence[int]) -> int:
    """Return one sum of a cell over some periods."""
    return sum(cell.sums[column][index] for index in periods) if cell else 0


def added(parts: Iterable[Numbers]) -> Numbers:
    """Add numbers by name."""
    found: dict[str, int] = {}
    for part in parts:
        for name, value in part.items():
            found[name] = found.get(name, 0) + value
    return found


def percent(part: int, whole: int) -> str:
    """Write a share in percent, with as many places as AWS writes."""
    return text(part * 100 * 10**10 // whole) if whole else "0"


def _overlap(one: Reservation | SavingsPlan, period: tuple[date, date]) -> int:
    """Return how many days of a period a commitment runs."""
    first, last = max(one.start.date(), period[0]), min(one.end.date(), period[1])
    return max((last - first).days, 0)


def reserved(one: Reservation, used: Cells, index: int, period: tuple[date, date]) -> Numbers:
    """Count the hours and the money of a reservation in a period."""
    days = _overlap(one, period)
    bought = one.count * days * 24 * _HOUR
    actual = total(used.get((one.identifier, "DiscountedUsage")), "quantity", (index,))
    actual = min(actual, bought)
    term = max((one.end.date() - one.start.date()).days, 1)
    upfront = scaled(one.fixed) * one.count * days // term
    recurring = scaled(one.hourly) * bought // _HOUR
    return {
        "bought": bought,
        "actual": actual,
        "upfront": upfront,
        "recurring": recurring,
        "on_demand": scaled(one.on_demand) * actual // _HOUR,
        "potential": scaled(one.on_demand) * bought // _HOUR,
    }


def utilization(numbers: Numbers) -> dict[str, str]:
    """Write what a reservation was used for as GetReservationUtilization does."""
    n = {k: numbers.get(k, 0) for k in ("bought", "actual", "upfront", "recurring", "on_demand")}
    fee = n["upfront"] + n["recurring"]
    unused = n["bought"] - n["actual"]
    wasted = fee * unused // n["bought"] if n["bought"] else 0
    potential = numbers.get("potential", 0)
    return {
        "UtilizationPercentage": percent(n["actual"], n["bought"]),
        "PurchasedHours": text(n["bought"], USAGE),
        "TotalActualHours": text(n["actual"], USAGE),
        "UnusedHours": text(unused, USAGE),
        "OnDemandCostOfRIHoursUsed": text(n["on_demand"]),
        "NetRISavings": text(n["on_demand"] - fee),
        "TotalPotentialRISavings": text(potential - fee),
        "AmortizedUpfrontFee": text(n["upfront"]),
        "AmortizedRecurringFee": text(n["recurring"]),
        "TotalAmortizedFee": text(fee),
        "RICostForUnusedHours": text(wasted),
        "RealizedSavings": text(n["on_demand"] - (fee - wasted)),
        "UnrealizedSavings": text((potential - n["on_demand"]) - wasted),
    }


def covered(cells: Cells, periods: Sequence[int]) -> dict[str, Any]:
    """Say how many of the running hours in lines by record type were reserved."""
    held = total(cells.get(("DiscountedUsage",)), "quantity", periods)
    free = total(cells.get(("Usage",)), "quantity", periods)
    return {
        "CoverageHours": {
            "OnDemandHours": text(free, USAGE),
            "ReservedHours": text(held, USAGE),
            "TotalRunningHours": text(held + free, USAGE),
            "CoverageHoursPercentage": percent(held, held + free),
        },
        "CoverageCost": {"OnDemandCost": text(total(cells.get(("Usage",)), "cost", periods))},
    }


def committed(one: SavingsPlan, used: Cells, index: int, period: tuple[date, date]) -> Numbers:
    """Count the money of a savings plan in a period."""
    cell = used.get((one.arn, "SavingsPlanCoveredUsage"))
    return {
        "commitment": scaled(one.commitment) * 24 * _overlap(one, period),
        "used": total(cell, "amortized", (index,)),
        "on_demand": total(cell, "cost", (index,)),
    }


def plan_utilization(numbers: Numbers) -> dict[str, Any]:
    """Write the use of savings plans as GetSavingsPlansUtilization does."""
    bought, taken = numbers.get("commitment", 0), numbers.get("used", 0)
    worth = numbers.get("on_demand", 0)
    return {
        "Utilization": {
            "TotalCommitment": text(bought),
            "UsedCommitment": text(taken),
            "UnusedCommitment": text(bought - taken),
            "UtilizationPercentage": percent(taken, bought),
        },
        "Savings": {
            "NetSavings": text(worth - bought),
            "OnDemandCostEquivalent": text(worth),
        },
        "AmortizedCommitment": {
            "AmortizedRecurringCommitment": text(bought),
            "AmortizedUpfrontCommitment": "0",
            "TotalAmortizedCommitment": text(bought),
        },
    }
