"""Policies, their types, trusted access and delegation on the simulated AWS."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.simulator.organized import SCP, Organized, refused
from tests.simulators import Simulator

VIOLATION = "ConstraintViolationException"


@pytest.fixture
def org(signed_up: Simulator) -> Organized:
    return Organized.on(signed_up)


def attached(org: Organized, target: str, kind: str = SCP) -> list[str]:
    found = org.management.list_policies_for_target(TargetId=target, Filter=kind)
    return [policy["Id"] for policy in found["Policies"]]


def enable(org: Organized, kind: str) -> None:
    org.management.enable_policy_type(RootId=org.root, PolicyType=kind)
    org.simulator.advance(minutes=1)


def test_full_access_hangs_everywhere(org: Organized) -> None:
    org.join()
    unit = org.unit("Workloads")

    for target in (org.root, unit, org.legacy_id, org.management_id):
        assert attached(org, target) == ["p-FullAWSAccess"]
    targets = org.management.list_targets_for_policy(PolicyId="p-FullAWSAccess")["Targets"]
    assert {target["TargetId"] for target in targets} == {
        org.root,
        unit,
        org.legacy_id,
        org.management_id,
    }


def test_the_last_policy_stays(org: Organized) -> None:
    policy, unit = org.policy(), org.unit("Workloads")
    detach = org.management.detach_policy
    last = refused(detach, PolicyId="p-FullAWSAccess", TargetId=unit)
    assert last == (VIOLATION, "MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED")

    org.management.attach_policy(PolicyId=policy, TargetId=unit)
    detach(PolicyId="p-FullAWSAccess", TargetId=unit)

    assert attached(org, unit) == [policy]
    again = refused(org.management.attach_policy, PolicyId=policy, TargetId=unit)
    assert again[0] == "DuplicatePolicyAttachmentException"
    twice = refused(detach, PolicyId="p-FullAWSAccess", TargetId=unit)
    assert twice[0] == "PolicyNotAttachedException"


def test_ten_policies_hang_on_one_target(org: Organized) -> None:
    unit = org.unit("Workloads")
    for number in range(9):
        org.management.attach_policy(PolicyId=org.policy(f"deny {number}"), TargetId=unit)

    refusal = refused(org.management.attach_policy, PolicyId=org.policy("more"), TargetId=unit)

    assert refusal == (VIOLATION, "MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED")


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        ("not JSON", ("MalformedPolicyDocumentException", "")),
        ("[]", ("MalformedPolicyDocumentException", "")),
        ('{"Statement":[{"Effect":"Allow"}]}', ("MalformedPolicyDocumentException", "")),
        ('{"Statement":[{"Effect":"Perhaps","Action":"*","Resource":"*"}]}',
         ("MalformedPolicyDocumentException", "")),
        ("{" + " " * 10240 + "}", (VIOLATION, "POLICY_CONTENT_LIMIT_EXCEEDED")),
    ],
)  # fmt: skip
def test_unsound_policies_are_not_kept(
    shared: Organized, content: str, refusal: tuple[str, str]
) -> None:
    asked = {"Name": "x", "Type": SCP, "Description": "", "Content": content}

    assert refused(shared.management.create_policy, **asked) == refusal


def test_policies_are_changed_and_deleted(org: Organized) -> None:
    policy = org.policy("one")
    org.policy("two")
    update = org.management.update_policy
    clash = refused(update, PolicyId=policy, Name="two")
    assert clash[0] == "DuplicatePolicyException"
    by_aws = refused(update, PolicyId="p-FullAWSAccess", Name="mine")
    assert by_aws == ("InvalidInputException", "IMMUTABLE_POLICY")

    update(PolicyId=policy, Name="three", Description="changed")

    found = org.management.describe_policy(PolicyId=policy)["Policy"]["PolicySummary"]
    assert (found["Name"], found["Description"], found["AwsManaged"]) == ("three", "changed", False)
    org.management.attach_policy(PolicyId=policy, TargetId=org.root)
    assert refused(org.management.delete_policy, PolicyId=policy)[0] == "PolicyInUseException"
    org.management.detach_policy(PolicyId=policy, TargetId=org.root)
    org.management.delete_policy(PolicyId=policy)
    assert refused(org.management.describe_policy, PolicyId=policy)[0] == "PolicyNotFoundException"
    names = [p["Name"] for p in org.management.list_policies(Filter=SCP)["Policies"]]
    assert names == ["FullAWSAccess", "two"]


def test_a_policy_type_is_enabled_some_time_later(org: Organized) -> None:
    policy = org.policy("tags", "TAG_POLICY", '{"tags":{}}')
    early = refused(org.management.attach_policy, PolicyId=policy, TargetId=org.root)
    assert early[0] == "PolicyTypeNotEnabledException"

    org.management.enable_policy_type(RootId=org.root, PolicyType="TAG_POLICY")

    types = org.management.list_roots()["Roots"][0]["PolicyTypes"]
    assert {"Type": "TAG_POLICY", "Status": "PENDING_ENABLE"} in types
    still = refused(org.management.attach_policy, PolicyId=policy, TargetId=org.root)
    assert still[0] == "PolicyTypeNotEnabledException"
    org.simulator.advance(minutes=1)
    org.management.attach_policy(PolicyId=policy, TargetId=org.root)
    asked = {"RootId": org.root, "PolicyType": "TAG_POLICY"}
    again = refused(org.management.enable_policy_type, **asked)
    assert again[0] == "PolicyTypeAlreadyEnabledException"
    org.management.disable_policy_type(**asked)
    assert attached(org, org.root, "TAG_POLICY") == []
    org.simulator.advance(minutes=1)
    off = refused(org.management.disable_policy_type, **asked)
    assert off[0] == "PolicyTypeNotEnabledException"


def test_resource_control_policies_bring_their_own_full_access(org: Organized) -> None:
    enable(org, "RESOURCE_CONTROL_POLICY")

    assert attached(org, org.root, "RESOURCE_CONTROL_POLICY") == ["p-RCPFullAWSAccess"]
    assert attached(org, org.unit("New"), "RESOURCE_CONTROL_POLICY") == ["p-RCPFullAWSAccess"]
    refusal = refused(
        org.management.detach_policy, PolicyId="p-RCPFullAWSAccess", TargetId=org.root
    )
    assert refusal == ("InvalidInputException", "NON_DETACHABLE_POLICY")


def test_effective_policies_are_merged_from_the_root_down(org: Organized) -> None:
    org.join()
    enable(org, "TAG_POLICY")
    above = {"tags": {"stage": {"tag_key": {"@@assign": "Stage"},
                                "tag_value": {"@@assign": ["prod", "dev"]}}}}  # fmt: skip
    below = {"tags": {"stage": {"tag_value": {"@@append": ["test"], "@@remove": ["dev"]}}}}
    for name, content, target in (("a", above, org.root), ("b", below, org.legacy_id)):
        policy = org.policy(name, "TAG_POLICY", json.dumps(content))
        org.management.attach_policy(PolicyId=policy, TargetId=target)

    found = org.legacy.describe_effective_policy(PolicyType="TAG_POLICY")["EffectivePolicy"]

    assert json.loads(found["PolicyContent"]) == {
        "tags": {"stage": {"tag_key": "Stage", "tag_value": ["prod", "test"]}}
    }
    authorization = refused(org.legacy.describe_effective_policy, PolicyType=SCP)
    assert authorization[0] == "InvalidInputException"
    none = refused(org.legacy.describe_effective_policy, PolicyType="BACKUP_POLICY")
    assert none[0] == "EffectivePolicyNotFoundException"


def test_services_are_trusted_and_delegated(org: Organized) -> None:
    account, service = org.created(), "guardduty.amazonaws.com"
    register = org.management.register_delegated_administrator
    early = refused(register, AccountId=account, ServicePrincipal=service)
    assert early == (VIOLATION, "SERVICE_ACCESS_NOT_ENABLED")

    org.management.enable_aws_service_access(ServicePrincipal=service)
    register(AccountId=account, ServicePrincipal=service)

    trusted = org.management.list_aws_service_access_for_organization()
    assert [one["ServicePrincipal"] for one in trusted["EnabledServicePrincipals"]] == [service]
    admins = org.management.list_delegated_administrators(ServicePrincipal=service)
    assert [one["Id"] for one in admins["DelegatedAdministrators"]] == [account]
    services = org.management.list_delegated_services_for_account(AccountId=account)
    assert services["DelegatedServices"][0]["ServicePrincipal"] == service
    again = refused(register, AccountId=account, ServicePrincipal=service)
    assert again[0] == "AccountAlreadyRegisteredException"


@pytest.mark.parametrize(
    ("who", "principal", "refusal"),
    [
        ("management", "config.amazonaws.com",
         (VIOLATION, "CANNOT_REGISTER_MASTER_AS_DELEGATED_ADMINISTRATOR")),
        ("suspended", "config.amazonaws.com",
         (VIOLATION, "CANNOT_REGISTER_SUSPENDED_ACCOUNT_AS_DELEGATED_ADMINISTRATOR")),
        ("second", "guardduty.amazonaws.com",
         (VIOLATION, "DELEGATED_ADMINISTRATOR_EXISTS_FOR_THIS_SERVICE")),
        ("legacy", "guardduty", ("InvalidInputException", "UNRECOGNIZED_SERVICE_PRINCIPAL")),
    ],
)  # fmt: skip
def test_who_cannot_be_a_delegated_administrator(
    org: Organized, who: str, principal: str, refusal: tuple[str, str]
) -> None:
    org.join()
    for service in ("config.amazonaws.com", "guardduty.amazonaws.com"):
        org.management.enable_aws_service_access(ServicePrincipal=service)
    register = org.management.register_delegated_administrator
    account = org.management_id if who == "management" else org.legacy_id
    if who == "suspended":
        org.simulator.act("suspend-account", org.legacy_id)
    if who == "second":
        register(AccountId=org.created(), ServicePrincipal=principal)

    assert refused(register, AccountId=account, ServicePrincipal=principal) == refusal


def test_a_delegated_administrator_reads_and_does_not_leave(org: Organized) -> None:
    org.join()
    service: dict[str, Any] = {"ServicePrincipal": "config.amazonaws.com"}
    org.management.enable_aws_service_access(**service)
    org.management.register_delegated_administrator(AccountId=org.legacy_id, **service)

    assert len(org.legacy.list_accounts()["Accounts"]) == 2
    refusal = refused(org.legacy.create_organizational_unit, ParentId="r-none", Name="x")
    assert refusal[0] == "AccessDeniedException"
    stays = refused(org.legacy.leave_organization)
    assert stays == (VIOLATION, "CANNOT_REMOVE_DELEGATED_ADMINISTRATOR_FROM_ORG")

    org.management.deregister_delegated_administrator(AccountId=org.legacy_id, **service)

    assert refused(org.legacy.list_accounts)[0] == "AccessDeniedException"
    org.legacy.leave_organization()


def test_the_delegation_policy_is_kept_and_deleted(org: Organized) -> None:
    describe = org.management.describe_resource_policy
    assert refused(describe)[0] == "ResourcePolicyNotFoundException"
    bad = refused(org.management.put_resource_policy, Content="no")
    assert bad == ("InvalidInputException", "INVALID_RESOURCE_POLICY_JSON")
    content = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow"}]}'

    org.management.put_resource_policy(Content=content)

    assert describe()["ResourcePolicy"]["Content"] == content
    org.management.delete_resource_policy()
    assert refused(describe)[0] == "ResourcePolicyNotFoundException"


def test_there_are_no_billing_transfers(shared: Organized) -> None:
    for listing in (
        shared.management.list_inbound_responsibility_transfers,
        shared.management.list_outbound_responsibility_transfers,
    ):
        assert listing(Type="BILLING")["ResponsibilityTransfers"] == []


def test_other_services_look_into_the_organization(org: Organized) -> None:
    """RAM, Security Hub and StackSets are moto's; the organization they see is ours."""
    ram = org.simulator.client("ram", "management")
    hub = org.simulator.client("securityhub", "management")
    member = org.created()
    organization = org.management.describe_organization()["Organization"]["Arn"]
    hub.enable_security_hub()

    ram.enable_sharing_with_aws_organization()
    ram.create_resource_share(name="everybody", principals=[organization])
    hub.enable_organization_admin_account(AdminAccountId=member)

    stranger = refused(hub.enable_organization_admin_account, AdminAccountId="999988887777")
    assert stranger[0] == "InvalidInputException"
    org.join()
    found = org.simulator.client("ram").get_resource_shares(resourceOwner="OTHER-ACCOUNTS")
    assert [share["name"] for share in found["resourceShares"]] == ["everybody"]


def test_stack_sets_reach_the_accounts_of_a_unit(org: Organized) -> None:
    unit, member = org.unit("Workloads"), org.created()
    org.management.move_account(AccountId=member, SourceParentId=org.root, DestinationParentId=unit)
    stacks = org.simulator.client("cloudformation", "management")
    topic = {"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}}
    stacks.create_stack_set(
        StackSetName="base", TemplateBody=json.dumps(topic), PermissionModel="SERVICE_MANAGED"
    )

    stacks.create_stack_instances(
        StackSetName="base",
        DeploymentTargets={"OrganizationalUnitIds": [unit]},
        Regions=["us-east-1"],
    )

    found = stacks.list_stack_instances(StackSetName="base")["Summaries"]
    assert [one["Account"] for one in found] == [member]
