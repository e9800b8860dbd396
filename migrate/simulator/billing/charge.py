"""What a line of the bill is for: the dimensions by which Cost Explorer filters and groups."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

AWS = "Amazon Web Services, Inc."
ON_DEMAND = "On Demand Instances"
NO_REGION = "NoRegion"


@dataclass(frozen=True, slots=True)
class Charge:
    """The identity of a line: all days of a line share it."""

    service: str
    usage_type: str = ""
    operation: str = ""
    region: str = NO_REGION
    record_type: str = "Usage"
    purchase_type: str = ON_DEMAND
    instance_type: str = ""
    unit: str = ""
    tags: tuple[tuple[str, str], ...] = ()
    commitment: str = ""
    """Subscription id of a reservation, or ARN of a savings plan."""
    entity: str = AWS
    """Who sells: Amazon, or a seller of the Marketplace."""
    engine: str = ""

    @property
    def billing_entity(self) -> str:
        """Return `AWS` or `AWS Marketplace`."""
        return "AWS" if self.entity == AWS else "AWS Marketplace"

    @property
    def family(self) -> str:
        """Return the family of the instance type: `m5` of `m5.large`, `r5` of `db.r5.large`."""
        parts = [p for p in self.instance_type.split(".") if p not in {"db", "cache"}]
        return parts[0] if parts else ""

    @property
    def platform(self) -> str:
        """Return the platform of an instance: all of ours run Linux."""
        return "Linux/UNIX" if self.operation.startswith("RunInstances") else ""


DIMENSIONS: Mapping[str, Callable[[Charge], str]] = {
    "AZ": lambda c: f"{c.region}a" if c.platform and c.region != NO_REGION else "",
    "BILLING_ENTITY": lambda c: c.billing_entity,
    "DATABASE_ENGINE": lambda c: c.engine,
    "INSTANCE_TYPE": lambda c: c.instance_type,
    "INSTANCE_TYPE_FAMILY": lambda c: c.family,
    "INVOICING_ENTITY": lambda c: c.entity,
    "LEGAL_ENTITY_NAME": lambda c: c.entity,
    "OPERATING_SYSTEM": lambda c: "Linux" if c.platform else "",
    "OPERATION": lambda c: c.operation,
    "PLATFORM": lambda c: c.platform,
    "PURCHASE_TYPE": lambda c: c.purchase_type,
    "RECORD_TYPE": lambda c: c.record_type,
    "REGION": lambda c: "" if c.region == NO_REGION else c.region,
    "RESERVATION_ID": lambda c: "" if c.commitment.startswith("arn:") else c.commitment,
    "SAVINGS_PLAN_ARN": lambda c: c.commitment if ":savingsplan/" in c.commitment else "",
    "SERVICE": lambda c: c.service,
    "SUBSCRIPTION_ID": lambda c: c.commitment,
    "TENANCY": lambda c: "Shared" if c.platform else "",
    "USAGE_TYPE": lambda c: c.usage_type,
}
"""Dimension of botocore ce.Dimension -> its value; an empty value is AWS's `No…`."""

GROUPABLE = frozenset(DIMENSIONS) - {"OPERATING_SYSTEM"} | {"LINKED_ACCOUNT"}

_NAMES = {"AZ": "NoAZ", "SAVINGS_PLAN_ARN": "NoSavingsPlanArn"}


def absent(dimension: str) -> str:
    """Return the key under which Cost Explorer groups what has no value: `NoInstanceType`."""
    return _NAMES.get(dimension) or "No" + "".join(w.title() for w in dimension.split("_"))
