"""The IAM actions that a scan uses."""

from __future__ import annotations

from collections.abc import Container
from functools import cache

from migrate.aws.permissions import action_of
from migrate.inventory.catalogue import Catalogue, load_catalogue
from migrate.inventory.witnesses.hearing import calls

DISCOVERED = ("timestream-query", "timestream-write")
"""Services that botocore asks for their address first (`aws/reads/discovery.yaml`)."""


def actions_of(catalogue: Catalogue, left_out: Container[str] = ()) -> tuple[str, ...]:
    """Return the actions of every list of the catalogue, but for the services left out."""
    asked = [item for item in catalogue.listings.values() if item.service not in left_out]
    lists = {f"{item.service}:{item.operation}" for item in asked}
    services = {item.service for item in asked}
    lists |= {f"{service}:DescribeEndpoints" for service in DISCOVERED if service in services}
    behind = {action for item in asked for action in item.allows}
    return tuple(sorted({action_of(call) for call in lists} | behind))


@cache
def asked_for() -> frozenset[str]:
    """Return every action that the lists of the catalogue and the witnesses use."""
    return frozenset({*actions_of(load_catalogue()), *(action_of(call) for call in calls())})
