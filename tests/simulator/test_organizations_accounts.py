"""Accounts that the simulated AWS makes: some minutes later, or not, and never twice alike."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.simulator.organized import Organized, refused
from tests.simulators import Simulator

ROLE = "OrganizationAccountAccessRole"


@pytest.fixture
def org(signed_up: Simulator) -> Organized:
    return Organized.on(signed_up)


def assume(org: Organized, account: str, role: str = ROLE) -> dict[str, Any]:
    sts = org.simulator.client("sts", "management")
    arn = f"arn:aws:iam::{account}:role/{role}"
    return dict(sts.assume_role(RoleArn=arn, RoleSessionName="test")["Credentials"])


def test_an_account_takes_minutes(org: Organized) -> None:
    request = org.create("dev", IamUserAccessToBilling="ALLOW")
    first = org.status(request)

    assert request.startswith("car-")
    assert (first["State"], "AccountId" in first) == ("IN_PROGRESS", False)
    assert len(org.management.list_accounts()["Accounts"]) == 1
    org.simulator.advance(minutes=2)
    done = org.status(request)
    assert done["State"] == "SUCCEEDED"
    assert (done["CompletedTimestamp"] - done["RequestedTimestamp"]).total_seconds() == 120
    made = org.account(done["AccountId"])
    assert (made["Name"], made["JoinedMethod"]) == ("dev", "CREATED")
    assert made["Email"] == "dev@tiny.example"


def test_success_comes_before_the_account_can_be_entered(org: Organized) -> None:
    request = org.create("dev")
    org.simulator.advance(minutes=2)
    account = str(org.status(request)["AccountId"])
    assert org.account(account)["State"] == "PENDING_ACTIVATION"
    with pytest.raises(ClientError, match="AccessDenied"):
        assume(org, account)

    org.simulator.advance(minutes=2)

    assert org.account(account)["State"] == "ACTIVE"
    assert assume(org, account)["AccessKeyId"]


def test_the_access_role_is_an_administrator_of_the_management_account(org: Organized) -> None:
    account = org.created()
    given = assume(org, account)
    iam = org.simulator.client(
        "iam",
        "management",
        aws_access_key_id=given["AccessKeyId"],
        aws_secret_access_key=given["SecretAccessKey"],
        aws_session_token=given["SessionToken"],
    )

    role = iam.get_role(RoleName=ROLE)["Role"]
    policies = iam.list_attached_role_policies(RoleName=ROLE)["AttachedPolicies"]

    trust = role["AssumeRolePolicyDocument"]["Statement"][0]
    assert trust["Principal"] == {"AWS": f"arn:aws:iam::{org.management_id}:root"}
    assert [policy["PolicyName"] for policy in policies] == ["AdministratorAccess"]
    summary = iam.get_account_summary()["SummaryMap"]
    assert summary["AccountPasswordPresent"] == 0


@pytest.mark.parametrize("twice", ["while it is made", "when it is there"])
def test_the_same_address_fails(org: Organized, twice: str) -> None:
    org.create("dev")
    if twice == "when it is there":
        org.simulator.advance(minutes=5)

    request = org.create("other", email="DEV@tiny.example")
    org.simulator.advance(minutes=5)

    failed = org.status(request)
    reason = {
        "while it is made": "CONCURRENT_ACCOUNT_MODIFICATION",
        "when it is there": "EMAIL_ALREADY_EXISTS",
    }[twice]
    assert (failed["State"], failed["FailureReason"]) == ("FAILED", reason)


def test_a_full_organization_makes_no_account(org: Organized) -> None:
    org.set(accounts=2)
    org.invite()

    request = org.create()
    org.simulator.advance(minutes=5)

    assert org.status(request)["FailureReason"] == "ACCOUNT_LIMIT_EXCEEDED"


def test_aws_fails_when_it_is_told_to(org: Organized) -> None:
    org.set(creation_failures=["INTERNAL_FAILURE"])

    first, other = org.create("one"), org.create("two")
    org.simulator.advance(minutes=5)

    assert org.status(first)["FailureReason"] == "INTERNAL_FAILURE"
    assert org.status(other)["State"] == "SUCCEEDED"
    listed = org.management.list_create_account_status(States=["FAILED"])["CreateAccountStatuses"]
    assert [one["Id"] for one in listed] == [first]


def test_few_accounts_are_made_at_a_time(org: Organized) -> None:
    org.set(creations_at_once=1)
    org.create("one")

    refusal = refused(org.management.create_account, Email="b@tiny.example", AccountName="two")

    assert refusal == ("ConstraintViolationException", "ACCOUNT_CREATION_RATE_LIMIT_EXCEEDED")


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ({"Email": "nobody"}, "INVALID_PATTERN"),
        ({"RoleName": "AWSServiceRoleForMe"}, "INVALID_ROLE_NAME"),
        ({"IamUserAccessToBilling": "MAYBE"}, "INVALID_ENUM"),
        ({"Tags": [{"Key": "aws:x", "Value": ""}]}, "INVALID_SYSTEM_TAGS_PARAMETER"),
    ],
)
def test_bad_requests_begin_nothing(shared: Organized, asked: dict[str, Any], reason: str) -> None:
    given = {"Email": "a@tiny.example", "AccountName": "a", **asked}

    assert refused(shared.management.create_account, **given) == ("InvalidInputException", reason)
    assert shared.management.list_create_account_status()["CreateAccountStatuses"] == []


def test_unknown_requests_are_not_found(shared: Organized) -> None:
    refusal = refused(
        shared.management.describe_create_account_status, CreateAccountRequestId="car-00000000"
    )

    assert refusal[0] == "CreateAccountStatusNotFoundException"


def test_a_created_account_stays_four_days_and_needs_a_card(org: Organized) -> None:
    account = org.created()
    remove = org.management.remove_account_from_organization
    violation = "ConstraintViolationException"

    assert refused(remove, AccountId=account) == (violation, "WAIT_PERIOD_ACTIVE")
    org.simulator.advance(days=4)
    needs_card = (violation, "MEMBER_ACCOUNT_PAYMENT_INSTRUMENT_REQUIRED")
    assert refused(remove, AccountId=account) == needs_card
    org.set_account(account, payment=True)
    needs_phone = (violation, "ACCOUNT_CANNOT_LEAVE_WITHOUT_PHONE_VERIFICATION")
    assert refused(remove, AccountId=account) == needs_phone
    org.set_account(account, phone="VERIFIED")
    remove(AccountId=account)


def test_closing_takes_minutes_and_is_final_after_ninety_days(org: Organized) -> None:
    account = org.created()
    close = org.management.close_account
    own = refused(close, AccountId=org.management_id)
    assert own == ("ConstraintViolationException", "CANNOT_CLOSE_MANAGEMENT_ACCOUNT")

    close(AccountId=account)

    assert org.account(account)["State"] == "PENDING_CLOSURE"
    assert refused(close, AccountId=account)[0] == "ConflictException"
    org.simulator.advance(minutes=6)
    assert org.account(account)["State"] == "SUSPENDED"
    assert refused(close, AccountId=account)[0] == "AccountAlreadyClosedException"
    org.simulator.advance(days=91)
    gone = refused(org.management.describe_account, AccountId=account)
    assert gone[0] == "AccountNotFoundException"


def test_billing_access_follows_the_request(org: Organized) -> None:
    request = org.create("dev", IamUserAccessToBilling="DENY")
    org.simulator.advance(minutes=5)
    account = str(org.status(request)["AccountId"])
    given = assume(org, account)
    client = org.simulator.client(
        "budgets",
        "management",
        aws_access_key_id=given["AccessKeyId"],
        aws_secret_access_key=given["SecretAccessKey"],
        aws_session_token=given["SessionToken"],
    )

    assert refused(client.describe_budgets, AccountId=account)[0] == "AccessDeniedException"


def test_everything_ends_the_wait_for_accounts(org: Organized) -> None:
    request = org.create("dev")

    org.simulator.act("everything")

    assert org.status(request)["State"] == "SUCCEEDED"
    assert json.dumps(org.account(str(org.status(request)["AccountId"]))["State"]) == '"ACTIVE"'
