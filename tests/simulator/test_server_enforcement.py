"""Policies decide where asked to: users, sessions, boundaries, organizations, in their words."""

from __future__ import annotations

import json
from typing import Any

import botocore.exceptions
import pytest

from tests.simulators import Simulator

EVERYTHING = {"Effect": "Allow", "Action": "*", "Resource": "*"}


def document(*statements: Any) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(*actions: str, **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": list(actions), "Resource": "*", **more}


def user(simulator: Simulator, *statements: Any) -> dict[str, str]:
    """Make a user of the legacy account with one policy; return its keys."""
    simulator.enforce(False)
    iam = simulator.client("iam")
    iam.create_user(UserName="limited")
    iam.put_user_policy(UserName="limited", PolicyName="p", PolicyDocument=document(*statements))
    key = iam.create_access_key(UserName="limited")["AccessKey"]
    simulator.enforce()
    return {
        "aws_access_key_id": key["AccessKeyId"],
        "aws_secret_access_key": key["SecretAccessKey"],
    }


def error(call: Any, **params: Any) -> dict[str, Any]:
    with pytest.raises(botocore.exceptions.ClientError) as caught:
        call(**params)
    return dict(caught.value.response["Error"])


def test_administrators_may_do_everything(signed_up: Simulator) -> None:
    signed_up.enforce()

    assert signed_up.client("iam").list_users()
    assert signed_up.client("lambda").list_functions()
    assert signed_up.client("organizations", "management").create_organization(FeatureSet="ALL")
    assert signed_up.get("enforce")["denied"] == {}


@pytest.mark.parametrize(
    ("service", "method", "action", "code"),
    [
        ("iam", "list_roles", "iam:ListRoles", "AccessDenied"),
        ("s3", "list_buckets", "s3:ListAllMyBuckets", "AccessDenied"),
        ("ec2", "describe_vpcs", "ec2:DescribeVpcs", "UnauthorizedOperation"),
        ("sqs", "list_queues", "sqs:ListQueues", "AccessDeniedException"),
        ("lambda", "list_functions", "lambda:ListFunctions", "AccessDeniedException"),
        ("cloudwatch", "list_metrics", "cloudwatch:ListMetrics", "AccessDeniedException"),
        ("resourcegroupstaggingapi", "get_resources", "tag:GetResources", "AccessDeniedException"),
    ],
)
def test_a_call_needs_its_own_action(
    simulator: Simulator, service: str, method: str, action: str, code: str
) -> None:
    keys = user(simulator, allow("iam:ListUsers"))

    found = error(getattr(simulator.client(service, **keys), method))

    assert found["Code"] == code
    assert f"not authorized to perform: {action}" in found["Message"]
    assert "because no identity-based policy allows" in found["Message"]
    assert simulator.client("iam", **keys).list_users()
    arn = f"arn:aws:iam::{simulator.accounts['legacy']}:user/limited"
    assert simulator.get("enforce")["denied"] == {arn: [action]}


def test_an_explicit_deny_wins(simulator: Simulator) -> None:
    deny = {"Effect": "Deny", "Action": "iam:List*", "Resource": "*"}
    keys = user(simulator, EVERYTHING, deny)

    assert "explicit deny" in error(simulator.client("iam", **keys).list_users)["Message"]
    assert simulator.client("sqs", **keys).list_queues()
    assert simulator.client("sts", **keys).get_caller_identity()


@pytest.mark.parametrize(
    ("statement", "allowed"),
    [
        (allow("SQS:listqueues"), True),
        (allow("sqs:List?ueues"), True),
        ({"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}, True),
        ({"Effect": "Allow", "NotAction": "sqs:*", "Resource": "*"}, False),
        (allow("*", Condition={"StringEquals": {"aws:RequestedRegion": "us-east-1"}}), True),
        (allow("*", Condition={"StringEquals": {"aws:RequestedRegion": "eu-west-1"}}), False),
        (allow("*", Condition={"StringNotEquals": {"aws:RequestedRegion": "eu-west-1"}}), True),
        (allow("*", Condition={"IpAddress": {"aws:SourceIp": "127.0.0.0/8"}}), True),
        (allow("*", Condition={"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}), False),
        (allow("*", Condition={"Null": {"aws:PrincipalOrgID": "true"}}), True),
        (allow("*", Condition={"StringEquals": {"aws:PrincipalOrgID": "o-a"}}), False),
        (allow("*", Condition={"StringEqualsIfExists": {"aws:PrincipalOrgID": "o-a"}}), True),
        (allow("*", Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}}), False),
        (
            allow("*", Condition={"DateLessThan": {"aws:CurrentTime": "2000-01-01T00:00:00Z"}}),
            False,
        ),
        (allow("*", Condition={"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:user/lim*"}}), True),
        (allow("*", Condition={"StringLike": {"aws:username": ["a*", "limit?d"]}}), True),
    ],
)
def test_statements_are_read_as_aws_reads_them(
    simulator: Simulator, statement: Any, allowed: bool
) -> None:
    sqs = simulator.client("sqs", **user(simulator, statement))

    if allowed:
        assert sqs.list_queues()
    else:
        assert error(sqs.list_queues)["Code"] == "AccessDeniedException"


@pytest.mark.parametrize(
    "statement",
    [
        allow("*", Condition={"StringEquals": {"sqs:Colour": "red"}}),
        {"Effect": "Allow", "Action": "*", "Resource": "arn:aws:sqs:us-east-1:111122223333:jobs"},
    ],
)
def test_what_cannot_be_told_is_never_guessed(simulator: Simulator, statement: Any) -> None:
    sqs = simulator.client("sqs", **user(simulator, statement))

    assert error(sqs.list_queues)["Code"] == "SimulatorNotEvaluable"


def test_an_operator_nobody_knows_has_no_answer() -> None:
    from migrate.simulator.access.conditions import holds

    context = {"aws:requestedregion": ["us-east-1"]}

    assert holds({"StringResembles": {"aws:RequestedRegion": "us-east-1"}}, context) is None
    assert holds({"StringEquals": {"aws:RequestedRegion": "us-east-1"}}, context) is True


def test_an_unknown_condition_does_not_matter_where_another_statement_decides(
    simulator: Simulator,
) -> None:
    unknown = allow("*", Condition={"StringEquals": {"sqs:Colour": "red"}})
    keys = user(simulator, unknown, EVERYTHING)

    assert simulator.client("sqs", **keys).list_queues()


def test_resources_of_roles_and_buckets_are_told_apart(simulator: Simulator) -> None:
    mine = "arn:aws:iam::111122223333:role/mine-*"
    keys = user(
        simulator,
        {"Effect": "Allow", "Action": "iam:CreateRole", "Resource": mine},
        {"Effect": "Allow", "Action": "s3:*", "Resource": ["arn:aws:s3:::tiny-data/public/*"]},
    )
    iam, s3 = simulator.client("iam", **keys), simulator.client("s3", **keys)

    assert iam.create_role(RoleName="mine-1", AssumeRolePolicyDocument=document())
    other = error(iam.create_role, RoleName="other", AssumeRolePolicyDocument=document())
    assert other["Code"] == "AccessDenied"
    assert s3.put_object(Bucket="tiny-data", Key="public/a", Body=b"x")
    assert error(s3.put_object, Bucket="tiny-data", Key="a", Body=b"x")["Code"] == "AccessDenied"


def test_a_session_may_do_no_more_than_its_policy(signed_up: Simulator) -> None:
    iam = signed_up.client("iam")
    trust = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}
    role = iam.create_role(RoleName="r", AssumeRolePolicyDocument=document(trust))["Role"]
    iam.put_role_policy(RoleName="r", PolicyName="p", PolicyDocument=document(EVERYTHING))
    signed_up.enforce()
    sts = signed_up.client("sts", "management")
    answer = sts.assume_role(
        RoleArn=role["Arn"], RoleSessionName="session", Policy=document(allow("iam:ListUsers"))
    )["Credentials"]
    keys = {
        "aws_access_key_id": answer["AccessKeyId"],
        "aws_secret_access_key": answer["SecretAccessKey"],
        "aws_session_token": answer["SessionToken"],
    }

    assert signed_up.client("iam", **keys).list_users()
    found = error(signed_up.client("iam", **keys).list_roles)
    assert "because no session policy allows" in found["Message"]


def test_an_organizations_policies_bind_members_and_not_its_management(
    signed_up: Simulator,
) -> None:
    organizations = signed_up.client("organizations", "management")
    organizations.create_organization(FeatureSet="ALL")
    signed_up.advance(hours=2)
    legacy = signed_up.accounts["legacy"]
    sent = organizations.invite_account_to_organization(Target={"Type": "ACCOUNT", "Id": legacy})
    signed_up.client("organizations").accept_handshake(HandshakeId=sent["Handshake"]["Id"])
    root = organizations.list_roots()["Roots"][0]["Id"]
    outside = {"StringNotEquals": {"aws:RequestedRegion": ["us-east-1"]}}
    deny = {"Effect": "Deny", "NotAction": "iam:*", "Resource": "*", "Condition": outside}
    policy = organizations.create_policy(
        Name="regions",
        Description="",
        Type="SERVICE_CONTROL_POLICY",
        Content=document(deny),
    )["Policy"]["PolicySummary"]["Id"]
    organizations.attach_policy(PolicyId=policy, TargetId=root)
    signed_up.enforce()

    abroad = {"region_name": "eu-west-1"}
    found = error(signed_up.client("sqs", **abroad).list_queues)
    assert "explicit deny in a service control policy" in found["Message"]
    assert signed_up.client("sqs").list_queues()
    assert signed_up.client("sqs", "management", **abroad).list_queues()
    organizations.detach_policy(PolicyId=policy, TargetId=root)
    assert signed_up.client("sqs", **abroad).list_queues()
