"""What keeps an account out of an organization on the simulated AWS, or in it."""

from __future__ import annotations

import pytest

from tests.simulator.organized import Organized, refused, second, state
from tests.simulators import Simulator

VIOLATION = "HandshakeConstraintViolationException"


@pytest.fixture
def org(signed_up: Simulator) -> Organized:
    return Organized.on(signed_up)


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
