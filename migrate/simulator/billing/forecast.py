"""Forecasts: the mean of the last 90 days, carried on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

from migrate.simulator import clock
from migrate.simulator.billing.amounts import MONEY, USAGE, text
from migrate.simulator.billing.cubes import METRICS, Cell, summed
from migrate.simulator.billing.filters import invalid
from migrate.simulator.billing.periods import bounds, known_until, shifted
from migrate.simulator.billing.question import day, require_data, windows
from migrate.simulator.framework import AwsError

BASIS = 90
"""Days of history that a forecast looks at."""
AHEAD: Mapping[str, int] = {"DAILY": 3, "MONTHLY": 18}
"""Months that can be forecast (aws docs: ce-forecast)."""
USAGES = frozenset({"UsageQuantity", "NormalizedUsageAmount"})


class Forecast:
    """What Cost Explorer expects."""

    account_id: str

    def get_cost_forecast(self, **asked: Any) -> dict[str, Any]:
        """Carry the mean day of the last quarter on into a period of the future."""
        metric = _metric(asked)
        if metric in USAGES:
            raise invalid(f"Metric {asked['Metric']} is not a cost")
        cell = self._basis(asked)
        return _forecast(asked, cell.sums[METRICS[metric]][0] // BASIS, MONEY, "USD")

    def get_usage_forecast(self, **asked: Any) -> dict[str, Any]:
        """Do the same with a quantity: of one usage type, or of several in one unit."""
        metric = _metric(asked)
        if metric not in USAGES:
            raise invalid(f"Metric {asked['Metric']} is not a usage")
        cell = self._basis(asked)
        units = cell.units[0]
        if len(units) > 1:
            raise invalid(f"Usage in different units cannot be forecast: {sorted(units)}")
        unit = next(iter(units), "N/A")
        return _forecast(asked, cell.sums[METRICS[metric]][0] // BASIS, USAGE, unit)

    def _basis(self, asked: Mapping[str, Any]) -> Cell:
        """Sum the days that a forecast looks at."""
        now = clock.now()
        require_data(self.account_id, now)
        _checked(asked, now)
        last = known_until(now)
        edges = (last - timedelta(days=BASIS), last)
        seen = windows(self.account_id, now, asked.get("Filter"))
        cell = summed(seen, edges, lambda window: ()).get(())  # noqa: ARG005
        if cell is None or not cell.seen[0]:
            raise AwsError(
                "DataUnavailableException",
                "Insufficient amount of historical data to generate forecast",
            )
        return cell


def _metric(asked: Mapping[str, Any]) -> str:
    """Return the metric, which is written UPPER_SNAKE here and CamelCase in GetCostAndUsage."""
    metric = "".join(word.title() for word in str(asked["Metric"]).split("_"))
    if metric not in METRICS:
        raise invalid(f"Metric {asked['Metric']} is invalid")
    return metric


def _checked(asked: Mapping[str, Any], now: datetime) -> None:
    start, end = day(asked["TimePeriod"].get("Start")), day(asked["TimePeriod"].get("End"))
    today = now.astimezone(UTC).date()
    if start < today:
        raise invalid("Start date must be the current date or later")
    if start >= end:
        raise invalid("Start date should be before end date")
    months = AHEAD.get(str(asked["Granularity"]))
    if months is None:
        raise invalid(f"Granularity {asked['Granularity']} is not supported")
    if end > shifted(today, months + 1):
        raise invalid(f"End date can be at most {months} months from now")


def _forecast(asked: Mapping[str, Any], mean: int, places: int, unit: str) -> dict[str, Any]:
    start, end = day(asked["TimePeriod"]["Start"]), day(asked["TimePeriod"]["End"])
    level = int(asked.get("PredictionIntervalLevel") or 80)
    edges = bounds(start, end, str(asked["Granularity"]))
    parts = [_expected(low, high, mean, level, places) for low, high in pairwise(edges)]
    total = {"Amount": text(mean * (end - start).days, places), "Unit": unit}
    return {"Total": total, "ForecastResultsByTime": parts}


def _expected(start: date, end: date, mean: int, level: int, places: int) -> dict[str, Any]:
    value = mean * (end - start).days
    margin = abs(value) * level // 800
    return {
        "TimePeriod": {"Start": start.isoformat(), "End": end.isoformat()},
        "MeanValue": text(value, places),
        "PredictionIntervalLowerBound": text(value - margin, places),
        "PredictionIntervalUpperBound": text(value + margin, places),
    }
