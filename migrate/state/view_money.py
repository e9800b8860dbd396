"""What resources cost, as far as the bill that the inventory was compared with tells."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

EVERYWHERE = frozenset({"global", ""})
"""A line of these regions can come from any region, and a resource of `global` from any line."""


@dataclass(frozen=True, slots=True)
class BillLine:
    """One usage type of the bill that resources of some types explain."""

    service: str
    region: str
    usage_type: str
    amount: Decimal
    resources: int
    """That can have caused it, this one included."""

    @property
    def share(self) -> Decimal:
        """The part of one resource, if all of them caused the same."""
        return self.amount / max(1, self.resources)


@dataclass(frozen=True, slots=True)
class Money:
    """The newest bill, by the types that explain its lines."""

    start: str
    end: str
    """Day after the last."""
    currency: str
    lines: Mapping[str, tuple[BillLine, ...]]
    """By type."""
    _shares: dict[tuple[str, str], Decimal] = field(default_factory=dict)

    def of(self, type_name: str, region: str) -> tuple[BillLine, ...]:
        """Return the lines that a resource of this type and region can have caused."""
        return tuple(
            line
            for line in self.lines.get(type_name, ())
            if line.region == region or region in EVERYWHERE or line.region in EVERYWHERE
        )

    def share(self, type_name: str, region: str) -> Decimal:
        """Return the even share of one resource of this type and region."""
        key = type_name, region
        if key not in self._shares:
            shares = (line.share for line in self.of(type_name, region))
            self._shares[key] = sum(shares, Decimal(0))
        return self._shares[key]


def money_of(bill: Mapping[str, Any], rows: Iterable[Mapping[str, Any]]) -> Money:
    """Read a bill and its explained lines."""
    by_type: dict[str, list[BillLine]] = {}
    for row in rows:
        line = BillLine(
            row["service"],
            row["region"],
            row["usage_type"],
            Decimal(row["amount"]),
            row["resources"],
        )
        for name in json.loads(row["types"]):
            by_type.setdefault(name, []).append(line)
    lines = {
        name: tuple(sorted(some, key=lambda line: -line.share)) for name, some in by_type.items()
    }
    return Money(bill["start"], bill["end"], bill["currency"], lines)
