"""Sums of the ledger by period and up to two keys: the arithmetic of GetCostAndUsage."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import add, itemgetter, sub
from typing import Any

from migrate.simulator.billing.amounts import MONEY, USAGE, text
from migrate.simulator.billing.charge import GROUPABLE, absent
from migrate.simulator.billing.filters import category, dimension, invalid
from migrate.simulator.billing.ledger import Window
from migrate.simulator.billing.preferences import Category

METRICS: Mapping[str, str] = {
    "AmortizedCost": "amortized",
    "BlendedCost": "cost",
    "NetAmortizedCost": "amortized",
    "NetUnblendedCost": "cost",
    "NormalizedUsageAmount": "normalized",
    "UnblendedCost": "cost",
    "UsageQuantity": "quantity",
}
"""Metric -> the column that holds it; without private pricing net and blended costs are equal."""
_COLUMNS = ("cost", "amortized", "quantity", "normalized")
Key = tuple[str, ...]


@dataclass(slots=True)
class Cell:
    """The sums of one key, one number per period and column."""

    sums: dict[str, list[int]]
    units: list[set[str]] = field(default_factory=list)
    seen: list[bool] = field(default_factory=list)

    @classmethod
    def empty(cls, periods: int) -> Cell:
        """Return a cell of nothing."""
        zeros = {column: [0] * periods for column in _COLUMNS}
        return cls(zeros, [set() for _ in range(periods)], [False] * periods)

    def add(self, window: Window, edges: Sequence[int]) -> None:
        """Add a line, cut at the edges of the periods (ordinal days)."""
        clipped = [min(max(e, window.first), window.end) - window.opened for e in edges]
        pick = itemgetter(*clipped)
        some = [False] * (len(edges) - 1)
        for column in _COLUMNS:
            at = pick(getattr(window.line, column))
            parts = list(map(sub, at[1:], at))
            self.sums[column] = list(map(add, self.sums[column], parts))
            some = [a or bool(b) for a, b in zip(some, parts, strict=True)]
        unit = window.charge.unit
        for index, there in enumerate(some):
            if there:
                self.seen[index] = True
                if unit:
                    self.units[index].add(unit)

    def metrics(self, index: int, names: Iterable[str]) -> dict[str, dict[str, str]]:
        """Write the metrics of a period as Cost Explorer answers them."""
        return {name: self._metric(index, name) for name in names}

    def _metric(self, index: int, name: str) -> dict[str, str]:
        value = self.sums[METRICS[name]][index]
        if name == "UsageQuantity":
            units = self.units[index]
            return {
                "Amount": text(value, USAGE),
                "Unit": next(iter(units)) if len(units) == 1 else "N/A",
            }
        if name == "NormalizedUsageAmount":
            return {"Amount": text(value, USAGE), "Unit": "N/A"}
        return {"Amount": text(value, MONEY), "Unit": "USD"}


def keyed(
    groups: Sequence[Mapping[str, Any]], categories: Sequence[Category]
) -> Callable[[Window], Key]:
    """Return the function that names the group of a line; refuse what AWS refuses."""
    if len(groups) > 2:
        raise invalid("Group by dimensions can have at most 2 values")
    readers = [_reader(group, categories) for group in groups]
    return lambda window: tuple(reader(window) for reader in readers)


def _reader(group: Mapping[str, Any], categories: Sequence[Category]) -> Callable[[Window], str]:
    kind, name = str(group.get("Type") or "DIMENSION"), str(group.get("Key") or "")
    if kind == "TAG":
        return lambda window: f"{name}${window.tags.get(name, '')}"
    if kind == "COST_CATEGORY":
        definitions = [one for one in categories if one.name == name]
        return lambda window: f"{name}$" + "".join(category(window, d) for d in definitions)
    if kind != "DIMENSION" or name not in GROUPABLE:
        raise invalid(
            f"Group Definition dimension {name} is invalid. Valid values are: {sorted(GROUPABLE)}"
        )
    empty = absent(name)
    return lambda window: dimension(window, name) or empty


def summed(
    windows: Iterable[Window], edges: Sequence[date], key: Callable[[Window], Key]
) -> dict[Key, Cell]:
    """Sum all lines by key and period."""
    ordinals = [edge.toordinal() for edge in edges]
    cells: dict[Key, Cell] = {}
    for window in windows:
        if window.first >= ordinals[-1] or window.end <= ordinals[0]:
            continue
        name = key(window)
        cell = cells.get(name) or cells.setdefault(name, Cell.empty(len(edges) - 1))
        cell.add(window, ordinals)
    return cells
