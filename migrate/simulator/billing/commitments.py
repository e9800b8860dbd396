"""What an account has bought or been given beside its usage: reservations, plans, credits."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Reservation:
    """A reserved instance purchase, of any service that sells them."""

    identifier: str
    lease: str
    """The number of the purchase in the console."""
    service: str
    """Cost Explorer's name of the service."""
    kind: str
    """Short name of the service that lists it: ec2, rds, elasticache, redshift, opensearch."""
    instance_type: str
    region: str
    count: int
    start: datetime
    end: datetime
    option: str
    """`No Upfront`, `Partial Upfront` or `All Upfront`."""
    hourly: str
    """Recurring price of one hour."""
    fixed: str = "0"
    """Price paid in advance for one instance."""
    on_demand: str = "0"
    """Price of one hour without the reservation."""
    engine: str = ""


@dataclass(frozen=True, slots=True)
class SavingsPlan:
    """A savings plan."""

    identifier: str
    arn: str
    start: datetime
    end: datetime
    commitment: str
    """Dollars an hour."""
    kind: str = "Compute"
    option: str = "No Upfront"


@dataclass(frozen=True, slots=True)
class Credit:
    """A promotional credit."""

    identifier: str
    kind: str
    start: date
    end: date
    initial: str
    remaining: str
    services: tuple[str, ...] = ()


@dataclass(slots=True)
class Commitments:
    """All of them, of one account."""

    reservations: list[Reservation] = field(default_factory=list)
    plans: list[SavingsPlan] = field(default_factory=list)
    credits: list[Credit] = field(default_factory=list)
    agreements: list[dict[str, Any]] = field(default_factory=list)
    """Marketplace agreements, as SearchAgreements answers them."""
    anomalies: list[dict[str, Any]] = field(default_factory=list)
    monitors: list[dict[str, Any]] = field(default_factory=list)
    subscriptions: list[dict[str, Any]] = field(default_factory=list)
