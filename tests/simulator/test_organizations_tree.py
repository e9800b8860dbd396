"""Units, accounts in them, moves, lists in pages, and tags on the simulated AWS."""

from __future__ import annotations

import pytest

from tests.simulator.organized import Organized, refused
from tests.simulators import Simulator

NOBODY = "999988887777"


@pytest.fixture
def org(signed_up: Simulator) -> Organized:
    return Organized.on(signed_up)


def test_a_name_is_unique_under_one_parent_only(org: Organized) -> None:
    workloads = org.unit("Workloads")
    create = org.management.create_organizational_unit

    code, _ = refused(create, ParentId=org.root, Name="Workloads")

    assert code == "DuplicateOrganizationalUnitException"
    assert org.unit("Workloads", workloads) != workloads


def test_units_are_five_deep(org: Organized) -> None:
    parent = org.root
    for level in range(1, 6):
        parent = org.unit(f"level {level}", parent)

    refusal = refused(org.management.create_organizational_unit, ParentId=parent, Name="level 6")

    assert refusal == ("ConstraintViolationException", "OU_DEPTH_LIMIT_EXCEEDED")


def test_unknown_and_malformed_parents_are_told_apart(shared: Organized) -> None:
    create = shared.management.create_organizational_unit

    assert refused(create, ParentId="r-none", Name="x")[0] == "ParentNotFoundException"
    assert refused(create, ParentId="Workloads", Name="x") == (
        "InvalidInputException",
        "INVALID_PATTERN",
    )
    listed = refused(
        shared.management.list_organizational_units_for_parent, ParentId="ou-none-00000000"
    )
    assert listed[0] == "ParentNotFoundException"


def test_paths_and_parents(org: Organized) -> None:
    organization = org.management.describe_organization()["Organization"]["Id"]
    workloads = org.unit("Workloads")
    prod = org.unit("Prod", workloads)

    found = org.management.describe_organizational_unit(OrganizationalUnitId=prod)

    path = f"{organization}/{org.root}/{workloads}/{prod}/"
    assert found["OrganizationalUnit"]["Path"] == path
    parents = org.management.list_parents(ChildId=prod)["Parents"]
    assert parents == [{"Id": workloads, "Type": "ORGANIZATIONAL_UNIT"}]
    assert org.management.list_parents(ChildId=workloads)["Parents"][0]["Type"] == "ROOT"
    assert refused(org.management.list_parents, ChildId=NOBODY)[0] == "ChildNotFoundException"


def test_children_by_kind(org: Organized) -> None:
    org.join()
    unit = org.unit("Workloads")
    children = org.management.list_children

    units = children(ParentId=org.root, ChildType="ORGANIZATIONAL_UNIT")["Children"]
    accounts = children(ParentId=org.root, ChildType="ACCOUNT")["Children"]

    assert [one["Id"] for one in units] == [unit]
    assert {one["Id"] for one in accounts} == {org.management_id, org.legacy_id}


def test_units_are_renamed_and_deleted_when_empty(org: Organized) -> None:
    outer, other = org.unit("Outer"), org.unit("Other")
    inner = org.unit("Inner", outer)
    update = org.management.update_organizational_unit
    delete = org.management.delete_organizational_unit

    clash = refused(update, OrganizationalUnitId=other, Name="Outer")
    assert clash[0] == "DuplicateOrganizationalUnitException"
    assert update(OrganizationalUnitId=other, Name="New")["OrganizationalUnit"]["Name"] == "New"
    full = refused(delete, OrganizationalUnitId=outer)
    assert full[0] == "OrganizationalUnitNotEmptyException"
    delete(OrganizationalUnitId=inner)
    delete(OrganizationalUnitId=outer)
    gone = refused(org.management.describe_organizational_unit, OrganizationalUnitId=outer)
    assert gone[0] == "OrganizationalUnitNotFoundException"


def test_an_account_moves_from_where_it_is(org: Organized) -> None:
    org.join()
    one, other = org.unit("One"), org.unit("Other")
    move = org.management.move_account

    move(AccountId=org.legacy_id, SourceParentId=org.root, DestinationParentId=one)

    assert org.management.list_parents(ChildId=org.legacy_id)["Parents"][0]["Id"] == one
    assert org.account(org.legacy_id)["Paths"][0].endswith(f"/{one}/{org.legacy_id}/")
    held = org.management.list_accounts_for_parent(ParentId=one)["Accounts"]
    assert [account["Id"] for account in held] == [org.legacy_id]
    again = refused(move, AccountId=org.legacy_id, SourceParentId=org.root, DestinationParentId=one)
    assert again[0] == "DuplicateAccountException"
    wrong = refused(
        move, AccountId=org.legacy_id, SourceParentId=org.root, DestinationParentId=other
    )
    assert wrong[0] == "SourceParentNotFoundException"
    nowhere = "ou-none-00000000"
    lost = refused(move, AccountId=org.legacy_id, SourceParentId=one, DestinationParentId=nowhere)
    assert lost[0] == "DestinationParentNotFoundException"
    stranger = refused(move, AccountId=NOBODY, SourceParentId=one, DestinationParentId=other)
    assert stranger[0] == "AccountNotFoundException"


def test_status_ends_where_state_goes_on(org: Organized) -> None:
    """`Status` was retired on 2026-09-09 by the clock of AWS (botocore Account)."""
    org.simulator.post("clock", {"set": "2026-09-08T12:00:00+00:00"})
    assert org.account(org.management_id)["Status"] == "ACTIVE"

    org.simulator.post("clock", {"set": "2026-09-09T00:00:00+00:00"})

    found = org.account(org.management_id)
    assert "Status" not in found
    assert found["State"] == "ACTIVE"


def test_a_suspended_account_shows_its_state(org: Organized) -> None:
    org.join()

    org.simulator.act("suspend-account", org.legacy_id)

    states = {a["Id"]: a["State"] for a in org.management.list_accounts()["Accounts"]}
    assert states == {org.management_id: "ACTIVE", org.legacy_id: "SUSPENDED"}
    assert f"reinstate-account {org.legacy_id}" not in org.simulator.act("everything")


def test_long_lists_come_in_pages_and_some_are_empty(org: Organized) -> None:
    names = [f"unit {number:02}" for number in range(45)]
    for name in names:
        org.unit(name)
    listing = org.management.get_paginator("list_organizational_units_for_parent")

    pages = [page["OrganizationalUnits"] for page in listing.paginate(ParentId=org.root)]

    assert [len(page) for page in pages] == [20, 0, 20, 0, 5]
    assert [unit["Name"] for page in pages for unit in page] == names
    first = org.management.list_organizational_units_for_parent(ParentId=org.root)
    assert first["NextToken"]


def test_pages_have_a_size_and_tokens_are_checked(org: Organized) -> None:
    org.join()

    assert len(org.management.list_accounts(MaxResults=1)["Accounts"]) == 1
    assert refused(org.management.list_accounts, MaxResults=21) == (
        "InvalidInputException",
        "MAX_VALUE_EXCEEDED",
    )
    assert refused(org.management.list_accounts, NextToken="mine") == (
        "InvalidInputException",
        "INVALID_NEXT_TOKEN",
    )


def test_tags_are_kept_changed_and_removed(org: Organized) -> None:
    unit = org.unit("Workloads")
    tag, listed = org.management.tag_resource, org.management.list_tags_for_resource

    tag(ResourceId=unit, Tags=[{"Key": "stage", "Value": "prod"}, {"Key": "a", "Value": ""}])
    tag(ResourceId=unit, Tags=[{"Key": "stage", "Value": "dev"}])
    org.management.untag_resource(ResourceId=unit, TagKeys=["a", "absent"])

    assert listed(ResourceId=unit)["Tags"] == [{"Key": "stage", "Value": "dev"}]
    for resource in (org.root, org.management_id):
        assert listed(ResourceId=resource)["Tags"] == []
    assert refused(listed, ResourceId=NOBODY)[0] == "TargetNotFoundException"


@pytest.mark.parametrize(
    ("tags", "reason"),
    [
        ([("aws:mine", "x")], "INVALID_SYSTEM_TAGS_PARAMETER"),
        ([("a", "1"), ("a", "2")], "DUPLICATE_TAG_KEY"),
        ([(str(n), "") for n in range(51)], "MAX_TAG_LIMIT_EXCEEDED"),
    ],
)
def test_bad_tags_fail_the_whole_request(
    shared: Organized, tags: list[tuple[str, str]], reason: str
) -> None:
    given = [{"Key": key, "Value": value} for key, value in tags]

    refusal = refused(
        shared.management.create_organizational_unit, ParentId=shared.root, Name="x", Tags=given
    )

    assert refusal[1] == reason
    units = shared.management.list_organizational_units_for_parent(ParentId=shared.root)
    assert units["OrganizationalUnits"] == []
