"""CreateAccount: asked for now, done by AWS some minutes later, or not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from migrate.simulator import clock
from migrate.simulator.organization.arrivals import creation_arrives
from migrate.simulator.organization.errors import finalizing, invalid, missing, violation
from migrate.simulator.organization.model import Creation, Organization
from migrate.simulator.organization.paging import page
from migrate.simulator.organization.standing import managed, readable
from migrate.simulator.organization.store import STORE
from migrate.simulator.organization.tags import checked_tags
from migrate.simulator.world import WORLD

ROLE = "OrganizationAccountAccessRole"


class Creations:
    """Requests for new accounts, and what came of them."""

    account_id: str

    def create_account(self, **asked: Any) -> dict[str, Any]:
        """Begin to create an account; asked twice, it is begun twice."""
        organization = managed(self.account_id)
        if clock.now() < organization.ready:
            raise finalizing()
        role = asked.get("RoleName") or ROLE
        if role.startswith("AWSServiceRoleFor"):
            raise invalid("INVALID_ROLE_NAME", "You provided a role name that isn't valid.")
        tags = checked_tags(asked.get("Tags"))
        if len(list(_running(organization))) >= STORE.settings.creations_at_once:
            raise violation(
                "ACCOUNT_CREATION_RATE_LIMIT_EXCEEDED",
                "You have exceeded the number of accounts that can be in progress at a time.",
            )
        now = clock.now()
        made = Creation(
            id=STORE.new_id("car-", 32),
            name=asked["AccountName"],
            email=asked["Email"],
            role=role,
            billing=asked.get("IamUserAccessToBilling") != "DENY",
            requested=now,
            done=now + STORE.settings.creating,
            tags=tags,
            failure=_failure(organization, asked["Email"]),
        )
        organization.creations[made.id] = made
        creation_arrives(organization, made)
        return {"CreateAccountStatus": _public(made)}

    def describe_create_account_status(self, **asked: Any) -> dict[str, Any]:
        """Tell how far a request is."""
        organization = readable(self.account_id)
        found = organization.creations.get(asked["CreateAccountRequestId"])
        if found is None:
            raise missing("CreateAccountStatus", "a create account request with the id")
        return {"CreateAccountStatus": _public(found)}

    def list_create_account_status(self, **asked: Any) -> dict[str, Any]:
        """List the requests by state."""
        organization = readable(self.account_id)
        states = asked.get("States")
        found = [_public(one) for one in organization.creations.values()]
        wanted = [one for one in found if not states or one["State"] in states]
        return page("CreateAccountStatuses", wanted, asked)


def room(organization: Organization) -> int:
    """Return how many more accounts fit: open invitations and running requests count too."""
    waiting = [
        one
        for one in STORE.handshakes.values()
        if one.organization == organization.id and one.ended is None and clock.now() < one.expires
    ]
    used = len(organization.members) + len(waiting) + len(list(_running(organization)))
    return organization.account_limit - used


def _running(organization: Organization) -> Iterable[Creation]:
    return (c for c in organization.creations.values() if not c.account and clock.now() < c.done)


def _failure(organization: Organization, email: str) -> str:
    """Return why a request will fail; empty when it will not."""
    wanted = email.lower()
    if any(one.email.lower() == wanted for one in _running(organization)):
        return "CONCURRENT_ACCOUNT_MODIFICATION"
    if WORLD.email_taken(email):
        return "EMAIL_ALREADY_EXISTS"
    if room(organization) <= 0:
        return "ACCOUNT_LIMIT_EXCEEDED"
    failures = STORE.settings.creation_failures
    return failures.pop(0) if failures else ""


def _public(one: Creation) -> dict[str, Any]:
    found = {"Id": one.id, "AccountName": one.name, "RequestedTimestamp": one.requested}
    if not one.account and clock.now() < one.done:
        return found | {"State": "IN_PROGRESS"}
    found["CompletedTimestamp"] = one.done
    if one.account:
        return found | {"State": "SUCCEEDED", "AccountId": one.account}
    return found | {"State": "FAILED", "FailureReason": one.failure}
