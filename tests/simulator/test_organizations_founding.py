"""Founding an organization on the simulated AWS, and who may ask it what."""

from __future__ import annotations

import re

import pytest

from tests.simulator.organized import Organized, refused
from tests.simulators import Simulator


@pytest.fixture
def before(signed_up: Simulator) -> Organized:
    return Organized.on(signed_up, found=False)


@pytest.fixture
def org(signed_up: Simulator) -> Organized:
    return Organized.on(signed_up)


def test_outside_an_organization_nothing_is_in_use(before: Organized) -> None:
    for call in (
        before.management.describe_organization,
        before.management.list_accounts,
        before.management.list_roots,
        before.legacy.leave_organization,
        before.management.list_handshakes_for_organization,
    ):
        assert refused(call)[0] == "AWSOrganizationsNotInUseException"
    assert before.legacy.list_handshakes_for_account()["Handshakes"] == []


def test_a_new_organization_has_a_root_with_service_control_policies(shared: Organized) -> None:
    found = shared.management.describe_organization()["Organization"]
    root = shared.management.list_roots()["Roots"][0]

    assert found["FeatureSet"] == "ALL"
    assert found["MasterAccountId"] == shared.management_id
    assert re.fullmatch(r"o-[a-z0-9]{10,32}", found["Id"])
    assert re.fullmatch(r"r-[0-9a-z]{4,32}", root["Id"])
    assert root["PolicyTypes"] == [{"Type": "SERVICE_CONTROL_POLICY", "Status": "ENABLED"}]
    assert found["Arn"].endswith(f":organization/{found['Id']}")


def test_consolidated_billing_has_no_policies(before: Organized) -> None:
    before.management.create_organization(FeatureSet="CONSOLIDATED_BILLING")

    assert before.management.list_roots()["Roots"][0]["PolicyTypes"] == []
    asked = {"RootId": before.root, "PolicyType": "TAG_POLICY"}
    assert refused(before.management.enable_policy_type, **asked) == (
        "PolicyTypeNotAvailableForOrganizationException",
        "",
    )


def test_nobody_founds_two(org: Organized) -> None:
    assert refused(org.management.create_organization)[0] == "AlreadyInOrganizationException"
    org.join()
    assert refused(org.legacy.create_organization)[0] == "AlreadyInOrganizationException"


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"state": "PENDING_ACTIVATION"}, "ACCOUNT_CREATION_NOT_COMPLETE"),
        ({"payment": False}, "MASTER_ACCOUNT_PAYMENT_INSTRUMENT_REQUIRED"),
    ],
)
def test_an_unfinished_sign_up_founds_nothing(
    before: Organized, facts: dict[str, object], reason: str
) -> None:
    before.set_account(before.management_id, **facts)

    assert refused(before.management.create_organization) == (
        "ConstraintViolationException",
        reason,
    )


def test_an_account_without_contact_founds_nothing(simulator: Simulator) -> None:
    for act in ("sign-up", "activate", "paid-plan"):
        simulator.act(act)
    org = Organized.on(simulator, found=False)

    assert refused(org.management.create_organization) == (
        "ConstraintViolationException",
        "MASTER_ACCOUNT_MISSING_CONTACT_INFO",
    )


def test_finalizing_ends_by_the_clock(before: Organized) -> None:
    before.set(finalizing=3600)
    before.management.create_organization(FeatureSet="ALL")
    target = {"Id": before.legacy_id, "Type": "ACCOUNT"}
    invite = before.management.invite_account_to_organization

    assert refused(invite, Target=target)[0] == "FinalizingOrganizationException"
    assert refused(before.create)[0] == "FinalizingOrganizationException"
    before.unit("Workloads")  # only invitations and new accounts have to wait (botocore)
    before.simulator.advance(minutes=59)
    assert refused(invite, Target=target)[0] == "FinalizingOrganizationException"
    before.simulator.advance(minutes=2)
    assert before.invite()


def test_everything_ends_the_finalizing(before: Organized) -> None:
    before.set(finalizing=3600)
    before.management.create_organization(FeatureSet="ALL")

    assert f"finish-organization {before.management_id}" in before.simulator.act("everything")
    assert before.invite()


def test_members_see_the_organization_and_manage_nothing(org: Organized) -> None:
    org.join()

    seen = org.legacy.describe_organization()["Organization"]
    assert seen["MasterAccountId"] == org.management_id
    root = org.root
    for call, params in (
        (org.legacy.list_accounts, {}),
        (org.legacy.list_roots, {}),
        (org.legacy.create_organizational_unit, {"ParentId": root, "Name": "x"}),
        (org.legacy.list_handshakes_for_organization, {}),
        (org.legacy.describe_account, {"AccountId": org.legacy_id}),
        (org.legacy.remove_account_from_organization, {"AccountId": org.legacy_id}),
        (org.legacy.delete_organization, {}),
    ):
        assert refused(call, **params)[0] == "AccessDeniedException"


def test_only_an_empty_organization_is_deleted(org: Organized) -> None:
    org.join()
    assert refused(org.management.delete_organization)[0] == "OrganizationNotEmptyException"

    org.management.remove_account_from_organization(AccountId=org.legacy_id)
    org.management.delete_organization()

    assert refused(org.management.describe_organization)[0] == "AWSOrganizationsNotInUseException"


def test_the_service_linked_role_is_made(shared: Organized) -> None:
    iam = shared.simulator.client("iam", "management")

    found = iam.get_role(RoleName="AWSServiceRoleForOrganizations")["Role"]

    assert found["Path"] == "/aws-service-role/organizations.amazonaws.com/"


def test_all_features_are_not_enabled_twice(shared: Organized) -> None:
    assert refused(shared.management.enable_all_features) == (
        "HandshakeConstraintViolationException",
        "ORGANIZATION_ALREADY_HAS_ALL_FEATURES",
    )


def test_what_is_not_simulated_says_so(shared: Organized) -> None:
    code, _ = refused(
        shared.management.create_gov_cloud_account, Email="a@tiny.example", AccountName="gov"
    )
    assert code == "SimulatorNotImplemented"


def test_ids_are_the_same_in_every_world(org: Organized, warmed, tmp_path) -> None:
    first = (org.root, org.unit("Workloads"))
    with warmed.fork(tmp_path / "again") as other:
        other.act("everything")
        again = Organized.on(other)
        assert (again.root, again.unit("Workloads")) == first
