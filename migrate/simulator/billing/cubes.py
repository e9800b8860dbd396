"""Sums of the ledger by period and up to two keys: the arithmetic of GetCostAndUsage."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import add, itemgetter, sub
from typing import Any

from migrate.simulator.billing.amounts import MONEY, USAGE, text
from migrate.simulator.billing.book import Line
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
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """The sums of one key, one number per period and column."""

    sums: Mapping[str, Sequence[int]]
    units: Sequence[frozenset[str]]
    """The units of what was used in each period."""
    seen: Sequence[bool]
    """Whether a period has anything of it."""

    @classmethod
    def empty(cls, periods: int) -> Cell:
        """Return a cell of nothing."""
        zeros = dict.fromkeys(("cost", "amortized", "quantity", "normalized"), (0,) * periods)
        return cls(zeros, (frozenset(),) * periods, (False,) * periods)

    def metrics(self, index: int, names: Iterable[str]) -> dict[str, dict[str, str]]:
        """Write the metrics of a period as Cost Explorer answers them."""
        columns = {METRICS[name] for name in names}
        amounts = {column: self._amount(index, column) for column in columns}
        return {name: dict(amounts[METRICS[name]]) for name in names}

    def _amount(self, index: int, column: str) -> dict[str, str]:
        value = self.sums[column][index]
        if column == "quantity":
            units = self.units[index]
            unit = next(iter(units)) if len(units) == 1 else "N/A"
            return {"Amount": text(value, USAGE), "Unit": unit}
        if column == "normalized":
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


class _Running:
    """Running sums of lines at the edges of the periods: added up first, subtracted once."""

    __slots__ = ("cost", "normalized", "over", "quantity")

    def __init__(self, edges: int) -> None:
        self.cost = [0] * edges
        self.over: list[int] | None = None
        """By how much the amortized cost exceeds the cost; few lines have that."""
        self.quantity = [0] * edges
        self.normalized: list[int] | None = None

    def add(self, line: Line, pick: Callable[[Sequence[int]], tuple[int, ...]]) -> None:
        """Add a line, read at the edges."""
        cost = pick(line.cost)
        self.cost = list(map(add, self.cost, cost))
        self.quantity = list(map(add, self.quantity, pick(line.quantity)))
        if line.amortized is not line.cost:
            over = map(sub, pick(line.amortized), cost)
            self.over = list(map(add, self.over or [0] * len(cost), over))
        if line.normalized[-1]:
            found = pick(line.normalized)
            self.normalized = list(map(add, self.normalized or [0] * len(cost), found))

    def closed(self) -> dict[str, list[int]]:
        """Return what each period has, by column."""
        cost = _steps(self.cost)
        zeros = [0] * len(cost)
        return {
            "cost": cost,
            "amortized": list(map(add, cost, _steps(self.over))) if self.over else cost,
            "quantity": _steps(self.quantity),
            "normalized": _steps(self.normalized) if self.normalized else zeros,
        }


def _steps(sums: Sequence[int]) -> list[int]:
    return list(map(sub, sums[1:], sums))


def summed(
    windows: Iterable[Window], edges: Sequence[date], key: Callable[[Window], Key]
) -> dict[Key, Cell]:
    """Sum all lines by key and period."""
    ordinals = [edge.toordinal() for edge in edges]
    picks: dict[tuple[int, int, int], Callable[[Sequence[int]], tuple[int, ...]]] = {}
    found: dict[Key, dict[str, _Running]] = {}
    for window in windows:
        if window.first >= ordinals[-1] or window.end <= ordinals[0]:
            continue
        place = (window.first, window.end, window.opened)
        pick = picks.get(place) or picks.setdefault(place, _pick(window, ordinals))
        parts = found.setdefault(key(window), {})
        unit = window.charge.unit
        running = parts.get(unit) or parts.setdefault(unit, _Running(len(edges)))
        running.add(window.line, pick)
    return {name: _cell(parts) for name, parts in found.items()}


def _pick(window: Window, ordinals: Sequence[int]) -> Callable[[Sequence[int]], tuple[int, ...]]:
    """Return what reads running sums at the edges, as far as a window shows them."""
    clipped = [min(max(e, window.first), window.end) - window.opened for e in ordinals]
    return itemgetter(*clipped)


def _cell(parts: Mapping[str, _Running]) -> Cell:
    """Put the lines of all units together."""
    closed = {unit: running.closed() for unit, running in parts.items()}
    there = {
        unit: [bool(a or b or c or d) for a, b, c, d in zip(*columns.values(), strict=True)]
        for unit, columns in closed.items()
    }
    first, *more = closed.values()
    sums = dict(first)
    for columns in more:
        sums = {name: list(map(add, sums[name], columns[name])) for name in sums}
    periods = range(len(sums["cost"]))
    units = [frozenset(u for u, some in there.items() if u and some[i]) for i in periods]
    return Cell(sums, units, [any(some[i] for some in there.values()) for i in periods])
