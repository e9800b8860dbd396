"""Invitations on the simulated AWS: sent, seen, answered, expired, and what joining brings."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.simulator.organized import Organized, refused, second, state
from tests.simulators import Simulator

VIOLATION = "HandshakeConstraintViolationException"


@pytest.fixture
def org(signed_up: Simulator) -> Organized:
    return Organized.on(signed_up)


def test_an_invitation_is_open_for_fifteen_days(org: Organized) -> None:
    sent = org.management.invite_account_to_organization(
        Target={"Id": org.legacy_id, "Type": "ACCOUNT"}, Notes="by the test"
    )["Handshake"]

    assert sent["State"] == "OPEN"
    assert sent["Action"] == "INVITE"
    assert sent["ExpirationTimestamp"] - sent["RequestedTimestamp"] == timedelta(days=15)
    parties = {(party["Type"], party["Id"]) for party in sent["Parties"]}
    assert ("ACCOUNT", org.legacy_id) in parties
    resources = {one["Type"]: one.get("Value") for one in sent["Resources"]}
    assert resources["NOTES"] == "by the test"
    told = {r["Type"]: r["Value"] for r in sent["Resources"][0]["Resources"]}
    assert told["ORGANIZATION_FEATURE_SET"] == "FULL"
    assert told["MASTER_EMAIL"] == "aws-management@tiny.example"


def test_both_sides_see_it_and_nobody_else(org: Organized) -> None:
    handshake = org.invite()

    received = org.legacy.list_handshakes_for_account(Filter={"ActionType": "INVITE"})
    sent = org.management.list_handshakes_for_organization()

    assert [h["Id"] for h in received["Handshakes"]] == [handshake]
    assert [h["Id"] for h in sent["Handshakes"]] == [handshake]
    assert org.management.list_handshakes_for_account()["Handshakes"] == []
    other = org.legacy.list_handshakes_for_account(Filter={"ActionType": "ENABLE_ALL_FEATURES"})
    assert other["Handshakes"] == []
    stranger = second(org).management
    assert refused(stranger.describe_handshake, HandshakeId=handshake)[0] == "AccessDeniedException"


def test_an_invitation_by_address_reaches_its_owner(org: Organized) -> None:
    target = {"Id": "AWS@tiny.example", "Type": "EMAIL"}
    sent = org.management.invite_account_to_organization(Target=target)["Handshake"]

    org.legacy.accept_handshake(HandshakeId=sent["Id"])

    assert org.account(org.legacy_id)["JoinedMethod"] == "INVITED"


def test_only_the_target_accepts(org: Organized) -> None:
    handshake = org.invite()

    assert refused(org.management.accept_handshake, HandshakeId=handshake)[0] == (
        "AccessDeniedException"
    )
    assert state(org, handshake) == "OPEN"


def test_accepting_makes_a_member_in_the_root(org: Organized) -> None:
    org.management.invite_account_to_organization(
        Target={"Id": org.legacy_id, "Type": "ACCOUNT"}, Tags=[{"Key": "stage", "Value": "prod"}]
    )
    handshake = org.legacy.list_handshakes_for_account()["Handshakes"][0]["Id"]

    accepted = org.legacy.accept_handshake(HandshakeId=handshake)["Handshake"]

    assert accepted["State"] == "ACCEPTED"
    member = org.account(org.legacy_id)
    assert (member["State"], member["JoinedMethod"]) == ("ACTIVE", "INVITED")
    assert org.management.list_parents(ChildId=org.legacy_id)["Parents"][0]["Id"] == org.root
    tags = org.management.list_tags_for_resource(ResourceId=org.legacy_id)["Tags"]
    assert tags == [{"Key": "stage", "Value": "prod"}]
    attached = org.management.list_policies_for_target(
        TargetId=org.legacy_id, Filter="SERVICE_CONTROL_POLICY"
    )["Policies"]
    assert [policy["Id"] for policy in attached] == ["p-FullAWSAccess"]


def test_an_invited_account_gets_no_access_role(org: Organized) -> None:
    org.join()

    names = {r["RoleName"] for r in org.simulator.client("iam").list_roles()["Roles"]}

    assert "AWSServiceRoleForOrganizations" in names
    assert "OrganizationAccountAccessRole" not in names


def test_a_handshake_ends_once(org: Organized) -> None:
    handshake = org.join()

    again = refused(org.legacy.accept_handshake, HandshakeId=handshake)
    declined = refused(org.legacy.decline_handshake, HandshakeId=handshake)
    cancelled = refused(org.management.cancel_handshake, HandshakeId=handshake)

    assert again[0] == "HandshakeAlreadyInStateException"
    assert declined[0] == cancelled[0] == "InvalidHandshakeTransitionException"


def test_the_target_declines_and_the_sender_cancels(org: Organized) -> None:
    first = org.invite()
    assert (
        refused(org.management.decline_handshake, HandshakeId=first)[0] == "AccessDeniedException"
    )
    org.legacy.decline_handshake(HandshakeId=first)
    assert state(org, first) == "DECLINED"

    other = org.invite()
    assert refused(org.legacy.cancel_handshake, HandshakeId=other)[0] == "AccessDeniedException"
    org.management.cancel_handshake(HandshakeId=other)
    assert state(org, other) == "CANCELED"
    late = refused(org.legacy.accept_handshake, HandshakeId=other)
    assert late[0] == "InvalidHandshakeTransitionException"


def test_an_invitation_expires_by_the_clock(org: Organized) -> None:
    handshake = org.invite()
    org.simulator.advance(days=14, hours=23)
    assert state(org, handshake) == "OPEN"

    org.simulator.advance(hours=2)

    assert state(org, handshake) == "EXPIRED"
    late = refused(org.legacy.accept_handshake, HandshakeId=handshake)
    assert late[0] == "InvalidHandshakeTransitionException"
    assert org.invite() != handshake


def test_an_ended_handshake_is_listed_for_thirty_days(org: Organized) -> None:
    handshake = org.join()
    org.simulator.advance(days=29)
    assert state(org, handshake) == "ACCEPTED"

    org.simulator.advance(days=2)

    assert org.management.list_handshakes_for_organization()["Handshakes"] == []
    assert refused(org.management.describe_handshake, HandshakeId=handshake)[0] == (
        "HandshakeNotFoundException"
    )


def test_one_open_invitation_for_one_account(org: Organized) -> None:
    org.invite()
    invite = org.management.invite_account_to_organization

    for target in (
        {"Id": org.legacy_id, "Type": "ACCOUNT"},
        {"Id": "aws@tiny.example", "Type": "EMAIL"},
    ):
        assert refused(invite, Target=target)[0] == "DuplicateHandshakeException"


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ({"Id": "999988887777", "Type": "ACCOUNT"}, "INVALID_PATTERN_TARGET_ID"),
        ({"Id": "nobody", "Type": "ACCOUNT"}, "INVALID_PATTERN_TARGET_ID"),
        ({"Id": "nobody", "Type": "EMAIL"}, "INVALID_EMAIL_ADDRESS_TARGET"),
        ({"Id": "o-exampleorg1", "Type": "ORGANIZATION"}, "INVALID_PARTY_TYPE_TARGET"),
    ],
)
def test_nobody_is_not_invited(shared: Organized, target: dict[str, Any], reason: str) -> None:
    refusal = refused(shared.management.invite_account_to_organization, Target=target)

    assert refusal == ("InvalidInputException", reason)


def test_an_unverified_owner_invites_nobody(org: Organized) -> None:
    org.set_account(org.management_id, email_verified=False)
    target = {"Id": org.legacy_id, "Type": "ACCOUNT"}
    invite = org.management.invite_account_to_organization
    assert refused(invite, Target=target)[0] == "AccountOwnerNotVerifiedException"

    org.simulator.act("verify-email")

    assert org.invite()
