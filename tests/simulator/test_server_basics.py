"""The simulated AWS over real HTTP: who is served, who is refused, what is not there."""

from __future__ import annotations

import http.client
from email.utils import parsedate_to_datetime
from typing import Any

import botocore.exceptions
import pytest

from tests.simulators import Simulator


def refused(call: object, **params: object) -> dict[str, object]:
    """Return the error answer of a call."""
    with pytest.raises(botocore.exceptions.ClientError) as caught:
        call(**params)  # type: ignore[operator]
    return caught.value.response  # type: ignore[return-value]


def test_the_legacy_profile_is_an_administrator_of_its_account(simulator: Simulator) -> None:
    found = simulator.client("sts").get_caller_identity()

    assert found["Account"] == simulator.accounts["legacy"]
    assert found["Arn"].startswith(f"arn:aws:iam::{found['Account']}:user/")


def test_nobody_signed_up_is_nobody(simulator: Simulator) -> None:
    found = refused(simulator.client("sts", "management").get_caller_identity)

    assert found["Error"]["Code"] == "InvalidClientTokenId"
    assert found["ResponseMetadata"]["HTTPStatusCode"] == 403
    assert simulator.calls()[-1]["account"] == ""


def test_the_sign_up_makes_the_management_account(simulator: Simulator) -> None:
    done = simulator.act("sign-up")

    account = simulator.accounts["management"]
    assert done == [f"sign-up {account}"]
    assert simulator.client("sts", "management").get_caller_identity()["Account"] == account
    assert simulator.act("sign-up") == []


@pytest.mark.parametrize(
    ("service", "method", "code"),
    [
        ("organizations", "describe_organization", "UnrecognizedClientException"),
        ("iam", "list_users", "InvalidClientTokenId"),
        ("s3", "list_buckets", "InvalidAccessKeyId"),
        ("ec2", "describe_vpcs", "AuthFailure"),
        ("lambda", "list_functions", "UnrecognizedClientException"),
    ],
)
def test_unknown_keys_are_refused_in_the_services_words(
    simulator: Simulator, service: str, method: str, code: str
) -> None:
    stranger = simulator.client(
        service, aws_access_key_id="AKIAAAAAAAAAAAAAAAAA", aws_secret_access_key="x" * 40
    )

    assert refused(getattr(stranger, method))["Error"]["Code"] == code


@pytest.mark.parametrize(
    ("service", "method"),
    [
        ("iam", "list_users"),
        ("ec2", "describe_vpcs"),
        ("s3", "list_buckets"),
        ("sqs", "list_queues"),
        ("lambda", "list_functions"),
    ],
)
def test_every_answer_bears_the_simulated_date_and_a_request_id(
    simulator: Simulator, service: str, method: str
) -> None:
    before = getattr(simulator.client(service), method)()["ResponseMetadata"]
    simulator.advance(days=15)
    after = getattr(simulator.client(service), method)()["ResponseMetadata"]

    passed = parsedate_to_datetime(after["HTTPHeaders"]["date"]) - parsedate_to_datetime(
        before["HTTPHeaders"]["date"]
    )
    assert passed.days == 15
    assert after["RequestId"] != before["RequestId"]
    assert simulator.calls()[-1]["request_id"] == after["RequestId"]


@pytest.mark.parametrize(
    ("service", "method", "params"),
    [
        ("controltower", "get_landing_zone", {"landingZoneIdentifier": "one"}),
        ("invoicing", "batch_get_invoice_profile", {"AccountIds": ["111122223333"]}),
        ("iam", "generate_organizations_access_report", {"EntityPath": "o-a/r-b/ou-c-12345678"}),
        ("ec2", "enable_ipam_organization_admin_account", {"DelegatedAdminAccountId": "1" * 12}),
    ],
)
def test_what_is_not_simulated_is_said_once(
    simulator: Simulator, service: str, method: str, params: dict[str, object]
) -> None:
    session = simulator.session("legacy")

    found = refused(getattr(session.client(service), method), **params)

    assert found["ResponseMetadata"]["HTTPStatusCode"] == 501
    assert found["ResponseMetadata"]["RetryAttempts"] == 0
    assert "not simulated" in found["Error"]["Message"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "169.254.169.254"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
def test_only_this_machine_may_ask(simulator: Simulator, headers: dict[str, str]) -> None:
    connection = http.client.HTTPConnection(simulator.url.removeprefix("http://"))
    connection.request("POST", "/_simulator/act", b'{"act": "everything"}', headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()

    assert answer.status == 403
    assert "sign-up" in {row["act"] for row in simulator.get("act")["open"]}


def test_a_client_cannot_name_its_account(simulator: Simulator) -> None:
    def claim(request: Any, **_: Any) -> None:
        request.headers["x-moto-account-id"] = "999999999999"

    client = simulator.client("sts")
    client.meta.events.register("before-send", claim)

    assert client.get_caller_identity()["Account"] == simulator.accounts["legacy"]


def test_moto_has_no_back_door(simulator: Simulator) -> None:
    connection = http.client.HTTPConnection(simulator.url.removeprefix("http://"))
    statuses = []
    for path in ("/moto-api/reset", "/latest/meta-data/iam/security-credentials/", "/tiny-data"):
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        statuses.append(answer.status)
    connection.close()

    assert statuses == [404, 404, 403]
