"""How each change of Organizations is keyed, and how its effect is found again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from migrate.aws.account import Account
from migrate.aws.mutation import TAG, Absent, Class, Found, Look, Mutation, Params
from migrate.core.errors import NotFound
from migrate.core.plan import Hand

PENDING = frozenset({"REQUESTED", "OPEN"})


def _organization(account: Account, _params: Params) -> Look:
    """Ours when this account is its management account: nobody else can have founded it."""
    try:
        found = account.call("organizations", "describe_organization")["Organization"]
    except NotFound:
        return Absent("DescribeOrganization: not in use")
    return Found(
        {"Id": found["Id"]},
        ours=found["MasterAccountId"] == account.id and found["FeatureSet"] == "ALL",
        evidence=f"DescribeOrganization: {found['Id']} of {found['MasterAccountId']}",
    )


def _unit(account: Account, params: Params) -> Look:
    units = account.pages(
        "organizations",
        "list_organizational_units_for_parent",
        "OrganizationalUnits",
        ParentId=params["ParentId"],
    )
    for unit in units:
        if unit["Name"] == params["Name"]:
            return Found({"Id": unit["Id"]}, _mark(account, unit["Id"]), evidence=unit["Arn"])
    return Absent(f"ListOrganizationalUnitsForParent: {len(units)} others")


def _mark(account: Account, resource: str) -> str:
    tags = account.pages("organizations", "list_tags_for_resource", "Tags", ResourceId=resource)
    return next((str(tag["Value"]) for tag in tags if tag["Key"] == TAG), "")


def _invitation(account: Account, params: Params) -> Look:
    """Ours by its notes: only an account of this organization's administrators can send one."""
    target = params["Target"]["Id"]
    sent = account.pages(
        "organizations",
        "list_handshakes_for_organization",
        "Handshakes",
        Filter={"ActionType": "INVITE"},
    )
    for handshake in sent:
        parties = {(p["Type"], p["Id"]) for p in handshake["Parties"]}
        if ("ACCOUNT", target) in parties and handshake["State"] in PENDING:
            return Found(
                invitation(handshake),
                ours=_notes(handshake) == params["Notes"],
                evidence=f"ListHandshakesForOrganization: {handshake['Id']} {handshake['State']}",
            )
    return Absent(f"ListHandshakesForOrganization: {len(sent)} others")


def invitation(handshake: Mapping[str, Any]) -> Mapping[str, str]:
    """Keep what later steps need of a handshake."""
    return {
        "Id": str(handshake["Id"]),
        "ExpirationTimestamp": handshake["ExpirationTimestamp"].isoformat(),
    }


def _notes(handshake: Mapping[str, Any]) -> str:
    return next((r["Value"] for r in handshake.get("Resources", []) if r["Type"] == "NOTES"), "")


def _membership(account: Account, params: Params) -> Look:
    """Accepting shows in the handshake and, with the member's credentials, in the organization."""
    handshake = account.call(
        "organizations", "describe_handshake", HandshakeId=params["HandshakeId"]
    )["Handshake"]
    told = f"DescribeHandshake: {handshake['Id']} {handshake['State']}"
    if handshake["State"] != "ACCEPTED" and _member_of(account) not in _senders(handshake):
        return Absent(told)
    return Found({"Id": handshake["Id"]}, ours=True, evidence=told)


def _senders(handshake: Mapping[str, Any]) -> set[str]:
    """Return the organization's id; botocore's examples have it in a resource, not in a party."""
    said = (*handshake["Parties"], *handshake.get("Resources", ()))
    return {str(s.get("Id") or s.get("Value")) for s in said if s["Type"] == "ORGANIZATION"}


def _member_of(account: Account) -> str:
    """Return the organization that an account sees itself in; empty where it sees none."""
    try:
        return str(account.call("organizations", "describe_organization")["Organization"]["Id"])
    except NotFound:
        return ""


def _parent(account: Account, params: Params) -> Look:
    parents = account.pages("organizations", "list_parents", "Parents", ChildId=params["AccountId"])
    now = str(parents[0]["Id"]) if parents else ""
    if now == params["DestinationParentId"]:
        return Found({"ParentId": now}, ours=True, evidence=f"ListParents: {now}")
    return Absent(f"ListParents: {now}")


CREATE = Mutation(
    operation="organizations:CreateOrganization",
    method="create_organization",
    klass=Class.UNIQUE,
    hand=Hand.MANAGEMENT,
    natural_key=lambda _: "organization",
    look=_organization,
    pick=lambda answer: {"Id": answer["Organization"]["Id"]},
    duplicates=frozenset({"AlreadyInOrganizationException"}),
)
CREATE_UNIT = Mutation(
    operation="organizations:CreateOrganizationalUnit",
    method="create_organizational_unit",
    klass=Class.UNIQUE,
    hand=Hand.MANAGEMENT,
    natural_key=lambda p: f"{p['ParentId']}/{p['Name']}",
    look=_unit,
    pick=lambda answer: {"Id": answer["OrganizationalUnit"]["Id"]},
    duplicates=frozenset({"DuplicateOrganizationalUnitException"}),
    tags="Tags",
)
INVITE = Mutation(
    operation="organizations:InviteAccountToOrganization",
    method="invite_account_to_organization",
    klass=Class.LATE,
    hand=Hand.MANAGEMENT,
    natural_key=lambda p: p["Target"]["Id"],
    look=_invitation,
    pick=lambda answer: invitation(answer["Handshake"]),
    duplicates=frozenset({"DuplicateHandshakeException"}),
)
ACCEPT = Mutation(
    operation="organizations:AcceptHandshake",
    method="accept_handshake",
    klass=Class.ONE_WAY,
    hand=Hand.LEGACY,
    natural_key=lambda p: p["HandshakeId"],
    look=_membership,
    pick=lambda answer: {"Id": answer["Handshake"]["Id"]},
    duplicates=frozenset({"HandshakeAlreadyInStateException"}),
)
MOVE = Mutation(
    operation="organizations:MoveAccount",
    method="move_account",
    klass=Class.UNIQUE,
    hand=Hand.MANAGEMENT,
    natural_key=lambda p: f"{p['AccountId']}>{p['DestinationParentId']}",
    look=_parent,
    pick=lambda answer: {"HTTPStatusCode": answer["ResponseMetadata"]["HTTPStatusCode"]},
    duplicates=frozenset({"DuplicateAccountException"}),
)
MUTATIONS = (CREATE, CREATE_UNIT, INVITE, ACCEPT, MOVE)
