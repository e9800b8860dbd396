"""What a bill says: one line for each service, region and usage type, exact to the last digit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from migrate.core.amounts import EXACT
from migrate.inventory.kinds import GLOBAL

ZERO = Decimal(0)
UNKNOWN = ""
"""Stands for a region that the answers do not tell."""
MARKETPLACE = "AWS Marketplace"
NOWHERE = frozenset({"", "global", "NoRegion"})
"""Keys of Cost Explorer's REGION for what has none."""
Sums = Mapping[tuple[str, str], Decimal]


@dataclass(frozen=True, slots=True)
class Line:
    """What one usage type of one service cost in one region."""

    service: str
    region: str
    """As the inventory writes it; empty where it could not be told."""
    usage_type: str
    amount: Decimal
    record_type: str = ""
    """Where it is told apart: `Credit`, `Refund`, `AWS Marketplace`."""


@dataclass(frozen=True, slots=True)
class Bill:
    """The lines of a window, and where they come from."""

    account: str
    start: str
    end: str
    """Exclusive."""
    currency: str
    asked_at: str
    requests: int
    source: str
    control: Decimal
    """The sum that a question without these groups gave."""
    lines: tuple[Line, ...]


def total(amounts: Iterable[Decimal]) -> Decimal:
    """Add without rounding."""
    found = ZERO
    for amount in amounts:
        found = EXACT.add(found, amount)
    return found


def joined(by_service: Sums, by_region: Sums, pairs: Mapping[str, Sums]) -> tuple[Line, ...]:
    """Join (service, usage type) with (region, usage type) into lines that sum to the first.

    A usage type of one service, or of one region, joins exactly. For another one `pairs` tells
    (service, region); what nobody tells keeps an unknown region.
    """
    services, regions = _by_usage(by_service), _by_usage(by_region)
    lines: list[Line] = []
    for usage, amounts in sorted(services.items()):
        where = regions.get(usage, {})
        told = _told(amounts, where, pairs.get(usage, {}))
        for (service, region), amount in sorted(told.items()):
            lines.append(Line(service, region, usage, amount))
    return tuple(line for line in lines if line.amount)


def unclear(by_service: Sums, by_region: Sums) -> tuple[str, ...]:
    """Return the usage types of several services in several regions, the dearest first."""
    regions = _by_usage(by_region)
    found = {
        usage: total(abs(amount) for amount in amounts.values())
        for usage, amounts in _by_usage(by_service).items()
        if len(amounts) > 1 and len(regions.get(usage, {})) > 1
    }
    return tuple(sorted(found, key=lambda usage: (-found[usage], usage)))


def place(region: str) -> str:
    """Return a region of Cost Explorer as the inventory writes it."""
    return GLOBAL if region in NOWHERE else region


def _by_usage(sums: Sums) -> dict[str, dict[str, Decimal]]:
    found: dict[str, dict[str, Decimal]] = {}
    for (name, usage), amount in sums.items():
        if amount:
            found.setdefault(usage, {})[name] = amount
    return found


def _told(
    services: Mapping[str, Decimal], regions: Mapping[str, Decimal], pairs: Sums
) -> dict[tuple[str, str], Decimal]:
    """Share a usage type out among its services and regions; the services' sums always hold."""
    if len(services) == 1:
        (service,) = services
        shares = {(service, place(region)): amount for region, amount in regions.items()}
    elif len(regions) == 1:
        (region,) = regions
        shares = {(service, place(region)): amount for service, amount in services.items()}
    else:
        shares = {(service, place(region)): amount for (service, region), amount in pairs.items()}
    for service, amount in services.items():
        rest = EXACT.subtract(amount, total(a for (s, _), a in shares.items() if s == service))
        if rest:
            key = (service, UNKNOWN)
            shares[key] = EXACT.add(shares.get(key, ZERO), rest)
    return shares
