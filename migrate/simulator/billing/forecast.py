"""GetCostForecast: the mean of the last 90 days, carried on."""

from __future__ import annotations

from datetime import UTC, date, timedelta
from itertools import pairwise
from typing import Any

from migrate.simulator import clock
from migrate.simulator.billing.amounts import text
from migrate.simulator.billing.cubes import METRICS, summed
from migrate.simulator.billing.filters import invalid
from migrate.simulator.billing.periods import bounds, known_until
from migrate.simulator.billing.question import require_data, windows
from migrate.simulator.framework import AwsError

BASIS = 90
"""Days of history that a forecast looks at."""


class Forecast:
    """What Cost Explorer expects."""

    account_id: str

    def get_cost_forecast(self, **asked: Any) -> dict[str, Any]:
        """Carry the mean day of the last quarter on into a period of the future."""
        now = clock.now()
        require_data(self.account_id, now)
        start = date.fromisoformat(asked["TimePeriod"]["Start"][:10])
        end = date.fromisoformat(asked["TimePeriod"]["End"][:10])
        if start < now.astimezone(UTC).date():
            raise invalid("Start date must be the current date or later")
        if start >= end:
            raise invalid("Start date should be before end date")
        mean = self._mean_day(asked)
        spread = int(asked.get("PredictionIntervalLevel") or 80)
        edges = bounds(start, end, str(asked["Granularity"]))
        parts = [
            _expected(low, high, mean * (high - low).days, spread) for low, high in pairwise(edges)
        ]
        total = {"Amount": text(mean * (end - start).days), "Unit": "USD"}
        return {"Total": total, "ForecastResultsByTime": parts}

    def _mean_day(self, asked: dict[str, Any]) -> int:
        metric = "".join(word.title() for word in str(asked["Metric"]).split("_"))
        if metric not in METRICS:
            raise invalid(f"Metric {asked['Metric']} is invalid")
        now = clock.now()
        last = known_until(now)
        edges = (last - timedelta(days=BASIS), last)
        seen = windows(self.account_id, now, asked.get("Filter"))
        cell = summed(seen, edges, lambda window: ()).get(())  # noqa: ARG005
        if cell is None or not cell.seen[0]:
            raise AwsError(
                "DataUnavailableException",
                "Insufficient amount of historical data to generate forecast",
            )
        return cell.sums[METRICS[metric]][0] // BASIS


def _expected(start: date, end: date, mean: int, level: int) -> dict[str, Any]:
    margin = abs(mean) * level // 800
    return {
        "TimePeriod": {"Start": start.isoformat(), "End": end.isoformat()},
        "MeanValue": text(mean),
        "PredictionIntervalLowerBound": text(mean - margin),
        "PredictionIntervalUpperBound": text(mean + margin),
    }
