"""The IAM actions that a scan uses."""

from __future__ import annotations

from migrate.aws.permissions import action_of
from migrate.inventory.catalogue import Catalogue

DISCOVERED = ("timestream-query", "timestream-write")
"""Services that botocore asks for their address first (`aws/reads/discovery.yaml`)."""


def actions_of(catalogue: Catalogue) -> tuple[str, ...]:
    """Return the action of every list of the catalogue."""
    calls = {f"{item.service}:{item.operation}" for item in catalogue.listings.values()}
    services = {item.service for item in catalogue.listings.values()}
    calls |= {f"{service}:DescribeEndpoints" for service in DISCOVERED if service in services}
    return tuple(sorted({action_of(call) for call in calls}))
