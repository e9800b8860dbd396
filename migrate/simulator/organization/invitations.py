"""InviteAccountToOrganization: what has to hold before an invitation goes out."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from migrate.simulator import clock
from migrate.simulator.framework import AwsError
from migrate.simulator.organization.creation import room
from migrate.simulator.organization.errors import finalizing, handshake_violation, invalid
from migrate.simulator.organization.handshakes import is_for, pending, public, refuse_as_told
from migrate.simulator.organization.model import Handshake, Organization
from migrate.simulator.organization.standing import managed
from migrate.simulator.organization.store import STORE
from migrate.simulator.organization.tags import checked_tags
from migrate.simulator.world import WORLD

LIFE = timedelta(days=15)
"""How long an invitation is open (botocore's examples)."""


class Invitations:
    """Invitations that the management account sends."""

    account_id: str

    def invite_account_to_organization(self, **asked: Any) -> dict[str, Any]:
        """Send an invitation by account id or e-mail address."""
        organization = managed(self.account_id)
        if clock.now() < organization.ready:
            raise finalizing()
        if not WORLD.account(self.account_id).email_verified:
            raise AwsError(
                "AccountOwnerNotVerifiedException",
                "You can't invite an existing account to your organization until you verify that "
                "you own the email address associated with the management account.",
            )
        target, kind = asked["Target"]["Id"], asked["Target"]["Type"]
        _require_target(target, kind)
        tags = checked_tags(asked.get("Tags"))
        _require_welcome(organization, target)
        _require_quota(organization)
        refuse_as_told()
        now = clock.now()
        made = Handshake(
            id=STORE.new_id("h-", 32),
            organization=organization.id,
            sender=self.account_id,
            target=target,
            kind=kind,
            notes=asked.get("Notes") or "",
            tags=tags,
            requested=now,
            expires=now + LIFE,
            feature_set=organization.feature_set,
        )
        STORE.handshakes[made.id] = made
        return {"Handshake": public(made)}


def _require_target(target: str, kind: str) -> None:
    if kind not in {"ACCOUNT", "EMAIL"}:
        raise invalid("INVALID_PARTY_TYPE_TARGET", "You specified the wrong type of party.")
    if kind == "EMAIL" and not re.fullmatch(r"[^\s@]+@[^\s@]+\.[^\s@]+", target):
        raise invalid("INVALID_EMAIL_ADDRESS_TARGET", "You specified an invalid email address.")
    if kind == "ACCOUNT" and (not re.fullmatch(r"\d{12}", target) or target not in WORLD):
        raise invalid("INVALID_PATTERN_TARGET_ID", "You specified an invalid account id.")


def _require_welcome(organization: Organization, target: str) -> None:
    """Refuse who is a member, or has an invitation; a member of another may be invited over."""
    wanted = [
        one for one in WORLD.accounts.values() if target.lower() in {one.id, one.email.lower()}
    ]
    if any(one.id in organization.members for one in wanted):
        raise handshake_violation(
            "ALREADY_IN_AN_ORGANIZATION",
            "The provided account is already a member of an organization.",
        )
    for sent in STORE.handshakes.values():
        if sent.organization != organization.id or not pending(sent):
            continue
        if sent.target.lower() == target.lower() or any(is_for(sent, one.id) for one in wanted):
            raise AwsError(
                "DuplicateHandshakeException",
                "A handshake with the same action and target already exists.",
            )


def _require_quota(organization: Organization) -> None:
    day = clock.now() - timedelta(days=1)
    sent = [
        one
        for one in STORE.handshakes.values()
        if one.organization == organization.id and one.requested > day and one.state != "ACCEPTED"
    ]
    if len(sent) >= STORE.settings.invitations_a_day:
        raise handshake_violation(
            "HANDSHAKE_RATE_LIMIT_EXCEEDED",
            "You have exceeded the number of handshakes that you can send in one day.",
        )
    if room(organization) <= 0:
        raise handshake_violation(
            "ACCOUNT_NUMBER_LIMIT_EXCEEDED",
            "You have exceeded the allowed number of accounts in your organization.",
        )
