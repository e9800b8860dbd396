"""Counts to filter by: each value of a few fields, and how many resources it would leave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from migrate.core.resource_filter import Filter
from migrate.state.view_filter import Group, Known, chosen_groups

FACETS = ("service", "region", "type", "move")
"""From top to bottom; each is counted under every term but those about itself."""


@dataclass(frozen=True, slots=True)
class Facet:
    """One field and its values, the most frequent first."""

    field: str
    values: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """How many resources a filter leaves, and how many each further choice would."""

    total: int
    facets: tuple[Facet, ...]


def counts_of(asked: Filter, groups: Mapping[Group, int], known: Known) -> Counts:
    """Count by facet."""
    fits = chosen_groups(asked, known)
    total = sum(count for group, count in groups.items() if fits(group))
    facets = (_facet(field, asked, groups, known) for field in FACETS)
    return Counts(total, tuple(facet for facet in facets if facet.values))


def _facet(field: str, asked: Filter, groups: Mapping[Group, int], known: Known) -> Facet:
    fits = chosen_groups(asked, known, leave_out=field)
    counted: Counter[str] = Counter()
    for group, count in groups.items():
        value = known.moves.get(group.type, "") if field == "move" else getattr(group, field)
        if value and fits(group):
            counted[value] += count
    return Facet(field, tuple(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))))
