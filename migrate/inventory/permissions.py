"""The IAM actions that a scan uses."""

from __future__ import annotations

from collections.abc import Container

from migrate.aws.permissions import action_of
from migrate.inventory.catalogue import Catalogue

DISCOVERED = ("timestream-query", "timestream-write")
"""Services that botocore asks for their address first (`aws/reads/discovery.yaml`)."""


def actions_of(catalogue: Catalogue, left_out: Container[str] = ()) -> tuple[str, ...]:
    """Return the actions of every list of the catalogue, but for the services left out."""
    asked = [item for item in catalogue.listings.values() if item.service not in left_out]
    calls = {f"{item.service}:{item.operation}" for item in asked}
    services = {item.service for item in asked}
    calls |= {f"{service}:DescribeEndpoints" for service in DISCOVERED if service in services}
    behind = {action for item in asked for action in item.allows}
    return tuple(sorted({action_of(call) for call in calls} | behind))
