"""AcceptHandshake: an account becomes a member, with its own credentials alone."""

from __future__ import annotations

from typing import Any

from migrate.simulator import clock
from migrate.simulator.framework import AwsError
from migrate.simulator.organization.arrivals import invited
from migrate.simulator.organization.errors import handshake_violation, not_in_use
from migrate.simulator.organization.handshakes import (
    end,
    public,
    received,
    refuse_as_told,
    require_transition,
)
from migrate.simulator.organization.leaving import depart
from migrate.simulator.organization.model import LEFT, Organization
from migrate.simulator.organization.store import STORE
from migrate.simulator.world import WORLD


class Joining:
    """The one call that moves an account between organizations."""

    account_id: str

    def accept_handshake(self, **asked: Any) -> dict[str, Any]:
        """Join; a member of another organization goes over directly (botocore AcceptHandshake)."""
        handshake = received(asked["HandshakeId"], self.account_id)
        require_transition(handshake, "ACCEPTED")
        organization = STORE.organizations.get(handshake.organization)
        if organization is None:
            raise not_in_use()
        current = STORE.of(self.account_id)
        _require_fit(self.account_id, organization, current)
        refuse_as_told()
        end(handshake, "ACCEPTED")
        if current is not None:
            depart(current, self.account_id, LEFT)
        invited(organization, self.account_id, handshake)
        return {"Handshake": public(handshake)}


def _require_fit(account: str, to: Organization, current: Organization | None) -> None:
    if current is not None and current.management == account:
        raise AwsError(
            "MasterCannotLeaveOrganizationException",
            "You can't remove a management account from an organization. If you want the "
            "management account to become a member account in another organization, you must "
            "first delete the current organization of the management account.",
        )
    if current is to:
        raise handshake_violation(
            "ALREADY_IN_AN_ORGANIZATION", "The account is already a member of the organization."
        )
    if len(to.members) >= to.account_limit:
        raise handshake_violation(
            "ACCOUNT_NUMBER_LIMIT_EXCEEDED",
            "You have exceeded the allowed number of accounts in your organization.",
        )
    if not WORLD.account(account).payment:
        raise handshake_violation(
            "PAYMENT_INSTRUMENT_REQUIRED",
            "You can't complete the operation with an account that doesn't have a payment "
            "instrument, such as a credit card, associated with it.",
        )
    last = STORE.changed(account)
    if last is not None and clock.now() < last + STORE.settings.membership_pause:
        raise handshake_violation(
            "ORGANIZATION_MEMBERSHIP_CHANGE_RATE_LIMIT_EXCEEDED",
            "You attempted to change the membership of an account too quickly after its previous "
            "change.",
        )
