"""How completely each service and each region was seen, and the permissions that are missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from migrate.aws.permissions import action_of
from migrate.inventory.cells import RESOLVED, Cell
from migrate.inventory.gaps import missing_actions
from migrate.inventory.witnesses.hearing import all_witnesses

Share = dict[str, int]


def by_place(cells: Iterable[Cell]) -> dict[str, Any]:
    """Count resolved and planned cells by service, by region, and where both are not complete."""
    planned: Counter[tuple[str, str]] = Counter()
    resolved: Counter[tuple[str, str]] = Counter()
    for cell in cells:
        place = cell.listing.partition(":")[0], cell.region
        planned[place] += 1
        resolved[place] += cell.state in RESOLVED
    return {
        "services": _summed(planned, resolved, 0),
        "regions": _summed(planned, resolved, 1),
        "incomplete": [
            {"service": s, "region": r, "resolved": resolved[s, r], "planned": count}
            for (s, r), count in sorted(planned.items())
            if resolved[s, r] < count
        ],
    }


def denied(cells: Iterable[Cell], heard: Sequence[Mapping[str, Any]]) -> frozenset[str]:
    """Return every permission that a cell or a witness was denied."""
    return frozenset({*missing_actions(cells), *_denied_witnesses(heard)})


def _denied_witnesses(heard: Sequence[Mapping[str, Any]]) -> set[str]:
    names = {row["name"] for row in heard if row["state"] == "denied"}
    return {
        action_of(call)
        for module in all_witnesses()
        if module.NAME in names
        for call in module.CALLS
    }


def _summed(
    planned: Counter[tuple[str, str]], resolved: Counter[tuple[str, str]], part: int
) -> dict[str, Share]:
    found: dict[str, Share] = {}
    for place, count in sorted(planned.items(), key=lambda pair: pair[0][part]):
        share = found.setdefault(place[part], {"resolved": 0, "planned": 0})
        share["planned"] += count
        share["resolved"] += resolved[place]
    return found
