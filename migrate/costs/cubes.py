"""Which sums are asked for: each cube is a grouping, captured by month and by day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from migrate.costs.periods import DAILY, MONTHLY

COSTS = ("UnblendedCost", "BlendedCost", "AmortizedCost", "NetUnblendedCost", "NetAmortizedCost")
QUANTITIES = ("UsageQuantity", "NormalizedUsageAmount")
METRICS = (*COSTS, *QUANTITIES)
"""All of them in one request: no metric loses its unit by standing beside another
(botocore ce MetricValue has a unit for each)."""


@dataclass(frozen=True, slots=True)
class Group:
    """One key to group by."""

    kind: str
    """`DIMENSION`, `TAG` or `COST_CATEGORY` (botocore ce GroupDefinitionType)."""
    key: str
    """Name of a dimension, tag or category: the last two are hostile text."""


@dataclass(frozen=True, slots=True)
class Cube:
    """One grouping; without groups it is the control that all others have to sum to."""

    name: str
    """Also the name of its files: `a-z0-9.-` only, whatever AWS calls the key."""
    groups: tuple[Group, ...] = ()
    granularities: tuple[str, ...] = (MONTHLY, DAILY)


@dataclass(frozen=True, slots=True)
class Question:
    """One cube over one window: what a cell of the archive answers."""

    cube: Cube
    granularity: str
    start: date
    end: date
    """Exclusive."""

    def request(self) -> dict[str, Any]:
        """Return it as GetCostAndUsage takes it; the same question gives the same request."""
        asked: dict[str, Any] = {
            "TimePeriod": {"Start": self.start.isoformat(), "End": self.end.isoformat()},
            "Granularity": self.granularity,
            "Metrics": list(METRICS),
        }
        if self.cube.groups:
            asked["GroupBy"] = [{"Type": g.kind, "Key": g.key} for g in self.cube.groups]
        return asked


def _by(name: str, *keys: str) -> Cube:
    return Cube(name, tuple(Group("DIMENSION", key) for key in keys))


CONTROL = Cube("control")
ESSENTIAL = (
    _by("service-region", "SERVICE", "REGION"),
    _by("service-record-type", "SERVICE", "RECORD_TYPE"),
)
STANDARD = (_by("service-usage-type", "SERVICE", "USAGE_TYPE"),)
LEVELS: Mapping[str, Sequence[Cube]] = {
    "essential": ESSENTIAL,
    "standard": (*ESSENTIAL, *STANDARD),
}
DEFAULT_LEVEL = "standard"


def cubes_of(level: str) -> tuple[Cube, ...]:
    """Return the cubes of a level, the control first."""
    return (CONTROL, *LEVELS[level])
