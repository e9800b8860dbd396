"""What a plan of the archive says: the wants of a level, the calls that answer them, the price."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from migrate.costs.asking import CONTROLS, Wishes
from migrate.costs.choosing import Periods, choose, cost, fewest
from migrate.costs.cubes import Call, call_body, call_of
from migrate.costs.extras_table import extras_of
from migrate.costs.manifest import want_body, want_of
from migrate.costs.periods import REACH
from migrate.costs.sizes import Sizes
from migrate.costs.wants import Keys, Want, wants_of

DAYS_OF_A_MONTH = 31
MORE_LISTS = 20
"""Requests for further services, categories and pages of lists: our guess."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What will be captured."""

    level: str
    wants: tuple[Want, ...]
    calls: tuple[Call, ...]
    months: int
    budget: int
    """Requests."""
    fewest: int
    most: int
    """Requests that it takes, as far as can be told; never more than the budget."""

    def wishes(self, months: int) -> Wishes:
        """Return what a capture is given; months as they are found when it begins."""
        return Wishes(self.calls, self.budget, months, REACH)


def scope_of(level: str, keys: Keys, sizes: Sizes, months: int, budget: int) -> Scope:
    """Choose the cheapest calls for a level, and tell their price."""
    wants = wants_of(level, keys)
    periods = Periods(months, (REACH - 1) * 30 + DAYS_OF_A_MONTH)
    calls = choose(wants, sizes, periods)
    ends = [cost(call.cube, sizes, periods.of(call.granularity))[1] for call in calls]
    lists = sum(1 for extra in extras_of(level) if extra.paid)
    least = len(CONTROLS) + lists + sum(fewest(call, sizes, periods) for call in calls)
    most = len(CONTROLS) + lists + MORE_LISTS + sum(ends)
    return Scope(level, wants, calls, months, budget, least, max(least, most))


def scope_body(scope: Scope) -> dict[str, Any]:
    """Return a scope as JSON, for the parameters of a change."""
    return {
        "level": scope.level,
        "wants": [want_body(want) for want in scope.wants],
        "calls": [call_body(call) for call in scope.calls],
        "months": scope.months,
        "budget": scope.budget,
        "fewest": scope.fewest,
        "most": scope.most,
    }


def scope_from(body: Mapping[str, Any]) -> Scope:
    """Read a scope back."""
    return Scope(
        level=str(body["level"]),
        wants=tuple(want_of(want) for want in body["wants"]),
        calls=tuple(call_of(call) for call in body["calls"]),
        months=int(body["months"]),
        budget=int(body["budget"]),
        fewest=int(body["fewest"]),
        most=int(body["most"]),
    )
