"""Resource shares that others made for an account, which moto does not list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from moto.ram.models import ResourceAccessManagerBackend, ram_backends

from migrate.simulator.organization.store import STORE

_by_moto = ResourceAccessManagerBackend.get_resource_shares


def _get_resource_shares(backend: Any, resource_owner: str | None) -> dict[str, Any]:
    """List an account's own shares, or those of others that reach it."""
    if resource_owner != "OTHER-ACCOUNTS":
        found: dict[str, Any] = _by_moto(backend, resource_owner)
        return found
    reached = {backend.account_id, *_organization_arns(backend.account_id)}
    shares = [
        share.describe()
        for owner in list(ram_backends)
        if owner != backend.account_id
        for share in ram_backends[owner][backend.region_name].resource_shares
        if reached & set(share.principals)
    ]
    return {"resourceShares": shares}


def _organization_arns(account: str) -> Iterator[str]:
    """Return the principals by which a share reaches an account through its organization."""
    organization = STORE.of(account)
    if organization is None:
        return
    yield organization.arn("organization")
    for place in organization.line(account):
        if place in organization.units:
            yield organization.arn("ou", place)


ResourceAccessManagerBackend.get_resource_shares = _get_resource_shares
