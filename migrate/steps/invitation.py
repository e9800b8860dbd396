"""Our invitation as the join needs it: open, ours, seen from both sides, with time left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from migrate.aws.organizations import OPEN_HANDSHAKE, Organizations
from migrate.core.errors import NotFound
from migrate.core.plan import Facts, Finding, Severity
from migrate.steps.context import Context

ENOUGH = timedelta(hours=1)
"""What has to be left of an invitation's 15 days: the join can have to wait for AWS."""
ENDS: Mapping[str, str] = {
    "GONE": "is not known to AWS any more",
    "EXPIRED": "has expired",
    "DECLINED": "was declined with the old account's credentials",
    "CANCELED": "was cancelled by the organization",
    "ACCEPTED": "was accepted, but the old account is no member: it has left again",
}
"""State of a handshake that cannot be accepted to what became of it (botocore HandshakeState)."""


def invitation_state(context: Context, handshake: str) -> tuple[str, str]:
    """Return the state of a handshake and when it expires; one past its time has EXPIRED."""
    management = context.account("management")
    try:
        found = Organizations(management).handshake(handshake)
    except NotFound:
        return "GONE", ""
    expires: datetime = found["ExpirationTimestamp"]
    over = expires <= management.clock.now() and found["State"] in OPEN_HANDSHAKE
    return "EXPIRED" if over else str(found["State"]), expires.isoformat()


def invitation_facts(context: Context, membership: Mapping[str, Any]) -> dict[str, Any]:
    """Read the invitation that invite-legacy sent or adopted."""
    receipt = context.recorded("invite-legacy").get("invite")
    handshake = str(receipt.result["id"]) if receipt is not None else ""
    state, expires = invitation_state(context, handshake) if handshake else ("", "")
    ends = datetime.fromisoformat(expires) if expires else None
    return {
        "id": handshake,
        "state": state,
        "expires": expires,
        "soon": ends is not None and ends - context.account("management").clock.now() < ENOUGH,
        "arrived": any(h["id"] == handshake for h in membership["received"]),
    }


def invitation_faults(facts: Facts) -> Iterator[Finding]:
    """Yield a block unless exactly our invitation can be accepted."""
    sent = facts["invitation"]
    if sent["state"] not in OPEN_HANDSHAKE:
        what = ENDS.get(sent["state"], f"is {sent['state']}")
        yield _block(
            f"The invitation {sent['id']} {what}." if sent["id"] else "No invitation was sent.",
            "Type `migrate plan invite-legacy`: it proposes a new one.",
            "invitation-over",
        )
    elif sent["soon"]:
        yield _block(
            f"The invitation {sent['id']} expires at {sent['expires']}, in less than an hour.",
            "Cancel it in the Organizations console, then type `migrate plan invite-legacy`.",
            "invitation-ends-soon",
        )
    elif not sent["arrived"]:
        yield _block(
            f"The old account does not see the invitation {sent['id']} yet.",
            "Plan again in a minute.",
            "invitation-not-arrived",
        )


def _block(summary: str, remedy: str, key: str) -> Finding:
    return Finding(
        Severity.BLOCK,
        summary,
        why="Only the invitation that this workspace sent or adopted is ever accepted.",
        remedy=remedy,
        source="botocore HandshakeState, AcceptHandshake",
        key=key,
    )
