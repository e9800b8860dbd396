"""What a plan of the archive says: the wants of a level, the calls that answer them, the price."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from migrate.costs.asking import CONTROLS, Wishes
from migrate.costs.choosing import Periods, choose, fewest
from migrate.costs.cubes import Call, call_body, call_of
from migrate.costs.estimating import Estimate, requests, said
from migrate.costs.extras_table import extras_of
from migrate.costs.manifest import want_body, want_of
from migrate.costs.periods import REACH
from migrate.costs.sizes import Sizes
from migrate.costs.wants import Keys, Want, wants_of

DAYS_OF_A_MONTH = 31
MORE_LISTS = Estimate(0, 5, 20)
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
    """Requests that it takes at the least, guesses left out."""
    expected: int = 0
    likely: tuple[int, int] = (0, 0)
    """Requests that it takes probably: no promise; the budget is what stops it."""
    because: str = ""
    """What that comes from."""

    def wishes(self, months: int) -> Wishes:
        """Return what a capture is given; months as they are found when it begins."""
        return Wishes(self.calls, self.budget, months, REACH)


def scope_of(level: str, keys: Keys, sizes: Sizes, months: int, budget: int) -> Scope:
    """Choose the cheapest calls for a level, and tell their price."""
    wants, periods = wants_of(level, keys), periods_of(months)
    calls = choose(wants, sizes, periods)
    sure = len(CONTROLS) + sum(1 for extra in extras_of(level) if extra.paid)
    least = sure + sum(fewest(call, sizes, periods) for call in calls)
    found = sum((requests(c, sizes, periods.of(c.granularity)) for c in calls), MORE_LISTS)
    few, about, many = (
        max(least, sure + round(count)) for count in (found.low, found.expected, found.high)
    )
    because = said(calls, sizes)
    return Scope(level, wants, calls, months, budget, least, about, (few, many), because)


def periods_of(months: int) -> Periods:
    """Return how many periods there are, given the months that Cost Explorer answers."""
    return Periods(months, (REACH - 1) * 30 + DAYS_OF_A_MONTH)


def scope_body(scope: Scope) -> dict[str, Any]:
    """Return a scope as JSON, for the parameters of a change."""
    return {
        "level": scope.level,
        "wants": [want_body(want) for want in scope.wants],
        "calls": [call_body(call) for call in scope.calls],
        "months": scope.months,
        "budget": scope.budget,
        "fewest": scope.fewest,
        "expected": scope.expected,
        "likely": list(scope.likely),
        "because": scope.because,
    }


def scope_from(body: Mapping[str, Any]) -> Scope:
    """Read a scope back; a plan of an earlier version says less."""
    low, high = body.get("likely", (0, 0))
    return Scope(
        level=str(body["level"]),
        wants=tuple(want_of(want) for want in body["wants"]),
        calls=tuple(call_of(call) for call in body["calls"]),
        months=int(body["months"]),
        budget=int(body["budget"]),
        fewest=int(body["fewest"]),
        expected=int(body.get("expected", 0)),
        likely=(int(low), int(high)),
        because=str(body.get("because", "")),
    )
