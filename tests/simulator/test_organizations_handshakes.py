"""Invitations on the simulated AWS: sent, seen, answered, expired, and what joining brings."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.simulator.organized import Organized, refused
from tests.simulators import Simulator

VIOLATION = "HandshakeConstraintViolationException"


@pytest.fixture
def org(signed_up: Simulator) -> Organized:
    return Organized.on(signed_up)


def state(org: Organized, handshake: str) -> str:
    found = org.management.describe_handshake(HandshakeId=handshake)
    return str(found["Handshake"]["State"])


def second(org: Organized) -> Organized:
    """Return another organization, founded by a third account that left the first."""
    member = org.created("partner")
    org.set_account(member, payment=True, phone="VERIFIED")
    org.simulator.advance(days=5)
    role = f"arn:aws:iam::{member}:role/OrganizationAccountAccessRole"
    given = org.simulator.client("sts", "management").assume_role(
        RoleArn=role, RoleSessionName="partner", DurationSeconds=43200 // 12
    )["Credentials"]
    client = org.simulator.client(
        "organizations",
        "management",
        aws_access_key_id=given["AccessKeyId"],
        aws_secret_access_key=given["SecretAccessKey"],
        aws_session_token=given["SessionToken"],
    )
    client.leave_organization()
    client.create_organization(FeatureSet="ALL")
    return Organized(org.simulator, client, org.legacy)


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


def test_members_are_not_invited_again(org: Organized) -> None:
    org.join()
    target = {"Id": org.legacy_id, "Type": "ACCOUNT"}

    refusal = refused(org.management.invite_account_to_organization, Target=target)

    assert refusal == (VIOLATION, "ALREADY_IN_AN_ORGANIZATION")


def test_a_full_organization_invites_and_takes_nobody(org: Organized) -> None:
    org.set(accounts=1)
    target = {"Id": org.legacy_id, "Type": "ACCOUNT"}
    full = (VIOLATION, "ACCOUNT_NUMBER_LIMIT_EXCEEDED")
    assert refused(org.management.invite_account_to_organization, Target=target) == full

    org.set(accounts=2)
    handshake = org.invite()
    org.set(accounts=1)

    assert refused(org.legacy.accept_handshake, HandshakeId=handshake) == full
    assert state(org, handshake) == "OPEN"


def test_invitations_of_a_day_are_limited(org: Organized) -> None:
    org.set(invitations_a_day=1)
    org.management.cancel_handshake(HandshakeId=org.invite())
    target = {"Id": org.legacy_id, "Type": "ACCOUNT"}
    refusal = refused(org.management.invite_account_to_organization, Target=target)
    assert refusal == (VIOLATION, "HANDSHAKE_RATE_LIMIT_EXCEEDED")

    org.simulator.advance(days=1, minutes=1)

    assert org.invite()


def test_joining_needs_a_payment_method(org: Organized) -> None:
    handshake = org.invite()
    org.set_account(org.legacy_id, payment=False)
    refusal = refused(org.legacy.accept_handshake, HandshakeId=handshake)
    assert refusal == (VIOLATION, "PAYMENT_INSTRUMENT_REQUIRED")

    org.simulator.act("add-payment")

    org.legacy.accept_handshake(HandshakeId=handshake)


def test_a_management_account_joins_nobody(org: Organized) -> None:
    handshake = org.invite()
    org.legacy.create_organization(FeatureSet="ALL")

    refusal = refused(org.legacy.accept_handshake, HandshakeId=handshake)

    assert refusal[0] == "MasterCannotLeaveOrganizationException"


def test_a_member_goes_over_directly(org: Organized) -> None:
    org.join()
    other = second(org)
    handshake = other.invite()

    org.legacy.accept_handshake(HandshakeId=handshake)

    assert other.account(org.legacy_id)["JoinedMethod"] == "INVITED"
    gone = refused(org.management.describe_account, AccountId=org.legacy_id)
    assert gone[0] == "AccountNotFoundException"


def test_membership_changes_can_come_too_soon(org: Organized) -> None:
    org.join()
    org.legacy.leave_organization()
    handshake = org.invite()
    org.set(membership_pause=3600)
    refusal = refused(org.legacy.accept_handshake, HandshakeId=handshake)
    assert refusal == (VIOLATION, "ORGANIZATION_MEMBERSHIP_CHANGE_RATE_LIMIT_EXCEEDED")

    org.simulator.advance(hours=2)

    org.legacy.accept_handshake(HandshakeId=handshake)


def test_a_suspended_account_does_not_leave(org: Organized) -> None:
    org.join()
    org.simulator.act("suspend-account", org.legacy_id)

    refusal = refused(org.management.remove_account_from_organization, AccountId=org.legacy_id)

    assert refusal == ("ConstraintViolationException", "ACCOUNT_CANNOT_LEAVE_ORGANIZATION")


def test_leaving_takes_tags_and_policies_along(org: Organized) -> None:
    org.join()
    org.management.tag_resource(ResourceId=org.legacy_id, Tags=[{"Key": "a", "Value": "b"}])

    org.legacy.leave_organization()

    assert refused(org.legacy.describe_organization)[0] == "AWSOrganizationsNotInUseException"
    handshake = org.invite()
    org.legacy.accept_handshake(HandshakeId=handshake)
    assert org.management.list_tags_for_resource(ResourceId=org.legacy_id)["Tags"] == []


def test_the_management_account_stays(shared: Organized) -> None:
    for call, params in (
        (shared.management.leave_organization, {}),
        (shared.management.remove_account_from_organization, {"AccountId": shared.management_id}),
    ):
        assert refused(call, **params)[0] == "MasterCannotLeaveOrganizationException"


def test_aws_refuses_for_any_reason_it_is_told(org: Organized) -> None:
    org.set(handshake_refusals=["HANDSHAKE_RATE_LIMIT_EXCEEDED"])
    target = {"Id": org.legacy_id, "Type": "ACCOUNT"}

    refusal = refused(org.management.invite_account_to_organization, Target=target)

    assert refusal == (VIOLATION, "HANDSHAKE_RATE_LIMIT_EXCEEDED")
    handshake = org.invite()
    org.set(handshake_refusals=["PAST_DUE_INVOICE"])
    refusal = refused(org.legacy.accept_handshake, HandshakeId=handshake)
    assert refusal == (VIOLATION, "PAST_DUE_INVOICE")
    org.legacy.accept_handshake(HandshakeId=handshake)


def test_the_end_of_an_organization_ends_its_invitations(org: Organized) -> None:
    handshake = org.invite()

    org.management.delete_organization()

    assert state(org, handshake) == "CANCELED"
    late = refused(org.legacy.accept_handshake, HandshakeId=handshake)
    assert late[0] == "InvalidHandshakeTransitionException"
