"""What accounts say of themselves on the simulated AWS: contacts, regions, root user, quotas."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.simulator.organized import Organized, refused
from tests.simulators import Simulator

CONTACT = {
    "FullName": "Jane Doe",
    "AddressLine1": "2 Example Street",
    "City": "Seattle",
    "PostalCode": "98101",
    "CountryCode": "US",
    "PhoneNumber": "+12065550199",
}


def test_a_new_account_waits_for_its_activation(simulator: Simulator) -> None:
    simulator.act("sign-up")
    account = simulator.client("account", "management")
    assert account.get_account_information()["AccountState"] == "PENDING_ACTIVATION"
    assert refused(account.get_contact_information)[0] == "ResourceNotFoundException"

    simulator.act("everything")

    found = account.get_account_information()
    assert found["AccountState"] == "ACTIVE"
    assert found["AccountId"] == simulator.accounts["management"]
    assert found["AccountCreatedDate"] <= simulator.now()
    assert account.get_contact_information()["VerificationStatus"] == "VERIFIED"


def test_alternate_contacts_are_set_and_deleted(simulator: Simulator) -> None:
    account = simulator.client("account")
    kind = {"AlternateContactType": "SECURITY"}
    assert refused(account.get_alternate_contact, **kind)[0] == "ResourceNotFoundException"
    given = {"Name": "Group", "Title": "Duty", "EmailAddress": "s@tiny.example"}

    account.put_alternate_contact(**kind, **given, PhoneNumber="+12065550100")

    found = account.get_alternate_contact(**kind)["AlternateContact"]
    assert found["EmailAddress"] == "s@tiny.example"
    account.delete_alternate_contact(**kind)
    assert refused(account.delete_alternate_contact, **kind)[0] == "ResourceNotFoundException"


def test_a_new_phone_number_has_to_be_verified(simulator: Simulator) -> None:
    account = simulator.client("account")
    account.put_contact_information(ContactInformation=CONTACT)
    assert account.get_contact_information()["VerificationStatus"] == "UNVERIFIED"
    early = refused(account.verify_phone_number, Otp="123456")
    assert early[0] == "ValidationException"

    assert account.send_phone_number_verification()["Status"] == "PENDING"

    assert account.verify_phone_number(Otp="123456")["Status"] == "VERIFIED"


def test_seventeen_regions_are_on_and_others_can_be(simulator: Simulator) -> None:
    account = simulator.client("account")
    pages = account.get_paginator("list_regions").paginate(MaxResults=10)
    status = {r["RegionName"]: r["RegionOptStatus"] for page in pages for r in page["Regions"]}
    assert list(status.values()).count("ENABLED_BY_DEFAULT") == 17
    assert status["eu-south-1"] == "DISABLED"

    account.enable_region(RegionName="eu-south-1")

    asked = {"RegionName": "eu-south-1"}
    assert account.get_region_opt_status(**asked)["RegionOptStatus"] == "ENABLING"
    assert refused(account.disable_region, **asked)[0] == "ConflictException"
    simulator.advance(minutes=6)
    assert account.get_region_opt_status(**asked)["RegionOptStatus"] == "ENABLED"
    on = account.list_regions(RegionOptStatusContains=["ENABLED", "ENABLED_BY_DEFAULT"])["Regions"]
    assert len(on) == 18
    assert refused(account.enable_region, RegionName="us-east-1")[0] == "ValidationException"
    assert refused(account.enable_region, RegionName="xx-west-1")[0] == "ValidationException"


def test_management_asks_about_members_once_the_service_is_trusted(signed_up: Simulator) -> None:
    org = Organized.on(signed_up)
    org.join()
    account = signed_up.client("account", "management")
    about = {"AccountId": org.legacy_id}
    assert refused(account.get_primary_email, **about)[0] == "AccessDeniedException"

    org.management.enable_aws_service_access(ServicePrincipal="account.amazonaws.com")

    assert account.get_primary_email(**about)["PrimaryEmail"] == "aws@tiny.example"
    assert account.get_account_information(**about)["AccountName"] == "Tiny"
    for wrong in (org.management_id, "999988887777"):
        asked = {"AccountId": wrong}
        assert refused(account.get_account_information, **asked)[0] == "AccessDeniedException"
    member = signed_up.client("account")
    assert refused(member.get_primary_email, **about)[0] == "AccessDeniedException"


def test_the_root_user_shows_in_the_summary(simulator: Simulator) -> None:
    for act in ("sign-up", "activate"):
        simulator.act(act)
    iam = simulator.client("iam", "management")
    assert iam.get_account_summary()["SummaryMap"]["AccountMFAEnabled"] == 0

    simulator.act("root-mfa")

    found = iam.get_account_summary()["SummaryMap"]
    assert found["AccountMFAEnabled"] == 1
    assert found["AccountAccessKeysPresent"] == 0
    assert found["AccountPasswordPresent"] == 1


def test_policies_that_aws_manages_can_be_attached(simulator: Simulator) -> None:
    iam = simulator.client("iam")
    iam.create_role(RoleName="reader", AssumeRolePolicyDocument='{"Version":"2012-10-17"}')

    iam.attach_role_policy(
        RoleName="reader", PolicyArn="arn:aws:iam::aws:policy/job-function/ViewOnlyAccess"
    )

    found = iam.list_attached_role_policies(RoleName="reader")["AttachedPolicies"]
    assert [policy["PolicyName"] for policy in found] == ["ViewOnlyAccess"]


def test_the_quota_of_accounts_is_the_organizations_own(signed_up: Simulator) -> None:
    org = Organized.on(signed_up)
    quotas = signed_up.client("service-quotas", "management")
    found = quotas.list_service_quotas(ServiceCode="organizations")["Quotas"][0]
    assert (found["Value"], found["Adjustable"]) == (10.0, True)
    assert "maximum number of accounts" in found["QuotaName"]
    asked = {"ServiceCode": "organizations", "QuotaCode": found["QuotaCode"]}
    low = refused(quotas.request_service_quota_increase, **asked, DesiredValue=5)
    assert low[0] == "IllegalArgumentException"

    made = quotas.request_service_quota_increase(**asked, DesiredValue=25)["RequestedQuota"]

    again = refused(quotas.request_service_quota_increase, **asked, DesiredValue=26)
    assert again[0] == "ResourceAlreadyExistsException"
    assert quotas.get_service_quota(**asked)["Quota"]["Value"] == 10.0
    org.simulator.advance(minutes=31)
    told = quotas.get_requested_service_quota_change(RequestId=made["Id"])["RequestedQuota"]
    assert told["Status"] == "APPROVED"
    assert quotas.get_service_quota(**asked)["Quota"]["Value"] == 25.0
    assert quotas.get_aws_default_service_quota(**asked)["Quota"]["Value"] == 10.0


def test_quotas_of_global_services_are_asked_for_in_one_region(shared_simulator: Simulator) -> None:
    elsewhere = shared_simulator.client("service-quotas", region_name="eu-west-1")

    for code in ("organizations", "no-service"):
        refusal = refused(elsewhere.list_service_quotas, ServiceCode=code)
        assert refusal[0] == "NoSuchResourceException"
    vpc = elsewhere.list_service_quotas(ServiceCode="vpc", MaxResults=3)
    assert len(vpc["Quotas"]) == 3
    rest = elsewhere.list_service_quotas(ServiceCode="vpc", NextToken=vpc["NextToken"])
    codes = [quota["QuotaCode"] for quota in vpc["Quotas"] + rest["Quotas"]]
    assert len(set(codes)) == len(codes) > 3
    names = {one["ServiceCode"] for one in elsewhere.list_services()["Services"]}
    assert {"organizations", "ec2", "lambda", "vpc"} <= names


@pytest.mark.parametrize(
    ("service", "method", "params", "code"),
    [
        ("support", "describe_cases", {}, "SubscriptionRequiredException"),
        ("macie2", "get_administrator_account", {}, "AccessDeniedException"),
        ("securityhub", "get_administrator_account", {}, "InvalidAccessException"),
        ("resource-explorer-2", "get_index", {}, "ResourceNotFoundException"),
        ("resource-explorer-2", "search", {"QueryString": "*"}, "SimulatorNotImplemented"),
    ],
)
def test_what_is_not_enabled_says_so(
    shared_simulator: Simulator, service: str, method: str, params: dict[str, Any], code: str
) -> None:
    assert refused(getattr(shared_simulator.client(service), method), **params)[0] == code


@pytest.mark.parametrize(
    ("service", "method", "params", "key"),
    [
        ("sso-admin", "list_instances", {"RegionScope": "ALL_REGIONS"}, "Instances"),
        ("detective", "list_invitations", {}, "Invitations"),
        ("guardduty", "list_detectors", {}, "DetectorIds"),
        ("resource-explorer-2", "list_indexes", {}, "Indexes"),
        ("ram", "get_resource_shares", {"resourceOwner": "OTHER-ACCOUNTS"}, "resourceShares"),
        ("ec2", "describe_reserved_instances", {}, "ReservedInstances"),
        ("rds", "describe_reserved_db_instances", {}, "ReservedDBInstances"),
        ("elasticache", "describe_reserved_cache_nodes", {}, "ReservedCacheNodes"),
        ("redshift", "describe_reserved_nodes", {}, "ReservedNodes"),
        ("opensearch", "describe_reserved_instances", {}, "ReservedInstances"),
    ],
)
def test_what_an_account_does_not_have_is_an_empty_list(
    shared_simulator: Simulator, service: str, method: str, params: dict[str, Any], key: str
) -> None:
    assert getattr(shared_simulator.client(service), method)(**params)[key] == []


def test_macie_answers_once_it_is_enabled(simulator: Simulator) -> None:
    macie = simulator.client("macie2")

    macie.enable_macie()

    assert macie.get_macie_session()["status"] == "ENABLED"
    assert "administrator" not in macie.get_administrator_account()


def test_a_share_of_another_account_is_seen(signed_up: Simulator) -> None:
    legacy = signed_up.accounts["legacy"]
    owner = signed_up.client("ram", "management")

    owner.create_resource_share(name="prefixes", principals=[legacy])

    found = signed_up.client("ram").get_resource_shares(resourceOwner="OTHER-ACCOUNTS")
    assert [share["name"] for share in found["resourceShares"]] == ["prefixes"]
    assert owner.get_resource_shares(resourceOwner="OTHER-ACCOUNTS")["resourceShares"] == []


def test_identity_center_is_enabled_by_hand(signed_up: Simulator) -> None:
    org = Organized.on(signed_up)
    client = signed_up.client("sso-admin", "management", region_name="eu-west-1")
    assert client.list_instances(RegionScope="ALL_REGIONS")["Instances"] == []

    assert signed_up.act("enable-identity-center") == [
        f"enable-identity-center {org.management_id}"
    ]

    assert client.list_instances()["Instances"] == []
    found = client.list_instances(RegionScope="ALL_REGIONS")["Instances"]
    assert [one["PrimaryRegion"] for one in found] == ["us-east-1"]
    org.join()
    member = signed_up.client("sso-admin").list_instances()["Instances"]
    assert [one["OwnerAccountId"] for one in member] == [org.management_id]


def test_settings_that_do_not_exist_are_refused(simulator: Simulator) -> None:
    for path, body in (
        ("organizations", {"speed": 1}),
        ("organizations", {"finalizing": "soon"}),
        ("accounts", {"account": "999988887777"}),
        ("accounts", {"account": simulator.accounts["legacy"], "payment": "perhaps"}),
    ):
        with pytest.raises(OSError, match="400"):
            simulator.post(path, body)


def test_a_support_plan_is_not_bought_here(shared_simulator: Simulator) -> None:
    """botocore knows no shape for the refusal; its code has to reach the client all the same."""
    with pytest.raises(ClientError, match="Premium Support Subscription is required"):
        shared_simulator.client("support").describe_cases()


def test_repositories_are_listed(simulator: Simulator) -> None:
    codecommit = simulator.client("codecommit")

    codecommit.create_repository(repositoryName="app")

    found = codecommit.list_repositories()["repositories"]
    assert [one["repositoryName"] for one in found] == ["app"]
