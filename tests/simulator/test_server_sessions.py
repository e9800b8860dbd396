"""Who a caller is, which roles let it in, and when its credentials end."""

from __future__ import annotations

import json
from typing import Any

import botocore.exceptions
import pytest

from tests.simulators import Simulator

ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"


def role(simulator: Simulator, principal: Any, condition: Any = None, **more: Any) -> str:
    """Make a role in the legacy account that trusts a principal; return its ARN."""
    statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
    if condition:
        statement["Condition"] = condition
    trust = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    iam = simulator.client("iam")
    made = iam.create_role(RoleName="helper", AssumeRolePolicyDocument=trust, **more)
    iam.attach_role_policy(RoleName="helper", PolicyArn=ADMINISTRATOR)
    return str(made["Role"]["Arn"])


def assume(simulator: Simulator, arn: str, by: str = "management", **more: Any) -> dict[str, Any]:
    sts = simulator.client("sts", by)
    return dict(sts.assume_role(RoleArn=arn, RoleSessionName="session", **more))


def code(call: Any, *args: Any, **params: Any) -> str:
    with pytest.raises(botocore.exceptions.ClientError) as caught:
        call(*args, **params)
    return str(caught.value.response["Error"]["Code"])


def keys(answer: dict[str, Any]) -> dict[str, str]:
    found = answer["Credentials"]
    return {
        "aws_access_key_id": found["AccessKeyId"],
        "aws_secret_access_key": found["SecretAccessKey"],
        "aws_session_token": found["SessionToken"],
    }


def test_a_role_is_assumed_across_accounts(signed_up: Simulator) -> None:
    arn = role(signed_up, {"AWS": signed_up.accounts["management"]})

    answer = assume(signed_up, arn)

    legacy = signed_up.accounts["legacy"]
    who = signed_up.client("sts", **keys(answer)).get_caller_identity()
    assert who["Arn"] == f"arn:aws:sts::{legacy}:assumed-role/helper/session"
    assert who["Arn"] == answer["AssumedRoleUser"]["Arn"]
    assert who["UserId"] == answer["AssumedRoleUser"]["AssumedRoleId"]
    assert who["Account"] == legacy
    assert signed_up.client("s3", **keys(answer)).list_buckets()["Buckets"][0]["Name"]
    assert signed_up.calls()[-1]["principal"] == who["Arn"]


@pytest.mark.parametrize(
    ("principal", "lets_in"),
    [
        ({"AWS": "arn:aws:iam::444455556666:root"}, True),
        ({"AWS": "arn:aws:iam::444455556666:user/migration-admin"}, True),
        ({"AWS": ["999999999999", "444455556666"]}, True),
        ({"AWS": "*"}, True),
        ("*", True),
        ({"AWS": "arn:aws:iam::444455556666:user/somebody-else"}, False),
        ({"AWS": "999999999999"}, False),
        ({"AWS": "arn:aws:iam::111122223333:root"}, False),
        ({"Service": "ec2.amazonaws.com"}, False),
    ],
)
def test_the_trust_policy_decides(signed_up: Simulator, principal: Any, lets_in: bool) -> None:
    arn = role(signed_up, principal)

    if lets_in:
        assert assume(signed_up, arn)["Credentials"]
    else:
        assert code(assume, signed_up, arn) == "AccessDenied"


def test_an_external_id_is_asked_for(signed_up: Simulator) -> None:
    condition = {"StringEquals": {"sts:ExternalId": "right"}}
    arn = role(signed_up, {"AWS": signed_up.accounts["management"]}, condition)

    assert code(assume, signed_up, arn) == "AccessDenied"
    assert code(assume, signed_up, arn, ExternalId="wrong") == "AccessDenied"
    assert assume(signed_up, arn, ExternalId="right")["Credentials"]


def test_a_condition_that_cannot_be_told_is_not_guessed(signed_up: Simulator) -> None:
    condition = {"StringEquals": {"aws:PrincipalTag/team": "platform"}}
    arn = role(signed_up, {"AWS": signed_up.accounts["management"]}, condition)

    assert code(assume, signed_up, arn) == "SimulatorNotEvaluable"


def test_no_role_is_assumed_that_is_not_there(signed_up: Simulator) -> None:
    arn = role(signed_up, {"AWS": "*"})
    legacy = signed_up.accounts["legacy"]

    assert code(assume, signed_up, arn.replace("helper", "nobody")) == "AccessDenied"
    assert code(assume, signed_up, arn.replace(legacy, "999999999999")) == "AccessDenied"
    assert code(assume, signed_up, arn.replace("role/", "role/path/")) == "AccessDenied"


def test_a_session_ends_by_the_simulated_clock(signed_up: Simulator) -> None:
    arn = role(signed_up, {"AWS": signed_up.accounts["management"]})
    answer = assume(signed_up, arn, DurationSeconds=900)
    mine = keys(answer)

    left = answer["Credentials"]["Expiration"] - signed_up.now()
    signed_up.advance(minutes=14)
    assert 890 < left.total_seconds() <= 900
    assert signed_up.client("sts", **mine).get_caller_identity()
    signed_up.advance(minutes=2)
    assert code(signed_up.client("sts", **mine).get_caller_identity) == "ExpiredToken"
    assert code(signed_up.client("sqs", **mine).list_queues) == "ExpiredTokenException"
    assert code(signed_up.client("s3", **mine).list_buckets) == "ExpiredToken"


def test_durations_are_limited(signed_up: Simulator) -> None:
    arn = role(signed_up, {"AWS": "*"}, MaxSessionDuration=7200)
    chained = keys(assume(signed_up, arn, DurationSeconds=7200))

    sts = signed_up.client("sts", **chained)
    longer = {"RoleArn": arn, "RoleSessionName": "again", "DurationSeconds": 3601}
    assert code(assume, signed_up, arn, DurationSeconds=7201) == "ValidationError"
    assert code(sts.assume_role, **longer) == "ValidationError"
    assert sts.assume_role(**{**longer, "DurationSeconds": 3600})["Credentials"]


def test_a_stolen_key_without_its_token_is_nobodys(signed_up: Simulator) -> None:
    mine = keys(assume(signed_up, role(signed_up, {"AWS": "*"})))
    without = {**mine, "aws_session_token": ""}
    wrong = {**mine, "aws_session_token": "x"}

    assert code(signed_up.client("sts", **without).get_caller_identity) == "InvalidClientTokenId"
    assert code(signed_up.client("sts", **wrong).get_caller_identity) == "InvalidClientTokenId"


def test_the_root_user_assumes_no_role(signed_up: Simulator) -> None:
    arn = role(signed_up, {"AWS": "*"})
    made = signed_up.act("create-root-keys", signed_up.accounts["legacy"])
    root = {
        "aws_access_key_id": signed_up.get("root-keys")[signed_up.accounts["legacy"]][0],
        "aws_secret_access_key": signed_up.get("root-keys")[signed_up.accounts["legacy"]][1],
    }
    sts = signed_up.client("sts", **root)

    who = sts.get_caller_identity()
    assert made
    assert who["Arn"] == f"arn:aws:iam::{signed_up.accounts['legacy']}:root"
    assert who["UserId"] == who["Account"]
    assert code(sts.assume_role, RoleArn=arn, RoleSessionName="session") == "AccessDenied"
    signed_up.act("delete-root-keys", signed_up.accounts["legacy"])
    assert code(sts.get_caller_identity) == "InvalidClientTokenId"


def test_a_deactivated_key_is_refused(signed_up: Simulator) -> None:
    iam = signed_up.client("iam", "management")
    key = iam.list_access_keys(UserName="migration-admin")["AccessKeyMetadata"][0]["AccessKeyId"]
    iam.update_access_key(UserName="migration-admin", AccessKeyId=key, Status="Inactive")

    assert code(iam.list_users) == "InvalidClientTokenId"


def test_a_users_session_is_the_user(signed_up: Simulator) -> None:
    answer = signed_up.client("sts").get_session_token(DurationSeconds=900)

    who = signed_up.client("sts", **keys(answer)).get_caller_identity()
    assert who["Arn"].endswith(":user/operator")
    signed_up.advance(minutes=16)
    assert code(signed_up.client("sts", **keys(answer)).get_caller_identity) == "ExpiredToken"
