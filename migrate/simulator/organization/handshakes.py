"""Handshakes: who sees them, who may answer them, and how they end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from migrate.simulator import clock
from migrate.simulator.framework import AwsError
from migrate.simulator.organization.errors import denied, handshake_violation, missing
from migrate.simulator.organization.model import LISTED, Handshake
from migrate.simulator.organization.paging import page
from migrate.simulator.organization.standing import readable
from migrate.simulator.organization.store import STORE
from migrate.simulator.world import WORLD


class Handshakes:
    """Reading, declining and cancelling; accepting is `joining`'s."""

    account_id: str

    def describe_handshake(self, **asked: Any) -> dict[str, Any]:
        """Show a handshake to its sender and its target."""
        found = known(asked["HandshakeId"])
        if found.sender != self.account_id and not is_for(found, self.account_id):
            raise denied()
        return {"Handshake": public(found)}

    def list_handshakes_for_account(self, **asked: Any) -> dict[str, Any]:
        """List what the caller's account was sent; any account may ask."""
        found = [h for h in STORE.handshakes.values() if is_for(h, self.account_id)]
        return _listed(found, asked)

    def list_handshakes_for_organization(self, **asked: Any) -> dict[str, Any]:
        """List what the organization sent."""
        organization = readable(self.account_id)
        found = [h for h in STORE.handshakes.values() if h.organization == organization.id]
        return _listed(found, asked)

    def decline_handshake(self, **asked: Any) -> dict[str, Any]:
        """Turn an invitation down, as its target."""
        found = received(asked["HandshakeId"], self.account_id)
        end(found, "DECLINED")
        return {"Handshake": public(found)}

    def cancel_handshake(self, **asked: Any) -> dict[str, Any]:
        """Take an invitation back, as its sender."""
        found = known(asked["HandshakeId"])
        if found.sender != self.account_id:
            raise denied()
        end(found, "CANCELED")
        return {"Handshake": public(found)}


def known(identifier: str) -> Handshake:
    """Return a handshake that is not forgotten yet."""
    found = STORE.handshakes.get(identifier)
    if found is None or _forgotten(found):
        raise missing("Handshake", "a handshake with the HandshakeId")
    return found


def received(identifier: str, account: str) -> Handshake:
    """Return a handshake for the account that it was sent to."""
    found = known(identifier)
    if not is_for(found, account):
        raise denied()
    return found


def is_for(handshake: Handshake, account: str) -> bool:
    """Tell whether an account is the target, by its id or by its owner's address."""
    if handshake.kind == "ACCOUNT":
        return handshake.target == account
    return account in WORLD and WORLD.account(account).email.lower() == handshake.target.lower()


def state(handshake: Handshake) -> str:
    """Return the state by the simulated clock."""
    if handshake.ended is None and clock.now() >= handshake.expires:
        return "EXPIRED"
    return handshake.state


def pending(handshake: Handshake) -> bool:
    """Tell whether a handshake can still be answered."""
    return handshake.ended is None and clock.now() < handshake.expires


def require_transition(handshake: Handshake, to: str) -> None:
    """Refuse to end what has ended."""
    now = state(handshake)
    if now == to:
        raise AwsError(
            "HandshakeAlreadyInStateException",
            f"The specified handshake is already in the requested state: {to}.",
        )
    if not pending(handshake):
        raise AwsError(
            "InvalidHandshakeTransitionException",
            f"You can't perform the operation on the handshake in its current state: {now}.",
        )


def end(handshake: Handshake, to: str) -> None:
    """Bring a pending handshake to its end."""
    require_transition(handshake, to)
    handshake.state, handshake.ended = to, clock.now()


def public(handshake: Handshake) -> dict[str, Any]:
    """Return a Handshake as both sides see it."""
    owner = WORLD.account(handshake.sender)
    features = "FULL" if handshake.feature_set == "ALL" else handshake.feature_set
    about = [
        {"Type": "MASTER_EMAIL", "Value": owner.email},
        {"Type": "MASTER_NAME", "Value": owner.name},
        {"Type": "ORGANIZATION_FEATURE_SET", "Value": features},
    ]
    resources: list[dict[str, Any]] = [
        {"Type": "ORGANIZATION", "Value": handshake.organization, "Resources": about},
        {"Type": handshake.kind, "Value": handshake.target},
    ]
    if handshake.notes:
        resources.append({"Type": "NOTES", "Value": handshake.notes})
    path = f"{handshake.organization}/invite/{handshake.id}"
    return {
        "Id": handshake.id,
        "Arn": f"arn:aws:organizations::{handshake.sender}:handshake/{path}",
        "Parties": [
            {"Id": handshake.organization, "Type": "ORGANIZATION"},
            {"Id": handshake.target, "Type": handshake.kind},
        ],
        "State": state(handshake),
        "RequestedTimestamp": handshake.requested,
        "ExpirationTimestamp": handshake.expires,
        "Action": "INVITE",
        "Resources": resources,
    }


def refuse_as_told() -> None:
    """Refuse for a reason that the simulated AWS has no cause of its own for, if told to."""
    reasons = STORE.settings.handshake_refusals
    if reasons:
        reason = reasons.pop(0)
        raise handshake_violation(reason, f"The handshake was refused: {reason}.")


def _forgotten(handshake: Handshake) -> bool:
    return clock.now() >= (handshake.ended or handshake.expires) + LISTED


def _listed(found: list[Handshake], asked: Mapping[str, Any]) -> dict[str, Any]:
    wanted = asked.get("Filter") or {}
    if wanted.get("ParentHandshakeId") or wanted.get("ActionType") not in {None, "INVITE"}:
        found = []  # an invitation has no parent and is the only kind that is sent here
    shown = [public(one) for one in found if not _forgotten(one)]
    return page("Handshakes", shown, asked)
