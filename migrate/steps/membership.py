"""Where the old account stands between no organization, another's, and ours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from migrate.aws.account import Account
from migrate.aws.organizations import OPEN_HANDSHAKE, Organizations
from migrate.core.plan import Facts, Finding, Severity
from migrate.steps.context import Context


def notes_of(context: Context) -> str:
    """Return the text in our invitation by which it is known again; fixed for a workspace."""
    return f"Sent by migrate, workspace {context.database.lineage}"


def membership_facts(context: Context) -> dict[str, Any]:
    """Read both organizations as seen from both accounts, and the open invitations."""
    ours = Organizations(context.account("management"))
    theirs = Organizations(context.account("legacy"))
    organization, current = ours.describe(), theirs.describe()
    legacy, notes = context.account("legacy").id, notes_of(context)
    return {
        "legacy": legacy,
        "organization": organization["Id"] if organization else "",
        "member_of": current["Id"] if current else "",
        "manages": bool(current and current["MasterAccountId"] == legacy),
        "sent": _sent(ours, legacy, notes),
        "received": received(context.account("legacy")),
        "notes": notes,
    }


def received(legacy: Account) -> list[dict[str, str]]:
    """Return the open invitations that an account was sent."""
    sent = Organizations(legacy).invitations_received()
    return [_short(h) for h in sent if _open(h, legacy.clock.now())]


def joined(facts: Facts) -> bool:
    """Whether the old account is a member of our organization."""
    return bool(facts["organization"]) and facts["member_of"] == facts["organization"]


def faults(facts: Facts) -> Iterator[Finding]:
    """Yield what keeps the old account from joining, and who else wants it."""
    yield from organization_faults(facts)
    yield from foreign_faults(facts)


def organization_faults(facts: Facts) -> Iterator[Finding]:
    """Yield a block for an account that is in another organization, or manages one."""
    if facts["manages"]:
        yield Finding(
            Severity.BLOCK,
            f"{facts['legacy']} is the management account of organization {facts['member_of']}.",
            why="A management account cannot join another organization.",
            remedy="Remove its members, delete that organization, then plan again. If that "
            "organization is the one you want, make its account the management profile.",
            source="botocore AcceptHandshake: MasterCannotLeaveOrganizationException",
            key="g01-manages-another",
        )
    elif facts["member_of"] and not joined(facts):
        yield Finding(
            Severity.BLOCK,
            f"{facts['legacy']} is a member of organization {facts['member_of']}.",
            why="An account is in one organization at a time; its bills go there.",
            remedy="Have that organization remove it, or leave it; then plan again.",
            source="botocore HandshakeConstraintViolationException: ALREADY_IN_AN_ORGANIZATION",
            key="g01-in-another",
        )


def foreign_faults(facts: Facts) -> Iterator[Finding]:
    """Yield a warning for open invitations of other organizations."""
    foreign = [h for h in facts["received"] if h["organization"] != facts["organization"]]
    if foreign:
        yield Finding(
            Severity.WARNING,
            "Another organization has an open invitation for this account: "
            + ", ".join(f"{h['id']} of {h['organization']}" for h in foreign),
            why="Only our own invitation is ever accepted; whoever accepts the other one first "
            "takes the account there.",
            remedy="Decline it in the Organizations console of the old account.",
            source="botocore ListHandshakesForAccount",
            key="g38-foreign-invitation",
        )


def _sent(ours: Organizations, legacy: str, notes: str) -> list[dict[str, str]]:
    """Return our organization's open invitations to the old account, this workspace's first."""
    now = ours.account.clock.now()
    found = [
        _short(h)
        for h in ours.invitations_sent()
        if _open(h, now) and ("ACCOUNT", legacy) in {(p["Type"], p["Id"]) for p in h["Parties"]}
    ]
    return sorted(found, key=lambda h: (h["notes"] != notes, h["id"]))


def _open(handshake: Mapping[str, Any], now: datetime) -> bool:
    """Whether it can be accepted still; AWS shows some as open for a while after their time."""
    expires: datetime = handshake["ExpirationTimestamp"]
    return handshake["State"] in OPEN_HANDSHAKE and expires > now


def _short(handshake: Mapping[str, Any]) -> dict[str, str]:
    resources: Sequence[Mapping[str, Any]] = handshake.get("Resources", ())
    notes = next((str(r.get("Value", "")) for r in resources if r["Type"] == "NOTES"), "")
    owner = next((p["Id"] for p in handshake["Parties"] if p["Type"] == "ORGANIZATION"), "")
    return {
        "id": str(handshake["Id"]),
        "organization": str(owner),
        "notes": notes,
        "expires": handshake["ExpirationTimestamp"].isoformat(),
    }
