"""Who belongs to which organization, and since when: what bills and Cost Explorer need of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from migrate.simulator.organization.model import Period
from migrate.simulator.organization.store import STORE
from migrate.simulator.passing import settle


def joined_at(account: str) -> datetime | None:
    """Return since when an account is a member; None for a standalone or management account."""
    settle()
    organization = STORE.of(account)
    if organization is None or organization.management == account:
        return None
    return organization.members[account].joined


def payer(account: str) -> str | None:
    """Return the management account that pays for an account; None where it is standalone."""
    settle()
    organization = STORE.of(account)
    return organization.management if organization else None


def members(account: str) -> Sequence[tuple[str, datetime]]:
    """Return the members of the organization that an account manages, with their joining."""
    settle()
    organization = STORE.of(account)
    if organization is None or organization.management != account:
        return ()
    found = organization.members.values()
    return tuple((one.id, one.joined) for one in found if one.id != account)


def history(account: str) -> Sequence[Period]:
    """Return the times that an account spent in organizations, the last one perhaps open."""
    settle()
    return tuple(period for period in STORE.periods if period.account == account)
