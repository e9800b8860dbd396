"""Who may ask what: the management account, delegated administrators, members, strangers."""

from __future__ import annotations

from migrate.simulator.organization.errors import denied, missing, not_in_use
from migrate.simulator.organization.model import Member, Organization
from migrate.simulator.organization.store import STORE


def joined(account: str) -> Organization:
    """Return the organization of an account that is in one."""
    found = STORE.of(account)
    if found is None:
        raise not_in_use()
    return found


def managed(account: str) -> Organization:
    """Return the organization for the account that manages it."""
    found = joined(account)
    if found.management != account:
        raise denied()
    return found


def readable(account: str) -> Organization:
    """Return the organization for those who may read it: management and delegated admins."""
    found = joined(account)
    if account != found.management and not found.delegated.get(account):
        raise denied()
    return found


def member(organization: Organization, account: str) -> Member:
    """Return an account of an organization."""
    found = organization.members.get(account)
    if found is None:
        raise missing("Account", "an AWS account with the AccountId")
    return found


def place(organization: Organization, identifier: str, kind: str = "Parent") -> str:
    """Return a root or OU that is there."""
    if not organization.holds(identifier):
        raise missing(kind, "a root or OU with the ParentId")
    return identifier
