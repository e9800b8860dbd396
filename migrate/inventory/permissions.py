"""The IAM actions that a scan uses."""

from __future__ import annotations

from migrate.aws.permissions import action_of
from migrate.inventory.catalogue import Catalogue


def actions_of(catalogue: Catalogue) -> tuple[str, ...]:
    """Return the action of every list of the catalogue."""
    calls = {f"{item.service}:{item.operation}" for item in catalogue.listings.values()}
    return tuple(sorted({action_of(call) for call in calls}))
