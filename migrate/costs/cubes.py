"""What is asked of Cost Explorer: a cube is one grouping, a question is a cube over a window."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from migrate.core.escape import file_name

COSTS = ("UnblendedCost", "BlendedCost", "AmortizedCost", "NetUnblendedCost", "NetAmortizedCost")
QUANTITIES = ("UsageQuantity", "NormalizedUsageAmount")
METRICS = (*COSTS, *QUANTITIES)
"""All of them in one request: no metric loses its unit by standing beside another
(botocore ce MetricValue has a unit for each)."""
_FILTERS = {"DIMENSION": "Dimensions", "TAG": "Tags", "COST_CATEGORY": "CostCategories"}
"""Kind of a group to its name in a filter (botocore ce Expression)."""
SLICE = "@"


@dataclass(frozen=True, slots=True)
class Group:
    """One key to group by."""

    kind: str
    """`DIMENSION`, `TAG` or `COST_CATEGORY` (botocore ce GroupDefinitionType)."""
    key: str
    """Name of a dimension, tag or category: the last two are hostile text."""

    @property
    def column(self) -> str:
        """Name of its column: `service`, `tag:team`, `category:product`."""
        if self.kind == "DIMENSION":
            return self.key.lower()
        return f"{'tag' if self.kind == 'TAG' else 'category'}:{self.key}"

    def value(self, key: str) -> str:
        """Return the value in a key of an answer; a tag comes as `name$value`, empty for none."""
        return key if self.kind == "DIMENSION" else key.removeprefix(f"{self.key}$")


@dataclass(frozen=True, slots=True)
class Cube:
    """One grouping by at most two keys; a third is had by one filter for each of its values.

    Without groups it is the control that all others have to sum to.
    """

    name: str
    """Also the name of its files: plain characters only, whatever AWS calls the keys."""
    groups: tuple[Group, ...] = ()
    by: Group | None = None
    """The third key."""
    filtered: str = ""
    """For a slice: the value of the third key that it is about."""

    @property
    def family(self) -> str:
        """Name of the cube that this is a slice of; its own name for a whole one."""
        return self.name.partition(SLICE)[0]

    @property
    def keys(self) -> tuple[Group, ...]:
        """All keys, the third one first."""
        return (*((self.by,) if self.by else ()), *self.groups)

    def slice(self, value: str) -> Cube:
        """Return the part for one value of the third key."""
        return replace(self, name=f"{self.family}{SLICE}{file_name(value)}", filtered=value)


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
        if self.cube.by is not None:
            asked["Filter"] = _filter(self.cube.by, self.cube.filtered)
        return asked


def _filter(group: Group, value: str) -> Mapping[str, Any]:
    leaf = {"Key": group.key, "Values": [value], "MatchOptions": ["EQUALS"]}
    return {_FILTERS[group.kind]: leaf}


CONTROL = Cube("control")


@dataclass(frozen=True, slots=True)
class Call:
    """A cube at a granularity, as a plan lists it."""

    cube: Cube
    granularity: str

    @property
    def key(self) -> tuple[str, str]:
        """What its cells are found by."""
        return self.cube.name, self.granularity


def cube_body(cube: Cube) -> dict[str, Any]:
    """Return a cube as JSON."""
    return {
        "cube": cube.name,
        "groups": [[group.kind, group.key] for group in cube.groups],
        "by": [cube.by.kind, cube.by.key] if cube.by else None,
        "filtered": cube.filtered,
    }


def cube_of(body: Mapping[str, Any]) -> Cube:
    """Read a cube back; a name that could lead out of a directory is refused."""
    name = str(body["cube"])
    plain = name.replace(SLICE, "").replace("-", "").replace("_", "").replace(".", "")
    if not (plain.isascii() and plain.isalnum()) or name.startswith("."):
        raise ValueError(f"{name!r} is not the name of a cube")
    groups = tuple(Group(str(kind), str(key)) for kind, key in body["groups"])
    by = Group(*(str(part) for part in body["by"])) if body["by"] else None
    return Cube(name, groups, by, str(body["filtered"]))


def call_body(call: Call) -> dict[str, Any]:
    """Return a call as JSON."""
    return {**cube_body(call.cube), "granularity": call.granularity}


def call_of(body: Mapping[str, Any]) -> Call:
    """Read a call back."""
    return Call(cube_of(body), str(body["granularity"]))
