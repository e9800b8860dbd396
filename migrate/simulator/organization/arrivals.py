"""Accounts come into an organization, and change by themselves as time passes."""

from __future__ import annotations

from datetime import timedelta

from migrate.simulator import clock
from migrate.simulator.billing.ledger import LEDGER
from migrate.simulator.organization.attachments import attach_defaults
from migrate.simulator.organization.leaving import depart
from migrate.simulator.organization.model import (
    CREATED,
    INVITED,
    REMOVED,
    Creation,
    Handshake,
    Member,
    Organization,
)
from migrate.simulator.organization.roles import access_role, service_linked_role
from migrate.simulator.organization.store import STORE
from migrate.simulator.passing import as_time_passes
from migrate.simulator.world import WORLD

POST_CLOSURE = timedelta(days=90)
"""How long a closed account can be brought back (botocore CloseAccount)."""


def invited(organization: Organization, account: str, handshake: Handshake) -> None:
    """Let an invited account be a member: in the root, and without any access role."""
    STORE.begin(organization, Member(account, organization.root, clock.now(), INVITED))
    organization.tags[account] = dict(handshake.tags)
    attach_defaults(organization, account)
    service_linked_role(account)


@as_time_passes
def settle() -> None:
    """Do what the time has come for: accounts are made, entered, suspended, and end."""
    for organization in list(STORE.organizations.values()):
        for creation in organization.creations.values():
            creation_arrives(organization, creation)
        for member in list(organization.members.values()):
            if member.closing is not None:
                _close(organization, member)


def creation_arrives(organization: Organization, one: Creation) -> None:
    """Make the account of a request when it is due, and let it be entered later still."""
    now = clock.now()
    if not one.failure and not one.account and now >= one.done:
        _make(organization, one)
    if one.active is not None and now >= one.active:
        WORLD.account(one.account).state = "ACTIVE"
        access_role(one.account, one.role, organization.management)
        one.active = None


def _make(organization: Organization, one: Creation) -> None:
    if WORLD.email_taken(one.email):
        one.failure = "EMAIL_ALREADY_EXISTS"
        return
    one.account = STORE.new_account({*WORLD.accounts, *WORLD.prepared})
    one.active = one.done + STORE.settings.activating
    payer = WORLD.account(organization.management)
    WORLD.add(
        one.account,
        one.name,
        one.email,
        created=one.done,
        state="PENDING_ACTIVATION",
        payment=False,
        phone="UNVERIFIED",
        contact=payer.contact and dict(payer.contact),
    )
    LEDGER.of(one.account).iam_access = one.billing
    member = Member(one.account, organization.root, one.done, CREATED, born=one.done)
    STORE.begin(organization, member)
    organization.tags[one.account] = dict(one.tags)
    attach_defaults(organization, one.account)
    service_linked_role(one.account)


def _close(organization: Organization, member: Member) -> None:
    if member.closing is None:
        return
    suspended = member.closing + STORE.settings.closing
    if clock.now() >= suspended:
        WORLD.account(member.id).state = "SUSPENDED"
    if clock.now() >= suspended + POST_CLOSURE:
        WORLD.account(member.id).state = "CLOSED"
        depart(organization, member.id, REMOVED)
