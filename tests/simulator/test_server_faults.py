"""What goes wrong between a client and AWS, and whether AWS did it all the same."""

from __future__ import annotations

import json
import time
from typing import Any
from urllib.error import HTTPError

import botocore.exceptions
import pytest
from botocore.config import Config

from tests.simulators import Simulator

TRUST = json.dumps({"Version": "2012-10-17", "Statement": []})


def code(call: Any, **params: Any) -> str:
    with pytest.raises(botocore.exceptions.ClientError) as caught:
        call(**params)
    return str(caught.value.response["Error"]["Code"])


def units(simulator: Simulator) -> list[str]:
    organizations = simulator.client("organizations", "management")
    root = organizations.list_roots()["Roots"][0]["Id"]
    found = organizations.list_organizational_units_for_parent(ParentId=root)
    return [unit["Name"] for unit in found["OrganizationalUnits"]]


def create(simulator: Simulator, name: str = "Security", **config: Any) -> Any:
    settings = Config(**{"retries": {"total_max_attempts": 1}, **config})
    organizations = simulator.client("organizations", "management", config=settings)
    root = organizations.list_roots()["Roots"][0]["Id"]
    return organizations.create_organizational_unit(ParentId=root, Name=name)


@pytest.fixture
def founded(signed_up: Simulator) -> Simulator:
    signed_up.client("organizations", "management").create_organization(FeatureSet="ALL")
    signed_up.advance(hours=2)
    return signed_up


@pytest.mark.parametrize(
    ("service", "operation", "method", "expected"),
    [
        ("organizations", "ListRoots", "list_roots", "TooManyRequestsException"),
        ("iam", "ListUsers", "list_users", "Throttling"),
        ("ec2", "DescribeVpcs", "describe_vpcs", "RequestLimitExceeded"),
        ("s3", "ListBuckets", "list_buckets", "SlowDown"),
        ("lambda", "ListFunctions", "list_functions", "TooManyRequestsException"),
        ("sqs", "ListQueues", "list_queues", "ThrottlingException"),
    ],
)
def test_throttling_speaks_the_services_words(
    founded: Simulator, service: str, operation: str, method: str, expected: str
) -> None:
    founded.fault(kind="throttle", service=service, operation=operation, times=1)
    client = founded.client(service, "management")

    assert code(getattr(client, method)) == expected
    assert getattr(client, method)()
    assert founded.get("fault")["faults"][0]["fired"] == 1


def test_a_dropped_answer_was_given_after_acting(founded: Simulator) -> None:
    founded.fault(kind="drop-after", operation="CreateOrganizationalUnit", times=1)

    with pytest.raises(botocore.exceptions.ConnectionClosedError):
        create(founded)

    assert units(founded) == ["Security"]
    call = founded.calls(operation="CreateOrganizationalUnit")[0]
    assert (call["status"], call["fault"]) == (200, "drop-after")


def test_a_dropped_request_was_never_acted_on(founded: Simulator) -> None:
    founded.fault(kind="drop", operation="CreateOrganizationalUnit", times=1)

    with pytest.raises(botocore.exceptions.ConnectionClosedError):
        create(founded)

    assert units(founded) == []
    assert founded.calls(operation="CreateOrganizationalUnit")[0]["status"] == 0


def test_a_client_that_retries_acts_twice(founded: Simulator) -> None:
    founded.fault(kind="drop-after", operation="CreateOrganizationalUnit", times=1)

    with pytest.raises(botocore.exceptions.ClientError):
        create(founded, retries={"total_max_attempts": 2, "mode": "standard"})

    assert len(founded.calls(operation="CreateOrganizationalUnit")) == 2
    assert units(founded) == ["Security"]


@pytest.mark.parametrize(("kind", "done"), [("hang", []), ("hang-after", ["Security"])])
def test_a_hanging_call_times_out_at_the_client(
    founded: Simulator, kind: str, done: list[str]
) -> None:
    founded.fault(kind=kind, operation="CreateOrganizationalUnit", times=1)

    with pytest.raises(botocore.exceptions.ReadTimeoutError):
        create(founded, read_timeout=0.5)

    assert units(founded) == done


@pytest.mark.parametrize(("kind", "done"), [("error", []), ("error-after", ["Security"])])
def test_a_500_comes_before_or_after_acting(founded: Simulator, kind: str, done: list[str]) -> None:
    founded.fault(kind=kind, operation="CreateOrganizationalUnit", times=1)

    with pytest.raises(botocore.exceptions.ClientError) as caught:
        create(founded)

    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 500
    assert units(founded) == done


def test_an_error_can_be_any_error(founded: Simulator) -> None:
    founded.fault(
        kind="error",
        operation="CreateOrganizationalUnit",
        code="ConcurrentModificationException",
        message="wait",
        status=400,
        times=1,
    )

    assert code(create, simulator=founded) == "ConcurrentModificationException"


def test_a_delay_does_not_hold_up_others(founded: Simulator) -> None:
    import threading

    founded.fault(kind="delay", service="iam", seconds=5, times=1)
    slow = threading.Thread(target=founded.client("iam").list_users)
    slow.start()
    time.sleep(0.3)
    started = time.monotonic()
    founded.client("sqs").list_queues()
    passed = time.monotonic() - started
    founded.raw("fault", "DELETE")
    slow.join(timeout=3)

    assert passed < 2
    assert not slow.is_alive()


def test_a_denied_action_is_named(founded: Simulator) -> None:
    founded.fault(kind="deny", service="iam", operation="CreateRole")

    with pytest.raises(botocore.exceptions.ClientError) as caught:
        founded.client("iam").create_role(RoleName="r", AssumeRolePolicyDocument=TRUST)

    error = caught.value.response["Error"]
    assert error["Code"] == "AccessDenied"
    assert "not authorized to perform: iam:CreateRole" in error["Message"]
    assert founded.client("iam").list_users()


def test_credentials_expire(founded: Simulator) -> None:
    founded.fault(kind="expire", account=founded.accounts["legacy"], skip=1, times=2)

    sqs = founded.client("sqs")
    assert sqs.list_queues()
    assert code(sqs.list_queues) == "ExpiredTokenException"
    assert code(founded.client("iam").list_users) == "ExpiredToken"
    assert sqs.list_queues()
    assert founded.client("iam", "management").list_users()


def test_a_rate_is_drawn_by_its_seed(signed_up: Simulator) -> None:
    def outcomes() -> list[bool]:
        signed_up.raw("fault", "DELETE")
        signed_up.fault(kind="throttle", service="sqs", rate=0.5, seed=7)
        sqs, found = signed_up.client("sqs"), []
        for _ in range(20):
            try:
                sqs.list_queues()
                found.append(True)
            except botocore.exceptions.ClientError:
                found.append(False)
        return found

    first = outcomes()

    assert first == outcomes()
    assert 3 < sum(first) < 17


def test_reads_lag_behind_writes_by_the_simulated_clock(founded: Simulator) -> None:
    founded.fault(kind="lag", service="organizations", seconds=30)

    create(founded, "First")
    assert units(founded) == []
    assert code(create, simulator=founded, name="First") == "DuplicateOrganizationalUnitException"
    founded.advance(seconds=20)
    create(founded, "Second")
    founded.advance(seconds=15)
    assert units(founded) == ["First"]
    founded.advance(seconds=20)
    assert sorted(units(founded)) == ["First", "Second"]


def test_motos_reads_lag_too_and_so_does_assuming(founded: Simulator) -> None:
    founded.fault(kind="lag", service="iam", seconds=10)
    trust = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}],
    }
    iam = founded.client("iam")
    made = iam.create_role(RoleName="new", AssumeRolePolicyDocument=json.dumps(trust))["Role"]
    assume = {"RoleArn": made["Arn"], "RoleSessionName": "session"}
    sts = founded.client("sts", "management")

    assert code(iam.get_role, RoleName="new") == "NoSuchEntity"
    assert code(sts.assume_role, **assume) == "AccessDenied"
    founded.advance(seconds=11)
    assert iam.get_role(RoleName="new")["Role"]["Arn"] == made["Arn"]
    assert sts.assume_role(**assume)["Credentials"]
    iam.delete_role(RoleName="new")
    assert iam.get_role(RoleName="new")


@pytest.mark.parametrize("empty", [0, 2])
@pytest.mark.parametrize(
    ("service", "operation", "key"),
    [
        ("iam", "list_roles", "Roles"),
        ("ec2", "describe_volumes", "Volumes"),
        ("sqs", "list_queues", "QueueUrls"),
        ("lambda", "list_layers", "Layers"),
        ("s3", "list_buckets", "Buckets"),
        ("organizations", "list_policies", "Policies"),
    ],
)
def test_lists_come_in_small_pages_and_empty_ones(
    founded: Simulator, service: str, operation: str, key: str, empty: int
) -> None:
    client = founded.client(service, "management")
    more: dict[str, Any] = {"Filter": "TAG_POLICY"} if service == "organizations" else {}
    for number in range(5):
        _one_more(client, service, number)
    whole = getattr(client, operation)(**more)[key]

    founded.fault(kind="pages", service=service, size=2, empty=empty)
    pages = [page.get(key, []) for page in client.get_paginator(operation).paginate(**more)]

    assert len(whole) >= 5
    assert [item for page in pages for item in page] == whole
    assert max(len(page) for page in pages) == 2
    assert (min(len(page) for page in pages) == 0) is bool(empty)


def _one_more(client: Any, service: str, number: int) -> None:
    if service == "iam":
        client.create_role(RoleName=f"r{number}", AssumeRolePolicyDocument=TRUST)
    elif service == "ec2":
        client.create_volume(AvailabilityZone="us-east-1a", Size=1)
    elif service == "sqs":
        client.create_queue(QueueName=f"q{number}")
    elif service == "lambda":
        content = {"ZipFile": b"PK\x05\x06" + bytes(18)}
        client.publish_layer_version(LayerName=f"l{number}", Content=content)
    elif service == "s3":
        client.create_bucket(Bucket=f"bucket-{number}")
    else:
        if number == 0:
            root = client.list_roots()["Roots"][0]["Id"]
            client.enable_policy_type(RootId=root, PolicyType="TAG_POLICY")
        client.create_policy(
            Name=f"p{number}", Description="", Type="TAG_POLICY", Content='{"tags":{}}'
        )


@pytest.mark.parametrize(
    "rule",
    [
        {},
        {"kind": "explode"},
        {"kind": "throttle", "times": "2"},
        {"kind": "throttle", "rate": 2},
        {"kind": "throttle", "colour": "red"},
        {"kind": "throttle", "fired": 3},
    ],
)
def test_a_rule_that_says_nonsense_is_refused(simulator: Simulator, rule: dict[str, Any]) -> None:
    with pytest.raises(HTTPError) as caught:
        simulator.fault(**rule)

    assert caught.value.code == 400
    assert json.loads(caught.value.read())["error"]
    caught.value.close()
